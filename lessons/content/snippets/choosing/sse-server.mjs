import express from 'express';

const port = 8080;
const app = express();
const clients = new Set();
const kept = []; // the last messages, for who comes back
let last = -1;

app.use(express.static('public'));

app.get('/sse', (req, res) => {
  res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  res.flushHeaders();
  clients.add(res);
  res.on('close', () => clients.delete(res));
  const seen = Number(req.get('Last-Event-ID') ?? last);
  for (const message of kept) if (message.id > seen) send(res, message);
});

function send(res, { id, text }) {
  res.write(`id: ${id}\ndata: ${text}\n\n`);
}

// One counter and one timer, however many are listening.
setInterval(() => {
  last += 1;
  const message = { id: last, text: `This is message ${last}` };
  kept.push(message);
  if (kept.length > 100) kept.shift();
  for (const res of clients) send(res, message);
  if (last % 5 === 4) {
    const data = JSON.stringify({ time: new Date().toISOString() });
    for (const res of clients) res.write(`event: ping\ndata: ${data}\n\n`);
  }
}, 1000);

// A comment now and then, so that nothing on the way takes the stream for dead.
setInterval(() => {
  for (const res of clients) res.write(': still here\n\n');
}, 15000);

app.listen(port, () => console.log(`http://localhost:${port}`));
