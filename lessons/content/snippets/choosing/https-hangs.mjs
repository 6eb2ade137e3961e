import fs from 'node:fs';
import https from 'node:https';
import { WebSocketServer } from 'ws';

const server = https.createServer({ cert: fs.readFileSync('cert.pem'), key: fs.readFileSync('key.pem') });
new WebSocketServer({ server });

server.listen(8080, () => {
  const visit = https.get('https://localhost:8080/', { ca: fs.readFileSync('cert.pem'), timeout: 2000 });
  visit.on('response', ({ statusCode }) => {
    console.log('answered', statusCode);
    process.exit();
  });
  visit.on('timeout', () => {
    console.log('no answer in 2 s');
    process.exit();
  });
});
