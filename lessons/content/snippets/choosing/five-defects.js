const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function attempt(what, address, listen = () => {}) {
  const stream = new EventSource(address);
  let errors = 0;
  stream.addEventListener('error', () => (errors += 1));
  listen(stream);
  await pause(500);
  console.log(`${what}: errors ${errors}, readyState ${stream.readyState}`);
  stream.close();
}

await attempt('an address that the server does not have', '/sse-demo.js');
await attempt('a file of JavaScript', '/client.js');
await attempt('a page from another origin', 'http://localhost:8080/sse');
await attempt('no element with the id list', '/sse', (stream) => {
  stream.addEventListener('message', ({ data }) => document.querySelector('#list').append(data));
});
await attempt('a ping that is never sent', '/sse', (stream) => {
  stream.addEventListener('ping', () => console.log('ping'));
});
await attempt('none of the five', '/sse', (stream) => {
  stream.addEventListener('message', ({ data }) => console.log(data));
});
