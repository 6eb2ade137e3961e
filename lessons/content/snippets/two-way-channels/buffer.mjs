import { WebSocket, WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 8080 });
server.on('connection', (ws) => {
  ws.on('error', console.error);
  ws.on('message', (data, isBinary) => {
    console.log('Received:', data);
    console.log('Received:', isBinary ? data : data.toString());
    server.close();
  });
});

const client = new WebSocket('ws://localhost:8080');
client.on('error', console.error);
client.on('open', () => {
  client.send('Welcome');
  client.close();
});
