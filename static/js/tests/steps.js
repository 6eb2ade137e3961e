import { comesBack, counted, did, differs, due, gone, mayEnd, patience, requests, retryOf, rowOf } from "../expected.js";
import { lampState, pending, plan, stateWord, tracked, verdict, voice } from "../steps.js";
import { equal, holds } from "./assert.js";

const ws = "websocket";
const es = "event-stream";

const row = (n, actor, action, ready, more = {}) => ({ n, actor, action, ready, ...more });

const walk = [
  row(1, "browser", "connect", 0),
  row(2, "server", "hold", 0),
  row(3, "server", "accept", 0),
  row(4, "server", "finish-accept", 1),
  row(5, "browser", "send", 1, { text: "Hello" }),
  row(6, "server", "send", 1, { text: "Welcome", fires: 1 }),
  row(7, "browser", "send", 1, { text: "How are you?" }),
  row(8, "server", "send", 1, { text: "Good, thanks!", fires: 1 }),
  row(9, "browser", "close", 2, { code: 1000 }),
  row(10, "server", "ack-close", 3),
];

// Three requests, by two EventSources.
const stream = [
  row(1, "browser", "connect", 0),
  row(2, "server", "accept", 0),
  row(3, "server", "finish-accept", 1, { text: ": open\n\n" }),
  row(4, "server", "send", 1, { text: "id: 1\ndata: one\n\n", fires: 1 }),
  row(5, "server", "send", 1, { text: "retry: 2000\n\n" }),
  row(6, "server", "drop", 0),
  row(7, "server", "publish", 0, { text: "id: 2\ndata: two\n\nid: 3\ndata: three\n\n" }),
  row(8, "browser", "reconnect", 0),
  row(9, "server", "accept", 1),
  row(10, "server", "resume", 1, { fires: 2 }),
  row(11, "browser", "close", 2),
  row(12, "browser", "connect", 0),
  row(13, "server", "accept", 1, { text: "data: four\n\n", fires: 1 }),
  row(14, "server", "end", 0),
  row(15, "browser", "reconnect", 0),
  row(16, "server", "answer", 2),
];

export function aMoveThatNeedsNothingRunsNothing() {
  equal(plan({ mode: "live", reached: 5, done: 5 }, 3), [], "back");
  equal(plan({ mode: "live", reached: 5, done: 0 }, 5), [], "a dead connection is still looked at");
  equal(plan({ mode: "replay", reached: 0, done: 0 }, 9), [], "replay");
}

export function nextRunsOneRow() {
  equal(plan({ mode: "live", reached: 5, done: 5 }, 6), [6]);
}

export function theScrubberRunsEveryRowInOrder() {
  equal(plan({ mode: "live", reached: 2, done: 2 }, 6), [3, 4, 5, 6]);
}

export function aNewConnectionIsPlayedUpToWhereTheOldOneWasAndOneFurther() {
  equal(plan({ mode: "live", reached: 3, done: 0 }, 4), [1, 2, 3, 4]);
}

export function aConnectionThatWasPlayedHalfWayGoesOnFromThere() {
  equal(plan({ mode: "live", reached: 6, done: 2 }, 7), [3, 4, 5, 6, 7]);
}

export function predictionsAreAskedLiveBeforeARowThatHasNotHappened() {
  const open = (n) => n === 4;
  const live = { mode: "live", at: 3, reached: 3, busy: false };
  equal(pending(live, open), 4);
  equal(pending({ ...live, mode: "replay" }, open), 0, "replay");
  equal(pending({ ...live, reached: 7 }, open), 0, "looking back");
  equal(pending({ ...live, busy: true }, open), 0, "fast-forward");
  equal(pending(live, () => false), 0, "asked already");
  equal(pending({ ...live, at: 4, reached: 4 }, open), 0, "a row without one");
}

export function statesHaveTheStandardsWords() {
  equal([0, 1, 2, 3].map((s) => stateWord(ws, s)), ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]);
  equal([0, 1, 2].map((s) => stateWord(es, s)), ["CONNECTING", "OPEN", "CLOSED"]);
  equal(stateWord(ws, null), "no connection yet");
}

export function aStateHasOneLampInBothProtocols() {
  equal([null, 0, 1, 2, 3].map((s) => lampState(ws, s)), ["none", "0", "1", "2", "3"]);
  equal([0, 1, 2].map((s) => lampState(es, s)), ["0", "1", "3"]);
}

