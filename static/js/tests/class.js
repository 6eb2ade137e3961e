import { EventStreamReader } from "../eventstream.js";
import { newKey, send } from "../send.js";
import { equal } from "./assert.js";

const encoder = new TextEncoder();

function reading() {
  const events = [];
  const lines = [];
  const reader = new EventStreamReader({ event: (type, data) => events.push([type, data]), line: ({ text, means }) => lines.push([text, means]) });
  return { events, lines, feed: (text) => reader.feed(encoder.encode(text)), bytes: (b) => reader.feed(b) };
}

export function eventsAreFiredAtTheBlankLine() {
  const r = reading();
  r.feed("retry: 1200\n\nevent: class\ndata: {\"a\":1}\n");
  equal(r.events, []);
  r.feed("\ndata: two\ndata: lines\n\n: a comment\n\n");
  equal(r.events, [["class", '{"a":1}'], ["message", "two\nlines"]]);
  equal(r.lines.map(([text]) => text), ["retry: 1200", "", "event: class", 'data: {"a":1}', "", "data: two", "data: lines", "", ": a comment", ""]);
  equal(r.lines[1][1], "nothing is pending, so nothing is fired");
  equal(r.lines[4][1], "fires the event “class”");
}

export function aByteAtATimeIsTheSame() {
  const r = reading();
  for (const byte of encoder.encode("event: é\ndata: grüße\n\n")) r.bytes(Uint8Array.of(byte));
  equal(r.events, [["é", "grüße"]]);
}

export function keysDiffer() {
  const keys = new Set(Array.from({ length: 100 }, newKey));
  equal(keys.size, 100);
  equal([...keys].every((key) => /^[0-9a-f]{32}$/.test(key)), true);
}

// Lets send meet these answers instead of a network.
async function answered(answers, act) {
  const real = globalThis.fetch;
  const asked = [];
  globalThis.addEventListener ??= () => {}; // where there is no window
  globalThis.fetch = async (url, { body }) => {
    asked.push(`${url} ${body}`);
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  try {
    await act();
  } finally {
    globalThis.fetch = real;
  }
  return asked;
}

const status = (code, body = "{}") => new Response(code === 204 ? null : body, { status: code });

export async function sentUntilItIsStored() {
  let late = 0;
  const asked = await answered([new TypeError("away"), status(503), status(204)], () => send("/x", { a: "1" }, { late: () => late++ }));
  equal(asked, ["/x a=1", "/x a=1", "/x a=1"]);
  equal(late, 2);
}

export async function noListenerStaysOfAWait() {
  const real = globalThis.addEventListener;
  const heard = [];
  globalThis.addEventListener = (type, act, { signal } = {}) => heard.push(signal);
  try {
    await answered([new TypeError("away"), new TypeError("away"), status(204)], () => send("/x", {}));
  } finally {
    globalThis.addEventListener = real;
  }
  equal([heard.length, heard.every((signal) => signal?.aborted)], [2, true]);
}

export async function whatIsRefusedIsNotSentAgain() {
  let said = "";
  const asked = await answered([status(409, '{"detail":"That vote is closed."}')], () => send("/x", [["a", "1"], ["a", "2"]]).catch((e) => (said = e.message)));
  equal(asked, ["/x a=1&a=2"]);
  equal(said, "That vote is closed.");
}

export async function whatIsNotWantedAnyMoreEnds() {
  const stop = new AbortController();
  let ended = "no";
  await answered([new TypeError("away"), new TypeError("away")], async () => {
    await send("/x", {}, { signal: stop.signal, late: () => stop.abort() }).catch((e) => (ended = String(e)));
  });
  equal(ended, "undefined");
}
