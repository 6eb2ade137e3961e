const room = Math.random().toString(36).slice(2);
const eventSource = new EventSource(`/live/board?room=${room}`);

eventSource.addEventListener('open', () => {
  console.log('open');
  eventSource.send('Hello Server');
});
