const socket = new WebSocket('ws://localhost:8080');

socket.addEventListener('open', () => {
  socket.send('Hi Anna');
  socket.send('You start');
});

socket.addEventListener('message', ({ data }) => {
  console.log(typeof data === 'string' ? data : `${data.size} bytes in a Blob`);
});

socket.addEventListener('close', ({ code, reason }) => {
  console.log('closed', code, reason);
});
