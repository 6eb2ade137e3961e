const ws = new WebSocket('/live/echo?drop=2');

ws.addEventListener('open', () => ws.send('Hello'));
ws.addEventListener('message', ({ data }) => console.log(data));
