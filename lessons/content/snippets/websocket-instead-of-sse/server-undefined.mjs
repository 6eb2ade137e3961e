import WebSocket from 'ws';

console.log('WebSocket.Server is', WebSocket.Server);
const wss = new WebSocket.Server({ port: 8080 });
wss.on('listening', () => console.log('listening'));
