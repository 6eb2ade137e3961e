const ws = new WebSocket('ws://localhost:8080');

ws.addEventListener('open', () => ws.send('Hello Server'));
ws.addEventListener('message', ({ data }) => {
  console.log(data);
  ws.close(1000);
});
ws.addEventListener('close', ({ code, wasClean }) => console.log('closed', code, wasClean));
