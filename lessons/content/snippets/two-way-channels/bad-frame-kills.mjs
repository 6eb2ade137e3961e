import net from 'node:net';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 8080 });
server.on('connection', (ws) => {
  ws.on('message', (data) => ws.send(`got ${data}`));
});

// A client that forgets the mask: Hello as 81 05 48 65 6c 6c 6f.
server.on('listening', () => {
  const socket = net.connect(8080, 'localhost');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
  socket.once('data', () => {
    socket.write(Buffer.from('810548656c6c6f', 'hex'));
    socket.on('data', (answer) => console.log('the answer is', answer));
  });
  socket.on('error', () => {});
});

setTimeout(() => {
  console.log('the server is still here');
  process.exit();
}, 1000);
