import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 8080 });

server.on('connection', (ws) => {
  ws.on('error', console.error);
  ws.on('message', (data) => ws.send(`Server received: ${data}`));
  ws.on('close', () => {
    console.log('disconnected');
    ws.send('Welcome');
  });
});
