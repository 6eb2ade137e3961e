// A certificate to try with:
// openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem
import fs from 'node:fs';
import https from 'node:https';
import { WebSocketServer } from 'ws';

const PORT = 8080;
const serverOptions = {
  cert: fs.readFileSync('cert.pem'),
  key: fs.readFileSync('key.pem'),
};

const httpsServer = https.createServer(serverOptions, (req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/plain' });
  res.end('You trust this certificate now. Open the WebSocket.\n');
});

const wss = new WebSocketServer({ server: httpsServer });

wss.on('connection', (ws) => {
  console.log('connected');
  ws.on('error', console.error);
  ws.on('message', (data, isBinary) => {
    const text = isBinary ? `${data.length} bytes` : data.toString();
    ws.send(`Server received: ${text}`);
  });
  ws.on('close', (code) => console.log('closed', code));
  ws.send('Welcome');
});

httpsServer.listen(PORT, () => console.log(`wss://localhost:${PORT}`));
