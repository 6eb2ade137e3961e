let ws; // always the socket that is alive, not the one from the first time
let tries = 0;

function connect() {
  ws = new WebSocket('/live/echo?drop=2');
  ws.addEventListener('open', () => {
    console.log('open');
    tries = 0;
  });
  ws.addEventListener('close', ({ code }) => {
    console.log('closed', code);
    if (code === 1000) return; // meant, so it stays closed
    const most = Math.min(500 * 2 ** tries, 30000);
    tries += 1;
    setTimeout(connect, Math.random() * most);
  });
}

connect();
