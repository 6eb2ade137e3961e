const socket = new WebSocket('ws://localhost:8080');

socket.addEventListener('open', () => {
  socket.send('Hello');
  socket.send(new Uint8Array([0x00, 0x7f, 0x80, 0xff]));
  socket.send('');
});

socket.addEventListener('message', ({ data }) => {
  console.log(data.length, data.slice(0, 12));
  if (data === 'é') socket.close(1000, 'Goodbye');
});

socket.addEventListener('close', ({ code, reason, wasClean }) => {
  console.log(code, reason, wasClean);
});
