const PAUSE = 1000;
const LONGEST = 4000;

const waits = {
  fixed: () => PAUSE,
  jitter: () => PAUSE / 2 + Math.random() * PAUSE,
  exponential: (failures) => Math.random() * Math.min(LONGEST, PAUSE * 2 ** failures),
};

function keepOpen(url, wait, heard) {
  let failures = 0;
  const connect = () => {
    const socket = new WebSocket(url);
    socket.addEventListener('message', ({ data }) => {
      failures = 0;
      heard(data);
    });
    socket.addEventListener('close', ({ code }) => {
      const ms = wait(failures);
      failures += 1;
      console.log(`close ${code}, again in ${Math.round(ms)} ms`);
      setTimeout(connect, ms);
    });
  };
  connect();
}

// This address sends one message and closes, so there is something to come back from.
keepOpen('/live/burst?n=1', waits.exponential, (data) => console.log(`message ${data}`));
