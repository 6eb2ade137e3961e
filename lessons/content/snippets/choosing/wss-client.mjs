import fs from 'node:fs';
import WebSocket from 'ws';

const ws = new WebSocket('wss://localhost:8080', { ca: fs.readFileSync('cert.pem') });

ws.on('error', console.error);
ws.on('open', () => ws.send('Hello'));
ws.on('message', (data) => {
  console.log(data.toString());
  if (data.toString().startsWith('Server received')) ws.close(1000);
});
ws.on('close', (code) => console.log('closed', code));
