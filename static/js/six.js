// The bench of six connections: it fills the lab origin, and nothing else, until
// the browser opens no more. All is closed at the end, whatever the end is.

import { Refusal } from "./run.js";
import { whileSeen } from "./seen.js";
import { socketURL } from "./socket.js";

const MANY = 10; // of each kind
const PATIENCE = 3000; // ms; on one machine a stream opens in a few
const LATE = 1000; // ms for what opens late after all
const HANGS = 2000; // ms that the page's fetch is watched before a stream is closed
const WORDS = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"];

// Whether it opens before it fails, ms are over or signal aborts.
const opened = (one, ms, signal) => new Promise((done) => {
  const timer = setTimeout(() => done(false), ms);
  const come = (open) => () => {
    clearTimeout(timer);
    done(open);
  };
  one.addEventListener("open", come(true));
  one.addEventListener("error", () => one.readyState > 1 && come(false)()); // a stream may be asked for once more
  signal.addEventListener("abort", come(false));
});

async function labOrigin(signal) {
  const told = await fetch("/lab-origin", { cache: "no-store", signal }).catch(() => null);
  const { origin, detail } = (await told?.json().catch(() => null)) ?? {};
  if (!origin) throw new Refusal(told?.status ?? 0, { detail });
  try {
    const reached = await fetch(`${origin}/now`, { cache: "no-store", signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]) });
    await reached.text(); // or it keeps its connection
    if (reached.ok) return origin;
  } catch {
    // It is told below.
  }
  throw new Error(`This page cannot reach the lab origin, ${origin}, which this lab needs. Or another window holds its connections: close that one. If there is none, ask whoever runs this server to open that port; its setting is --lab-addr.`);
}

class Six {
  patience = 30_000;

  constructor(stage) {
    [this.streams, this.sockets] = ["streams", "sockets"].map((hook) => stage.querySelector(`[data-${hook}]`));
    [this.fetched, this.ended] = ["fetched", "ended"].map((hook) => stage.querySelector(`[data-${hook}]`));
  }

  turn(variant) {
    for (const list of [this.streams, this.sockets]) this.#lamps(list, []);
    this.sockets.parentElement.hidden = variant !== "sockets";
    this.fetched.parentElement.hidden = variant !== "fetch";
    this.fetched.textContent = "";
    this.ended.hidden = true;
  }

  async run(variant, { signal }) {
    this.turn(variant);
    const all = { streams: [], sockets: [] };
    // Those that wait first, or they would get the connections of those that are closed.
    const close = () => [...all.streams, ...all.sockets].reverse().forEach((one) => one.close());
    const hidden = "All was closed, because this page was hidden: it would hold connections that nobody looks at. Run it again.";
    try {
      return await whileSeen(signal, hidden, async (seen) => {
        seen.addEventListener("abort", close);
        const origin = await labOrigin(seen);
        seen.throwIfAborted();
        return this.#fill(variant, origin, all, seen);
      });
    } finally {
      close();
      this.ended.hidden = false;
    }
  }

  async #fill(variant, origin, all, signal) {
    const count = (of) => of.filter(({ readyState }) => readyState === 1).length;
    let stalled = false;
    for (let n = 1; n <= MANY; n += 1) {
      const stream = new EventSource(`${origin}/stream`);
      all.streams.push(stream);
      this.#lamps(this.streams, all.streams);
      // What is asked for after one that waits waits as well.
      const open = await opened(stream, stalled ? 0 : PATIENCE, signal);
      signal.throwIfAborted();
      stalled ||= !open;
      this.#lamps(this.streams, all.streams);
    }
    if (stalled) await opened(all.streams.at(-1), LATE, signal);
    signal.throwIfAborted();
    this.#lamps(this.streams, all.streams);
    const streams = count(all.streams);
    const first = all.streams.findIndex(({ readyState }) => readyState === 0);
    const waits = first >= 0 ? `; number ${first + 1} was still CONNECTING after ${PATIENCE / 1000} s` : "";
    let did = `${streams} of ${MANY} event streams opened${waits}`;
    if (variant === "fetch") did += `. ${await this.#ask(origin, all, signal)}`;
    if (variant !== "sockets") return { observed: String(streams), did };
    for (let n = 1; n <= MANY; n += 1) {
      const socket = new WebSocket(socketURL(`${origin}/socket`));
      all.sockets.push(socket);
      this.#lamps(this.sockets, all.sockets);
      await opened(socket, PATIENCE, signal);
      signal.throwIfAborted();
      this.#lamps(this.sockets, all.sockets);
    }
    return { observed: String(count(all.sockets)), did: `${count(all.sockets)} of ${MANY} WebSockets opened beside ${streams} event streams${waits}` };
  }

  // A request of the page's own, which waits until a stream is closed. Streams that
  // wait stand before it, and are closed first.
  async #ask(origin, all, signal) {
    for (const stream of all.streams) if (stream.readyState !== 1) stream.close();
    this.#lamps(this.streams, all.streams);
    const began = performance.now();
    let freed;
    const since = (at) => Math.round(performance.now() - at);
    const show = () => (this.fetched.textContent = freed ? "a stream was closed" : `waits, for ${(since(began) / 1000).toFixed(1)} s so far`);
    const timer = setInterval(show, 100);
    const free = setTimeout(() => {
      freed = performance.now();
      all.streams.findLast(({ readyState }) => readyState === 1)?.close();
      this.#lamps(this.streams, all.streams);
    }, HANGS);
    try {
      await (await fetch(`${origin}/now`, { cache: "no-store", signal })).text();
    } finally {
      clearInterval(timer);
      clearTimeout(free);
    }
    const said = freed
      ? `fetch waited for ${since(began)} ms, and was answered ${since(freed)} ms after a stream had been closed`
      : `fetch was answered after ${since(began)} ms, with all streams open`;
    this.fetched.textContent = said;
    return said;
  }

  #lamps(list, all) {
    for (const [i, lamp] of [...list.querySelectorAll(".st")].entries()) {
      const state = all[i]?.readyState;
      // An EventSource has no CLOSING: its 2 is CLOSED.
      const at = state === 2 && all[i] instanceof EventSource ? 3 : state;
      lamp.dataset.state = at ?? "none";
      lamp.textContent = at === undefined ? "not yet" : WORDS[at];
    }
  }
}

/** The bench of an experiment, see bench.js. */
export const bench = (stage) => new Six(stage);
