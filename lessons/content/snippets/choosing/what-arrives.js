const ws = new WebSocket('ws://localhost:8080');

ws.addEventListener('open', () => ws.send('Hello'));
ws.addEventListener('message', ({ data }) => console.log(data));
ws.addEventListener('close', () => console.log('closed'));
setTimeout(() => ws.close(1000), 500);
