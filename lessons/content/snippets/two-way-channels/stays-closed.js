const ws = new WebSocket('/live/echo?drop=2');

ws.addEventListener('open', () => console.log('open'));
ws.addEventListener('close', ({ code }) => console.log('closed', code));
