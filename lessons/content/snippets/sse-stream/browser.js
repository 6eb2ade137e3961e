function follow(address) {
  const stream = new EventSource(address);

  stream.addEventListener('open', () => {
    console.log('open');
  });
  stream.addEventListener('message', (event) => {
    console.log(event.lastEventId, event.data);
    if (event.lastEventId === '4') {
      stream.close();
      follow('/events?part=2');
    }
  });
  stream.addEventListener('ping', (event) => {
    console.log('ping at', JSON.parse(event.data).time);
  });
  stream.addEventListener('error', () => {
    console.log(stream.readyState === EventSource.CLOSED ? 'over' : 'it will ask again');
  });
}

follow('/events');
