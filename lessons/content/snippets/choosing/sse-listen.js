const evtSource = new EventSource('/sse');
let first;

evtSource.addEventListener('message', ({ data, lastEventId }) => {
  first ??= Number(lastEventId);
  console.log(data);
  if (Number(lastEventId) === first + 2) evtSource.close();
});