export function theVoiceSaysWhereWhatAndState() {
  const said = voice(5, 10, "Your browser sends Hello. On the wire it is 11 bytes.", ws, 1);
  equal(said, "Step 5 of 10. Your browser sends Hello. Connection open.");
  equal(voice(0, 10, "Nothing yet.", ws, null), "Start. No connection yet.");
  equal(voice(7, 10, "Your browser sends How are you?. More.", ws, 1), "Step 7 of 10. Your browser sends How are you?. Connection open.");
  equal(voice(2, 6, "No full stop", es, 2), "Step 2 of 6. No full stop Connection closed.");
}

export function yourRunTellsWhetherItIsAsExpected() {
  equal(verdict(ws, 1, 1), { right: true, spoken: "OPEN (1), as expected", text: "1 ✓" });
  equal(verdict(ws, 3, 1), { right: false, spoken: "CLOSED (3), expected OPEN (1)", text: "3 ✗" });
  equal(verdict(es, 2, 2).spoken, "CLOSED (2), as expected");
  equal(verdict(ws, null, 0).text, "– ✗");
  equal(verdict(ws, null, null), { right: true, spoken: "no connection, as expected", text: "– ✓" });
}

export function theTrackerGivesNothingAway() {
  const track = (state, sent) => ({ track: { frames: { state, sent } } });
  const rows = [track("Connecting", "None"), track("Open", "Hello"), track("Open", "Bye")];
  const start = { state: "None", sent: "None" };
  const at = (n, known, count = "frames") => tracked({ frames: start }, rows, n, count, known);
  equal(at(0, 0), { before: "–", now: start });
  equal(at(1, 1), { before: start, now: { state: "Connecting", sent: "None" } });
  equal(at(3, 3).now, { state: "Open", sent: "Bye" });
  equal(at(3, 2), { before: { state: "Open", sent: "Hello" }, now: "?" });
  equal(at(2, 3, "messages").now, at(2, 3).now, "a count that is that of frames");
  equal(tracked(null, rows, 0, "frames", 0).now, "–", "a page without a tracker");
}

export function onlySomeRowsMayEndTheConnection() {
  const ending = (protocol, rows, state) => rows.filter((r) => mayEnd(protocol, r, state)).map((r) => r.n);
  equal(ending(ws, walk, 3), [10]);
  equal(ending(es, stream, 0), [6, 7, 8, 11, 14, 15, 16], "an error after which the browser asks again");
  equal(ending(es, stream, 2), [11, 16], "an error after which it does not");
  holds(mayEnd(ws, row(2, "server", "answer", 3), 3), "an answer instead of the 101 ends it");
  holds(!mayEnd(ws, undefined, 3), "nothing may end before row 1");
}

export function theClockRunsWhereABrowserGivesUp() {
  holds(patience(ws, 0, 12.9).startsWith("Held 12 s."), "seconds are whole");
  holds(patience(ws, 0, 1).includes("Chromium after 240 s"), "while connecting");
  holds(patience(ws, 2, 1).includes("Chromium after 60 s"), "while closing");
  equal(patience(ws, 1, 50), "");
  equal(patience(es, 0, 50), "");
}

export function aReadyStateThatDiffersIsTold() {
  equal(differs(ws, 0, 1), "Your browser says CONNECTING (0) where OPEN (1) was expected. The bytes show what crossed.");
  holds(differs(es, 0, 1).includes("Firefox does so"), "a stream without a first byte");
  holds(!differs(es, 2, 1).includes("Firefox"), "a stream that closed");
}

export function aLostConnectionHasItsStory() {
  holds(gone(ws, 0, 20.2, 1006, 2).startsWith("Your browser stopped waiting after 20 s."), "gave up");
  holds(gone(ws, 2, 60, 1006, 2).includes("answer to its Close after 60 s"), "gave up while closing");
  holds(gone(ws, 0, 3, 1006, 2).startsWith("The connection was lost; your browser calls that 1006."), "no browser gives up after 3 s");
  holds(gone(ws, 1, 300, 1006, 3).includes("connection 3 plays up to here"), "open");
  equal(gone(es, 1, 3, undefined, 2), "The connection was lost. Press Next: connection 2 plays up to here and goes on.");
}

