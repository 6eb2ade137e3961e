import WebSocket from 'ws';

const ws = new WebSocket('ws://localhost:8080');

ws.on('open', () => {
  ws.send('Hello');
});

ws.on('message', (data, isBinary) => {
  const message = isBinary ? data : data.toString();
  console.log(message);
  if (message === 'Welcome') ws.send('How are you?');
  if (message === 'Good, thanks!') ws.close(1000);
});

ws.on('close', (code) => {
  console.log(code);
});

ws.on('error', console.error);
