// What steps mean, apart from any page. A row is {n, actor, action, text, hex,
// times, code, reason, ms, throws, fires, ready, recorded, track}: the row's data
// attributes; fires is how many events it fires in the page, ready the readyState
// expected after it, null before there is an object, track its tracker values by
// way of counting.

const WORDS = {
  websocket: ["CONNECTING", "OPEN", "CLOSING", "CLOSED"],
  "event-stream": ["CONNECTING", "OPEN", "CLOSED"],
};

/** The readyState from which nothing comes back. */
export const closed = (protocol) => WORDS[protocol].length - 1;

/** The standard's word for a readyState; null means no connection. */
export const stateWord = (protocol, state) => (state === null ? "no connection yet" : WORDS[protocol][state]);

/** A readyState by its word and number. */
export const named = (protocol, state) => (state === null ? "no connection" : `${stateWord(protocol, state)} (${state})`);

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
  const right = got === want;
  const spoken = right ? `${named(protocol, got)}, as expected` : `${named(protocol, got)}, expected ${named(protocol, want)}`;
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

/**
 * The tracker's {before, now} at a row: values by variable, or one text for all.
 * start is the track before row 1; rows up to known may be shown. A way of
 * counting that a track lacks counts as frames do.
 */
export function tracked(start, rows, at, count, known) {
  const of = (track) => track?.[count] ?? track?.frames;
  const after = (n) => {
    if (n < 0) return "–";
    if (n === 0) return of(start) ?? "–";
    return (n <= known && of(rows[n - 1].track)) || "?";
  };
  return { before: after(at - 1), now: after(at) };
}
