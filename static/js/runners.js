// What races: a WebSocket, an event stream and fetch, on the reader's own
// connection and one at a time. Nothing of who wins is written here.

import { socketURL } from "./socket.js";

const PATIENCE = 20_000; // ms for one run of one runner
const CLOSE = 1.15; // within 15 % nobody is called first
const LANES = 6; // what a browser opens to one address over HTTP/1.1

/** What each is called, by its id. */
export const names = { websocket: "WebSocket", stream: "Event stream", fetch: "fetch" };

// Each runs n messages and resolves when JavaScript has the last; count(k) is
// told on the way. What is still open when signal aborts is closed. Under mark
// this server counts the bytes; "" for none.
const runners = {
  burst: {
    websocket: (n, { signal, count, mark }) => new Promise((done, fail) => {
      const socket = new WebSocket(socketURL(marked(`/live/burst?n=${n}`, mark)));
      let got = 0;
      signal.addEventListener("abort", () => socket.close());
      socket.addEventListener("message", () => {
        count(got += 1);
        if (got === n) done();
      });
      socket.addEventListener("close", () => fail(new Error("The WebSocket was closed early.")));
    }),
    stream: (n, { signal, count, mark }) => streamed(`/live/burst?n=${n}`, n, { signal, count, mark }),
    fetch: (n, { signal, count, mark }) => inLanes(1, n, count, () => fetch(marked("/live/burst?n=1", mark), { cache: "no-store", signal })),
    six: (n, { signal, count, mark }) => inLanes(LANES, n, count, () => fetch(marked("/live/burst?n=1", mark), { cache: "no-store", signal })),
  },
  calls: {
    websocket: (n, { signal, count, mark }) => new Promise((done, fail) => {
      const socket = new WebSocket(socketURL(marked("/live/echo", mark)));
      let got = 0;
      signal.addEventListener("abort", () => socket.close());
      socket.addEventListener("open", () => socket.send("1"));
      socket.addEventListener("message", () => {
        count(got += 1);
        if (got < n) return socket.send(String(got + 1));
        socket.close();
        done();
      });
      socket.addEventListener("close", () => fail(new Error("The WebSocket was closed early.")));
    }),
    // The way up is a POST, the way down the stream: what the POST itself is
    // answered is only that it has come.
    stream: (n, { signal, count, mark }) => new Promise((done, fail) => {
      let to;
      const call = (k) => asked(fetch(marked(`/live/replies?to=${to}`, mark), { method: "POST", body: String(k), signal })).catch(fail);
      streamed("/live/replies", n, {
        signal, mark,
        count: (got) => {
          count(got);
          if (got < n) call(got + 1);
        },
        begin: (stream) => stream.addEventListener("key", ({ data }) => {
          to = data;
          call(1);
        }),
      }).then(done, fail);
    }),
    fetch: (n, { signal, count, mark }) => inLanes(1, n, count, (k) => fetch(marked("/live/echo", mark), { method: "POST", body: String(k), signal })),
  },
};

const marked = (path, mark) => (mark ? `${path}${path.includes("?") ? "&" : "?"}w=${mark}` : path);

// Resolves with the nth message of an event stream.
const streamed = (path, n, { signal, count, mark, begin }) => new Promise((done, fail) => {
  const stream = new EventSource(marked(path, mark));
  let got = 0;
  signal.addEventListener("abort", () => stream.close());
  begin?.(stream);
  stream.addEventListener("message", () => {
    count(got += 1);
    if (got < n) return;
    stream.close();
    done();
  });
  stream.addEventListener("error", () => {
    stream.close();
    fail(new Error("The event stream was lost."));
  });
});

// Asks n times, in so many lanes, in each of which a request waits for the one before.
async function inLanes(lanes, n, count, ask) {
  let begun = 0;
  let got = 0;
  const lane = async () => {
    while (begun < n) {
      await asked(ask(begun += 1));
      count(got += 1);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function asked(request) {
  const response = await request;
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  await response.text();
}

/**
 * The ms that one takes, from making the object until JavaScript has the last
 * message. tick(part of it that is done) is told now and then.
 */
export async function timed(way, id, n, { signal, tick, name = names[id], mark = "" }) {
  const one = new AbortController();
  const stop = () => one.abort();
  signal.addEventListener("abort", stop);
  let drawn = 0;
  const count = (got) => {
    const now = performance.now();
    if (now - drawn < 100) return; // drawing takes time that is not theirs
    drawn = now;
    tick(got / n);
  };
  const began = performance.now();
  let timer;
  try {
    return await Promise.race([
      runners[way][id](n, { signal: one.signal, count, mark }).then(() => performance.now() - began),
      new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(`${name} took more than ${PATIENCE / 1000} s.`)), PATIENCE))),
      new Promise((_, fail) => one.signal.addEventListener("abort", () => fail(new Error("Stopped.")))),
    ]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    one.abort();
  }
}

/**
 * All run in each round, and each round begins with another, so that none always
 * finds the connections cold. Round 0 warms up and is not counted. run(id, round)
 * resolves with ms. Resolves with the ms of each by its id.
 */
export async function inRounds(ids, rounds, run) {
  const times = Object.fromEntries(ids.map((id) => [id, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const id of ids.map((_, i) => ids[(i + round) % ids.length])) {
      const ms = await run(id, round);
      if (round > 0) times[id].push(ms);
      await new Promise((drawn) => setTimeout(drawn)); // a press is heard, and the page drawn
    }
  }
  return times;
}

/** The middle one of some numbers. */
export function median(all) {
  const sorted = all.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The one below which that part of the numbers lies, itself one of them. */
export const percentile = (all, part) => all.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(all.length * part) - 1)];

/** Who is first per message: an id, or "none" where it is too close to call. results: [{id, each}], each in ms. */
export function first(results) {
  const [one, two] = results.toSorted((a, b) => a.each - b.each);
  return two && two.each < one.each * CLOSE ? "none" : one.id;
}

/** A time as it is read. */
export const shortly = (ms) => (ms < 10 ? `${ms.toFixed(ms < 1 ? 2 : 1)} ms` : ms < 10_000 ? `${Math.round(ms).toLocaleString("en")} ms` : `${(ms / 1000).toFixed(1)} s`);

/** Who was first, in a sentence. called: names by id. */
export function verdict(results, called = names) {
  const [one, two] = results.toSorted((a, b) => a.each - b.each);
  return first(results) === "none"
    ? `${called[one.id]} and ${called[two.id]} were too close to call, with ${shortly(one.each)} and ${shortly(two.each)} for each message.`
    : `${called[one.id]} was first, with ${shortly(one.each)} for each message; ${called[two.id]} took ${(two.each / one.each).toFixed(1)} times as long.`;
}

/** An element of SVG. */
export function svg(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
