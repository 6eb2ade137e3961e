const socket = new WebSocket('/live/band');

socket.addEventListener('message', ({ data }) => {
  console.log('The band:', data);
  if (data.includes('answers')) socket.close(1000);
});

socket.addEventListener('open', () => {
  socket.send('{"play":"C4"}');
});
