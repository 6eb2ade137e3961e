const ws = new WebSocket('/live/echo');

function say(text) {
  try {
    ws.send(text);
    console.log(`readyState ${ws.readyState}: no error, ${ws.bufferedAmount} bytes wait`);
  } catch (error) {
    console.log(`readyState ${ws.readyState}: ${error.name}`);
  }
}

say('one');
ws.addEventListener('message', ({ data }) => {
  console.log('echo:', data);
  ws.close();
  say('three');
});
ws.addEventListener('open', () => ws.send('two'));
ws.addEventListener('close', () => say('four'));
