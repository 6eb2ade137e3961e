import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 8080 });

const replies = new Map([
  ['Hello', 'Welcome'],
  ['How are you?', 'Good, thanks!'],
]);

server.on('connection', (ws) => {
  ws.on('error', console.error);
  ws.on('message', (data) => {
    const reply = replies.get(data.toString());
    if (reply) ws.send(reply);
  });
});
