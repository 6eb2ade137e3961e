const ws = new WebSocket('ws://localhost:8080');

ws.addEventListener('open', () => console.log('open'));
ws.addEventListener('message', ({ data }) => {
  console.log('received:', data);
  if (data === 'The soup is ready') {
    ws.send('Two bowls, please');
    ws.close(1000);
  }
});
ws.addEventListener('close', ({ code, wasClean }) => console.log('closed', code, wasClean));