export function atFullSpeedTheBrowserWaitsForWhatItMustHaveSeen() {
  const at = (protocol, rows, n) => {
    const { state, fired } = due(protocol, rows, n);
    return [state, ...Object.values(fired)];
  };
  const dues = (protocol, rows) => rows.filter((r) => r.actor === "browser").map((r) => at(protocol, rows, r.n));
  equal(dues(ws, walk), [[null, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 2, 0]]);
  equal(dues(es, stream), [[null, 0, 0, 0], [0, 1, 1, 1], [1, 2, 3, 1], [2, 2, 3, 1], [0, 3, 4, 2]]);
  equal([at(ws, walk, 11), at(es, stream, 17)], [[3, 1, 2, 1], [2, 3, 4, 3]], "the end");
  equal([Object.keys(due(ws, walk, 1).fired)[2], Object.keys(due(es, stream, 1).fired)[2]], ["close", "error"], "the event by which each ends");
}

export function atFullSpeedAnEventFindsItsRow() {
  equal(rowOf(ws, walk, "open", 1), 4);
  equal([1, 2].map((nth) => rowOf(ws, walk, "message", nth)), [6, 8]);
  equal(["error", "close"].map((type) => rowOf(ws, walk, type, 1)), [10, 10]);
  equal(rowOf(ws, walk, "message", 9), 10, "one that no row expects");
  equal([1, 2, 3].map((nth) => rowOf(es, stream, "open", nth)), [3, 9, 13]);
  equal([1, 2, 3, 4].map((nth) => rowOf(es, stream, "message", nth)), [4, 10, 10, 13]);
  equal([1, 2, 3].map((nth) => rowOf(es, stream, "error", nth)), [6, 14, 16], "close() fires nothing");
  const given = [row(1, "browser", "connect", 0), row(2, "server", "hold", 0), row(3, "browser", "wait", 3)];
  equal(["error", "close"].map((type) => rowOf(ws, given, type, 1)), [3, 3], "a browser that gives up");
}

export function eachRequestHasItsNumber() {
  equal([1, 7, 8, 11, 12, 16].map((n) => requests(stream, n)), [1, 1, 2, 2, 3, 4]);
  equal(requests([], 1), 1);
}

export function retryLastsAsLongAsItsEventSource() {
  equal([4, 5, 10, 12, 15].map((n) => retryOf(stream, n) ?? null), [null, 2000, 2000, null, null]);
}

export function theClockRunsUntilAnEventStreamAsksAgain() {
  const clock = (n, asked) => comesBack(stream, n, 1.26, asked);
  equal(clock(5), "", "nothing is over");
  equal(clock(6), "Your browser waits 2.0 s before it asks again: 1.3 s so far.");
  equal(clock(7, 2.04), "It asked again after 2.0 s; this server holds its answer.");
  equal(clock(8, NaN), "It asked again; this server holds its answer.", "another window had the trace");
  equal(clock(9, 2), "", "it is answered");
  holds(clock(14).includes("Chromium after about 3 s, Firefox after 5 s: 1.3 s"), "a new EventSource forgets retry");
}

export function whatABrowserDidIsSaidInALine() {
  const seen = (type, at, readyState, more) => ({ type, at, readyState, ...more });
  equal(did(ws, [seen("state", 0, 0), seen("error", 3.9, 3), seen("close", 4.1, 3, { code: 1006 }), seen("state", 9, 3)]),
    "error, close 1006; CLOSED (3) after 4.1 ms");
  equal(did(ws, [seen("open", 5, 1), seen("close", 9, 3, { code: 1005, wasClean: true })]), "open, close 1005, clean; CLOSED (3) after 9.0 ms");
  equal(did(es, [seen("open", 5, 1), seen("message", 120, 1), seen("message", 240, 1), seen("error", 4300, 0)]),
    "open, message × 2, error; CONNECTING (0) after 4.3 s");
  equal(did(ws, [seen("state", 0, 0), seen("state", 3000, 0)]), "no event; CONNECTING (0) after 3.0 s");
  equal(did(es, [seen("throw", 20, 1, { data: "TypeError" })]), "TypeError thrown; OPEN (1) after 20 ms");
  equal(did(ws, [seen("dropped", 20, 3, { data: "bufferedAmount 5" })]), "dropped, bufferedAmount 5; CLOSED (3) after 20 ms");
  equal(did(es, [seen("response", 20, 1, { code: 204 })]), "response 204; OPEN (1) after 20 ms");
}


export function bytesAreSummedByDirection() {
  const events = [
    { from: "client", kind: "frame", bytes: 11 },
    { from: "server", kind: "frame", bytes: 9 },
    { from: "server", kind: "head-end", bytes: 2 },
  ];
  equal(counted(events), { up: 11, down: 11, frames: 2 });
  equal(counted([]), { up: 0, down: 0, frames: 0 });
}
