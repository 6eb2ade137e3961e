// What the rows of a live run bring about, apart from any page, and what is said
// of it. A row is as steps.js has it.

import { closed, named } from "./steps.js";

const AWAY = ["end", "drop", "publish", "wait", "reconnect"]; // an event stream that will ask again

/** Whether the connection may end in this row, at that readyState. */
export function mayEnd(protocol, row, state) {
  if (!row) return false;
  if (row.ready === closed(protocol) || ["answer", "ack-close"].includes(row.action)) return true;
  return protocol === "event-stream" && state === 0 && row.ready === 0 && AWAY.includes(row.action);
}

/** The sentence about a readyState that is not the expected one. */
export function differs(protocol, got, want) {
  const [is, expected] = [got, want].map((s) => named(protocol, s));
  if (protocol === "event-stream" && got === 0 && want === 1) {
    return `Your browser still says ${is}, though the whole head is here. Firefox does so: it opens a stream at the first byte of its body.`;
  }
  return `Your browser says ${is} where ${expected} was expected. The bytes show what crossed.`;
}

/** How long a row may wait for its readyState, in ms: an event stream's may not come before the next row. */
export const settling = (protocol) => (protocol === "event-stream" ? 1000 : 5000);

/** The quiet clock of a held row; "" where no browser gives up. */
export function patience(protocol, state, seconds) {
  if (protocol !== "websocket" || (state !== 0 && state !== 2)) return "";
  const chromium = state === 0 ? 240 : 60;
  return `Held ${Math.floor(seconds)} s. Firefox gives up after 20 s, Chromium after ${chromium} s.`;
}

const connects = ({ action }) => action === "connect" || action === "reconnect";

/** How many requests for the connection have been made in row n, from 1. */
export const requests = (rows, n) => Math.max(1, rows.slice(0, n).filter(connects).length);

/** The ms that the EventSource of row n was told to wait before it asks again; undefined: its own. */
export function retryOf(rows, n) {
  const done = rows.slice(0, n);
  const said = done.slice(done.findLastIndex((r) => r.action === "connect")).map((r) => /^retry: ?(\d+)$/m.exec(r.text)?.[1]);
  return said.filter(Boolean).map(Number).at(-1);
}

/**
 * The quiet clock of an event stream after row n, while it is about to ask again;
 * "" elsewhere. Both times are in seconds; asked is undefined until it has, NaN
 * where nobody looked.
 */
export function comesBack(rows, n, waited, asked) {
  const done = rows.slice(0, n);
  const after = done.slice(done.findLastIndex(connects));
  if (!after.some((r) => ["drop", "end"].includes(r.action)) && done.at(-1)?.action !== "reconnect") return "";
  if (asked !== undefined) return `It asked again${asked >= 0 ? ` after ${asked.toFixed(1)} s` : ""}; this server holds its answer.`;
  const retry = retryOf(rows, n);
  const so = `${waited.toFixed(1)} s so far.`;
  if (retry === undefined) return `Your browser asks again by itself, Chromium after about 3 s, Firefox after 5 s: ${so}`;
  return `Your browser waits ${(retry / 1000).toFixed(1)} s before it asks again: ${so}`;
}

/**
 * The story of a connection that ended where no row says so. state: before it
 * ended; next: the number of the next. No browser gives up before its 20 s.
 */
export function gone(protocol, state, seconds, code, next) {
  const again = `Press Next: connection ${next} plays up to here and goes on.`;
  if (protocol === "websocket" && seconds >= 19 && (state === 0 || state === 2)) {
    const what = state === 0 ? "waiting" : "waiting for the answer to its Close";
    return `Your browser stopped ${what} after ${Math.round(seconds)} s. ${again}`;
  }
  return `The connection was lost${code ? `; your browser calls that ${code}` : ""}. ${again}`;
}

const fired = (rows) => rows.reduce((sum, r) => sum + (r.fires ?? 0), 0);

// Whether row i is one that fires open, or one that ends the connection.
const turns = {
  open: (_, is, was) => is === 1 && was !== 1,
  end: (protocol, is, was, { action }) =>
    protocol === "websocket" ? is === 3 && was !== 3
      // What a page closes by itself fires nothing in an EventSource.
      : (is === 0 && was === 1) || (is === 2 && was !== 2 && action !== "close"),
};

const turning = (protocol, rows, turn) => rows.filter((r, i) => turn(protocol, r.ready, rows[i - 1]?.ready ?? null, r));

/**
 * At full speed: what the page must have seen before it does its row n: the
 * readyState, and how many events were fired by type, those of a script's own
 * with "message".
 */
export function due(protocol, rows, n) {
  const before = rows.slice(0, n - 1);
  const [open, end] = [turns.open, turns.end].map((turn) => turning(protocol, before, turn).length);
  const last = protocol === "websocket" ? "close" : "error"; // a WebSocket may close without an error
  return { state: before.at(-1)?.ready ?? null, fired: { open, message: fired(before), [last]: end } };
}

/** At full speed: the number of the row that the nth event of a type belongs to, from 1. */
export function rowOf(protocol, rows, type, nth) {
  const row = type === "message" ? rows.find((_, i) => nth <= fired(rows.slice(0, i + 1)))
    : turning(protocol, rows, turns[type] ?? turns.end)[nth - 1];
  return (row ?? rows.at(-1)).n;
}

const shortly = (ms) => (ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(1)} s`);

/** What a browser did, from all that its JavaScript saw: "error, close 1006; CLOSED (3) after 4.0 ms", "open, close 1000, clean; …". */
export function did(protocol, seen) {
  const words = {
    close: ({ code, wasClean }) => `close ${code}${wasClean ? ", clean" : ""}`,
    throw: ({ data }) => `${data} thrown`,
    dropped: ({ data }) => `dropped, ${data}`,
    response: ({ code }) => `response ${code}`,
  };
  const events = seen.filter(({ type }) => type !== "state");
  const told = [];
  for (const event of events) {
    const word = words[event.type]?.(event) ?? event.type;
    if (told.at(-1)?.word === word) told.at(-1).times += 1;
    else told.push({ word, times: 1 });
  }
  const list = told.map(({ word, times }) => (times > 1 ? `${word} × ${times}` : word)).join(", ");
  const { at } = events.at(-1) ?? seen.at(-1);
  return `${list || "no event"}; ${named(protocol, seen.at(-1).readyState)} after ${shortly(at)}`;
}

/** Sums events {from, kind, bytes}: bytes up and down, WebSocket frames. */
export function counted(events) {
  const sum = { up: 0, down: 0, frames: 0 };
  for (const { from, kind, bytes } of events) {
    sum[from === "client" ? "up" : "down"] += bytes;
    if (kind === "frame") sum.frames += 1;
  }
  return sum;
}
