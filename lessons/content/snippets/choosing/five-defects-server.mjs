import express from 'express';

const app = express();

app.get('/sse', (req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  res.write('data: This is message 0\n\n');
  res.on('error', console.error);
});

// A file like any other, as a web server sends it.
app.get('/client.js', (req, res) => res.type('text/javascript').send('new EventSource("/client.js");'));

app.listen(8080);
