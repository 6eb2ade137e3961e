const ws = new WebSocket('ws://localhost:8080');

ws.on('open', () => ws.send('Hello'));
