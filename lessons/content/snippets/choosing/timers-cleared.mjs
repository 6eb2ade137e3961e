import express from 'express';

const app = express();
let timers = 0;
let lost = 0;

app.get('/sse', (req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  res.flushHeaders();
  let counter = 0;
  timers += 1;
  const timer = setInterval(() => {
    if (res.destroyed) lost += 1;
    res.write(`data: This is message ${counter}\n\n`);
    counter += 1;
  }, 100);
  res.on('close', () => {
    clearInterval(timer);
    timers -= 1;
  });
});

// Six visits, one after the other. Each stays for a moment and leaves.
const server = app.listen(8080, async () => {
  for (let visit = 0; visit < 6; visit += 1) {
    const leave = new AbortController();
    await fetch('http://localhost:8080/sse', { signal: leave.signal });
    leave.abort();
  }
  setTimeout(() => {
    console.log('visitors: 0, timers:', timers);
    console.log(lost > 0 ? 'messages go to nobody' : 'no message goes to nobody');
    process.exit();
  }, 1000);
});
server.on('error', console.error);
