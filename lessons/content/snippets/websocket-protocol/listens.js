const ws = new WebSocket('/live/echo');

ws.addEventListener('open', () => ws.send('Hello'));
ws.addEventListener('message', ({ data }) => {
  console.log(data);
  ws.close(1000);
});
