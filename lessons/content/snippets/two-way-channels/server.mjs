import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 8080 });

server.on('connection', (ws) => {
  ws.on('error', console.error);
  ws.on('message', (data, isBinary) => {
    console.log('Received:', isBinary ? data : data.toString());
    ws.send('Hello Client');
  });
});
