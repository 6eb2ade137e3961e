const ws = new WebSocket('/live/echo');

ws.on('open', () => ws.send('Hello'));
