// What steps mean, apart from any page. A row is {n, actor, action, text, code,
// reason, ready, recorded, track}: the row's data attributes; ready is the
// readyState expected after it, track its tracker values by way of counting.

const WORDS = {
  websocket: ["CONNECTING", "OPEN", "CLOSING", "CLOSED"],
  "event-stream": ["CONNECTING", "OPEN", "CLOSED"],
};

const START = ["Connecting", "None", "None"]; // the tracker before row 1

/** The readyState from which nothing comes back. */
export const closed = (protocol) => WORDS[protocol].length - 1;

/** The standard's word for a readyState; null means no connection. */
export const stateWord = (protocol, state) => (state === null ? "no connection yet" : WORDS[protocol][state]);

/** The lamp's data-state: "none", or "0" to "3", one shape a word. */
export function lampState(protocol, state) {
  if (state === null) return "none";
  return state === closed(protocol) ? "3" : String(state);
}

/** What the one status element says at row n: where, the first sentence, the state. */
export function voice(n, total, text, protocol, state) {
  const end = state === null ? "No connection yet." : `Connection ${stateWord(protocol, state).toLowerCase()}.`;
  if (n === 0) return `Start. ${end}`;
  const first = text.trim().match(/^.*?[.!?](?=\s|$)/s)?.[0] ?? text.trim();
  return `Step ${n} of ${total}. ${first} ${end}`;
}

/** What "Your run" shows of a row, and what is read out: {text, spoken, right}. */
export function verdict(protocol, got, want) {
  const name = (s) => (s === null ? "no connection" : `${stateWord(protocol, s)} (${s})`);
  const right = got === want;
  const spoken = right ? `${name(got)}, as expected` : `${name(got)}, expected ${name(want)}`;
  return { right, spoken, text: `${got ?? "–"} ${right ? "✓" : "✗"}` };
}

/**
 * The rows to run, in order, so that row n can be shown; none where moving is
 * enough. reached: rows shown as happened; done: rows that the present
 * connection has run. What a dead one had reached is played again on the next.
 */
export function plan({ mode, reached, done }, n) {
  if (mode !== "live" || n <= reached) return [];
  return Array.from({ length: n - done }, (_, i) => done + 1 + i);
}

/**
 * The row whose prediction is asked now, or 0: only live, only before a row that
 * has not happened, never of who looks back. open(n): it was not asked yet.
 */
export function pending({ mode, at, reached, busy }, open) {
  return mode === "live" && !busy && at === reached && open(at + 1) ? at + 1 : 0;
}

/** The tracker's {before, now} at a row, each [state, sent, received]; known rows may be shown. */
export function tracked(rows, at, count, known) {
  const after = (n) => {
    if (n < 0) return START.map(() => "–");
    if (n === 0) return START;
    return (n <= known && rows[n - 1].track?.[count]) || START.map(() => "?");
  };
  return { before: after(at - 1), now: after(at) };
}

/** Whether the connection may end in this row. */
export const mayEnd = (protocol, row) =>
  !!row && (row.ready === closed(protocol) || ["end", "answer", "ack-close"].includes(row.action));

/** The sentence about a readyState that is not the expected one. */
export function differs(protocol, got, want) {
  const [is, expected] = [got, want].map((s) => `${stateWord(protocol, s)} (${s})`);
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

// Whether this row fires a message event in the page.
const fires = (protocol, row) =>
  row.actor === "server" && row.action === "send" && (protocol === "websocket" || /^data(:|$)/m.test(row.text ?? ""));

/** At full speed: the {state, messages} that the page must have seen before it does its row n. */
export function due(protocol, rows, n) {
  const before = rows.slice(0, n - 1);
  return { state: before.at(-1)?.ready ?? null, messages: before.filter((r) => fires(protocol, r)).length };
}

/** At full speed: the number of the row that a JavaScript event belongs to; nth counts messages from 1. */
export function rowOf(protocol, rows, type, nth) {
  let row;
  if (type === "open") row = rows.find((r) => r.ready === 1);
  else if (type === "message") row = rows.filter((r) => fires(protocol, r))[nth - 1];
  else row = rows.find((r) => mayEnd(protocol, r));
  return (row ?? rows.at(-1)).n;
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
