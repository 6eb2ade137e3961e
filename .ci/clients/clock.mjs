// npm's eventsource reads the clock through a proxy that cuts it off, and
// resumes by itself: node clock.mjs URL
import { connect, createServer } from "node:net";
import { EventSource } from "eventsource";

const server = new URL(process.argv[2]);
const proxy = createServer((near) => {
  const far = connect(Number(server.port), server.hostname);
  for (const [from, to] of [[near, far], [far, near]]) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
  open.add(near);
});
const open = new Set();
await new Promise((ready) => proxy.listen(0, "127.0.0.1", ready));

const source = new EventSource(`http://127.0.0.1:${proxy.address().port}/live/clock`);
const read = [];
let opened = 0;
source.addEventListener("open", () => (opened += 1));
source.addEventListener("message", ({ data, lastEventId }) => {
  if (data !== lastEventId) end(1, `the event ${lastEventId} says ${data}`);
  read.push(Number(data));
  if (read.length === 3) for (const socket of open) socket.resetAndDestroy();
  if (read.length === 6) end(0);
});
const limit = setTimeout(() => end(1, "no six events within 20 s"), 20_000);

function end(status, why = "") {
  clearTimeout(limit);
  source.close();
  const right = read.every((n, i) => n === i) && opened === 2;
  if (status || !right) console.error(`eventsource read ${read} over ${opened} connections. ${why}`);
  else console.log("eventsource read", ...read, "over two connections");
  process.exit(status || Number(!right));
}
