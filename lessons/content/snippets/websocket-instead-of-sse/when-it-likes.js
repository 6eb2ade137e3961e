const ws = new WebSocket('ws://localhost:8080');

ws.addEventListener('message', ({ data }) => console.log('received:', data));
ws.addEventListener('close', ({ code }) => console.log('closed', code));

setTimeout(() => ws.send('Two bowls, please'), 1500);
setTimeout(() => ws.close(1000), 2000);
