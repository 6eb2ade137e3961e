const stream = new EventSource('/lines');
stream.addEventListener('open', () => say('Hello'));
stream.addEventListener('message', (event) => {
  console.log(event.lastEventId, event.data);
});
async function say(line) {
  const response = await fetch('/lines', { method: 'POST', body: line });
  if (!response.ok) console.log('not sent:', response.status);
}
addEventListener('pagehide', () => stream.close());
