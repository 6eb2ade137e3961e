import { counted, differs, due, gone, lampState, mayEnd, patience, pending, plan, rowOf, stateWord, tracked, verdict, voice } from "../steps.js";
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
  row(6, "server", "send", 1, { text: "Welcome" }),
  row(7, "browser", "send", 1, { text: "How are you?" }),
  row(8, "server", "send", 1, { text: "Good, thanks!" }),
  row(9, "browser", "close", 2, { code: 1000 }),
  row(10, "server", "ack-close", 3),
];

const stream = [
  row(1, "browser", "connect", 0),
  row(2, "server", "accept", 1),
  row(3, "server", "send", 1, { text: "id: 1\ndata: one\n\n" }),
  row(4, "server", "send", 1, { text: ": a comment\n\n" }),
  row(5, "server", "send", 1, { text: "data\n\n" }),
  row(6, "server", "end", 0),
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
}

export function theTrackerGivesNothingAway() {
  const track = (...values) => ({ track: { frames: values } });
  const rows = [track("Connecting", "None", "None"), track("Open", "Hello", "None"), track("Open", "Hello", "Welcome")];
  const start = ["Connecting", "None", "None"];
  equal(tracked(rows, 0, "frames", 0), { before: ["–", "–", "–"], now: start });
  equal(tracked(rows, 1, "frames", 1), { before: start, now: ["Connecting", "None", "None"] });
  equal(tracked(rows, 3, "frames", 3).now, ["Open", "Hello", "Welcome"]);
  equal(tracked(rows, 3, "frames", 2), { before: ["Open", "Hello", "None"], now: ["?", "?", "?"] });
  equal(tracked(rows, 2, "messages", 3).now, ["?", "?", "?"], "a count that the rows do not have");
}

export function onlySomeRowsMayEndTheConnection() {
  equal(walk.filter((r) => mayEnd(ws, r)).map((r) => r.n), [10]);
  equal(stream.filter((r) => mayEnd(es, r)).map((r) => r.n), [6]);
  holds(mayEnd(ws, row(2, "server", "answer", 3)), "an answer instead of the 101 ends it");
  holds(!mayEnd(ws, undefined), "nothing may end before row 1");
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
  equal(walk.filter((r) => r.actor === "browser").map((r) => due(ws, walk, r.n)), [
    { state: null, messages: 0 },
    { state: 1, messages: 0 },
    { state: 1, messages: 1 },
    { state: 1, messages: 2 },
  ]);
}

export function atFullSpeedAnEventFindsItsRow() {
  equal(rowOf(ws, walk, "open", 0), 4);
  equal(rowOf(ws, walk, "message", 1), 6);
  equal(rowOf(ws, walk, "message", 2), 8);
  equal(rowOf(ws, walk, "close", 2), 10);
  equal(rowOf(es, stream, "message", 1), 3);
  equal(rowOf(es, stream, "message", 2), 5, "a comment fires nothing");
  equal(rowOf(es, stream, "error", 2), 6);
  equal(rowOf(ws, walk, "message", 9), 10, "one that no row expects");
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
