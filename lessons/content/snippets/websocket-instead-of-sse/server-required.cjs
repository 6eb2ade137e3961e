const WebSocket = require('ws');

console.log('WebSocket.Server is a', typeof WebSocket.Server);
const wss = new WebSocket.Server({ port: 8080 });
wss.on('listening', () => {
  console.log('listening');
  wss.close();
});
