const room = Math.random().toString(36).slice(2);
const address = `/live/board?room=${room}`;
const eventSource = new EventSource(address);

eventSource.addEventListener('open', async () => {
  console.log('open');
  const { status } = await fetch(address, { method: 'POST', body: 'Hello Server' });
  console.log('answered', status);
});
eventSource.addEventListener('message', ({ data }) => {
  console.log('received:', data);
});
