const ws = new WebSocket('ws://localhost:8080');

ws.addEventListener('open', () => {
  ws.send('Hello');
});

ws.addEventListener('message', (event) => {
  console.log(event.data);
  if (event.data === 'Welcome') ws.send('How are you?');
  if (event.data === 'Good, thanks!') ws.close(1000);
});

ws.addEventListener('close', (event) => {
  console.log(event.code, event.wasClean);
});
