const ws = new WebSocket('ws://localhost:8080');
const pause = () => new Promise((done) => setTimeout(done, 500));
let received = 0;

ws.addEventListener('message', () => (received += 1));
ws.addEventListener('open', async () => {
  await pause();
  console.log('before I say anything:', received);
  ws.send('Hello Server');
  await pause();
  console.log('after I said something:', received);
  ws.close(1000);
});
