import { Refusal, Run, ask, atFullSpeed } from "../run.js";
import { rowOf } from "../expected.js";
import { equal, holds } from "./assert.js";

const soon = (ms = 0) => new Promise((done) => setTimeout(done, ms));

class Stream extends EventTarget {
  static CLOSED = 2;
  static all = [];
  CLOSED = 2;
  readyState = 0;
  bufferedAmount = 7;
  sent = [];

  constructor(url) {
    super();
    this.url = String(url);
    Stream.all.push(this);
  }

  close(...how) {
    this.closed ??= how;
    this.readyState = 3;
  }

  send(text) {
    if (!this.readyState) throw new DOMException("Still in CONNECTING state.", "InvalidStateError");
    this.sent.push(text);
  }

  fire(type, more = {}) {
    this.dispatchEvent(Object.assign(new Event(type), more));
  }
}

// The other windows.
const channels = [];

class Channel {
  told = [];

  constructor() {
    channels.push(this);
  }

  postMessage(message) {
    this.told.push(message);
  }
}

const windows = () => channels[0];

// Stands in for the network and the page while a test runs. answer gives the
// status and the body for a request.
async function world(answer, test) {
  const asked = [];
  const fakes = {
    EventSource: Stream,
    BroadcastChannel: Channel,
    addEventListener() {},
    dispatchEvent() {},
    WebSocket: Stream,
    location: { href: "http://classroom.test:8080/lessons/x" },
    document: Object.assign(new EventTarget(), { hidden: false }),
    fetch: async (url, { body, headers, signal } = {}) => {
      asked.push({ url, body: body && String(body), headers, signal });
      const [status, json] = answer(url, body) ?? [204, null];
      if (!status) throw new TypeError("offline");
      return new Response(json === null || typeof json === "string" || json instanceof ReadableStream ? json : JSON.stringify(json), { status });
    },
  };
  const kept = {};
  for (const [name, fake] of Object.entries(fakes)) {
    kept[name] = Object.getOwnPropertyDescriptor(globalThis, name);
    // What a browser does not let go of (document, location) stays the real one.
    if (!kept[name] || kept[name].configurable) Object.defineProperty(globalThis, name, { value: fake, configurable: true, writable: true });
  }
  Stream.all = [];
  try {
    await test(asked, (end) => asked.filter(({ url }) => url.endsWith(end)));
  } finally {
    for (const [name, was] of Object.entries(kept)) {
      if (was?.configurable) Object.defineProperty(globalThis, name, was);
      else if (!was) delete globalThis[name];
    }
  }
}

const made = { id: "r1", protocol: "websocket", url: "/runs/r1/ws", trace: "/runs/r1/trace" };
const hooks = (more) => ({ wire() {}, step() {}, over() {}, seen() {}, taken() {}, ...more });
const connect = { n: 1, actor: "browser", action: "connect", ready: 0 };
const run = (more) => Run.make("x", "step", hooks(more));

export function aRunOfThisPageIsNoOtherWindow() {
  const replies = [{ ...made, id: "a" }, { ...made, holding: { id: "a" } }, { ...made, holding: { id: "elsewhere" } }];
  return world((url) => (url === "/runs" ? [200, replies.shift()] : undefined), async () => {
    await run();
    equal((await run()).holding, null, "this server has not noticed yet that the first let go");
    const third = await run();
    equal(third.holding.id, "elsewhere");
    third.leave();
  });
}

export function aRefusalIsASentence() {
  return world((url) => ({ "/a": [409, { detail: "Row 3 has to wait.", holding: { step: 2 } }], "/b": [502, "<html>"], "/c": [0] })[url], async () => {
    const refusal = async (url) => ask(url, {}).catch((e) => e);
    const a = await refusal("/a");
    holds(a instanceof Refusal, "it is a Refusal");
    equal([a.status, a.message, a.holding.step], [409, "Row 3 has to wait.", 2]);
    equal((await refusal("/b")).message, "This server answered 502. Try again in a moment.");
    equal((await refusal("/c")).status, 0);
  });
}

export function anAnswerThatIsCutOffIsARefusal() {
  return world(() => [200, new ReadableStream({ start: (to) => to.error(new TypeError("network error")) })], async () => {
    const e = await ask("/a", {}).catch((refusal) => refusal);
    equal([e instanceof Refusal, e.status], [true, 0]);
  });
}

export function anAnswerAsksForAFragment() {
  return world(() => [200, "<p>Right.</p>"], async (asked) => {
    equal(await ask("/lessons/x/answers", { question: "q 1", answer: "A" }), "<p>Right.</p>");
    equal([asked[0].body, asked[0].headers["X-Fragment"]], ["question=q+1&answer=A", "verdict"]);
  });
}

export function theBrowsersPartIsDoneOnce() {
  return world(() => [201, made], async () => {
    const r = await run();
    equal(r.state, null, "before the constructor");
    r.act(connect);
    r.act(connect);
    const [trace, socket, ...more] = Stream.all;
    equal([trace.url, more.length], ["/runs/r1/trace", 0]);
    socket.readyState = 1;
    holds(/^ws:\/\/[^/]+\/runs\/r1\/ws$/.test(socket.url), socket.url);
    r.act({ n: 5, actor: "browser", action: "send", text: "Hello" });
    r.act({ n: 6, actor: "server", action: "send", text: "Welcome" });
    r.act({ n: 9, actor: "browser", action: "close", code: 1000 });
    equal([socket.sent, socket.closed], [["Hello"], [1000, null]]);
    r.leave();
  });
}

export function whatJavaScriptSawIsReportedInOneBatch() {
  return world((url) => (url === "/runs" ? [201, made] : [204, null]), async (asked, of) => {
    const seen = [];
    const r = await run({ seen: (s) => seen.push(s.type) });
    r.act(connect);
    const socket = Stream.all[1];
    socket.readyState = 1;
    socket.fire("open");
    socket.fire("message", { data: "Welcome" });
    equal([seen, of("/seen").length], [["open", "message"], 0]);
    await r.flush();
    await r.flush();
    const reports = of("/seen");
    equal(reports.length, 1, "an empty report is none");
    const [open, message] = JSON.parse(reports[0].body);
    equal([open.step, open.type, open.readyState, message.data], [1, "open", 1, "Welcome"]);
    holds(reports[0].signal instanceof AbortSignal, "a report that gets nowhere ends, and what waits for it goes on");
    r.leave();
  });
}

export function aPageHasOneRun() {
  return world(() => [201, made], async () => {
    let taken = 0;
    const first = await run({ taken: () => (taken += 1) });
    first.act(connect);
    const second = await run();
    equal([taken, first.ended, Stream.all[0].readyState], [1, true, 3], "the first is told, and its streams are closed");
    second.letGo();
    (await run()).leave();
    equal(taken, 1, "one that is gone is not told");
  });
}

export function settlingWaitsForTheStateOrTheEnd() {
  return world(() => [201, made], async () => {
    const r = await run();
    r.act(connect);
    const socket = Stream.all[1];
    const opened = r.settle(1);
    setTimeout(() => (socket.readyState = 1), 20);
    equal(await opened, 1);
    const closing = r.settle(2);
    socket.readyState = 3;
    socket.fire("close", { code: 1006, reason: "", wasClean: false });
    equal(await closing, 3, "a connection that is gone is not waited for");
    r.leave();
  });
}

export function aMessageIsTextRepeatedOrBytes() {
  return world(() => [201, made], async () => {
    const r = await run();
    r.act(connect);
    const [, socket] = Stream.all;
    socket.readyState = 1;
    const send = (n, more) => r.act({ n, actor: "browser", action: "send", ...more });
    send(2, { text: "ab", times: 3 });
    send(3, {});
    send(4, { hex: "ca fe", times: 2 });
    equal([socket.sent[0], socket.sent[1], [...socket.sent[2]]], ["ababab", "", [0xca, 0xfe, 0xca, 0xfe]]);
    r.leave();
  });
}

export function whatCannotBeSentIsNoted() {
  return world(() => [201, made], async () => {
    const seen = [];
    const r = await run({ seen: ({ step, type, data }) => seen.push([step, type, data]) });
    r.act(connect);
    const send = (n, throws) => r.act({ n, actor: "browser", action: "send", text: "Hi", throws });
    send(2, "InvalidStateError");
    equal(seen.pop(), [2, "throw", "InvalidStateError"]);
    let told = "";
    try {
      send(3, "TypeError");
    } catch (e) {
      told = e.name;
    }
    equal(told, "InvalidStateError", "an exception that the row does not have");
    Stream.all[1].readyState = 3;
    send(4);
    equal(seen.pop(), [4, "dropped", "bufferedAmount 7"]);
    r.leave();
  });
}

export function aMessageBesideTheStreamIsPosted() {
  return world((url) => (url === "/runs" ? [201, { ...made, protocol: "event-stream" }] : [204, null]), async (asked, of) => {
    const seen = [];
    const r = await run({ seen: ({ step, type, code }) => seen.push([step, type, code]) });
    r.act(connect);
    r.act({ n: 3, actor: "browser", action: "post", text: "hello" });
    r.current = 4;
    await soon();
    equal([of("/r1/messages")[0].body, seen], ["hello", [[3, "response", 204]]], "the answer is the post's own row's");
    r.leave();
  });
}

export function aNewEventSourceTakesThePlaceOfTheOld() {
  return world(() => [201, { ...made, protocol: "event-stream" }], async () => {
    const seen = [];
    const rows = [connect, { n: 2, actor: "browser", action: "connect", ready: 0 }];
    const r = await run({ rows, types: ["ping"], seen: (s) => seen.push([s.type, s.connection, s.data]) });
    r.act(rows[0]);
    const first = Stream.all[1];
    r.act(rows[1]);
    const second = Stream.all[2];
    equal(first.readyState, 3, "the old one is closed");
    first.fire("error");
    second.fire("ping", { data: "p" });
    second.fire("message", { data: new Blob([]) });
    equal(seen, [["ping", 2, "p"], ["message", 2, ""]], "and heard no more");
    equal(r.fired.message, 2);
    r.leave();
  });
}

export function onlyTheWindowThatActsHasATrace() {
  return world((url) => (url === "/runs" ? [201, made] : [200, { step: 1 }]), async () => {
    const r = await run();
    const traces = () => Stream.all.filter((s) => s.url.endsWith("/trace") && s.readyState < 3).length;
    equal([windows().told.at(-1), traces()], [{ trace: "r1" }, 1]);
    windows().onmessage({ data: { trace: "r1" } });
    equal(traces(), 1, "its own word");
    windows().onmessage({ data: { trace: "elsewhere" } });
    equal(traces(), 0);
    await r.step(1);
    equal([windows().told.at(-1), traces()], [{ trace: "r1" }, 1], "a step opens it again");
    r.leave();
  });
}

export function anotherWindowMayAskForItsTurn() {
  return world(() => [201, made], async () => {
    let asked = 0;
    const r = await run({ asked: () => (asked += 1) });
    windows().onmessage({ data: "let go" });
    equal(asked, 1);
    r.leave();
  });
}

const finish = (trace) => trace.fire("over", { data: '{"reason":"finished"}' });

export function atFullSpeedEachThingFollowsWhatWasSeen() {
  return world(() => [201, made], async () => {
    const rows = [
      connect,
      { n: 2, actor: "server", action: "accept", ready: 1 },
      { n: 3, actor: "browser", action: "send", text: "Hello", ready: 1 },
      { n: 4, actor: "server", action: "send", text: "Welcome", fires: 1, ready: 1 },
      { n: 5, actor: "browser", action: "close", code: 1000, ready: 2 },
      { n: 6, actor: "server", action: "ack-close", ready: 3 },
    ];
    const seen = [];
    const r = await run({ seen: ({ type }) => seen.push(type) });
    const whole = atFullSpeed(r, rows);
    await soon(30);
    const [trace, socket] = Stream.all;
    equal([socket.sent, socket.closed], [[], undefined], "nothing before the open event");
    socket.readyState = 1;
    socket.fire("open");
    await soon(30);
    equal([socket.sent, socket.closed], [["Hello"], undefined], "no close before the message");
    socket.fire("message", { data: "Welcome" });
    await soon(30);
    equal(socket.closed, [1000, null]);
    socket.fire("close", { code: 1000, reason: "", wasClean: true });
    finish(trace);
    equal(await whole, true);
    equal(seen.slice(-2), ["close", "state"]);
    socket.fire("close", { code: 1005, reason: "", wasClean: true });
    equal(seen.length, 7, "what comes of the page's own tidying up is not noted");
    r.leave();
  });
}

export function atFullSpeedAnEventStreamComesBackByItself() {
  return world(() => [201, { ...made, protocol: "event-stream" }], async () => {
    const rows = [
      connect,
      { n: 2, actor: "server", action: "accept", ready: 1, text: "retry: 50\n\n" },
      { n: 3, actor: "server", action: "drop", ready: 0 },
      { n: 4, actor: "browser", action: "wait", ready: 0, ms: 60 },
      { n: 5, actor: "browser", action: "reconnect", ready: 0 },
      { n: 6, actor: "server", action: "accept", ready: 1 },
      { n: 7, actor: "browser", action: "close", ready: 2 },
    ];
    const seen = [];
    const r = await run({
      rows,
      rowOf: (type, nth) => rowOf("event-stream", rows, type, nth),
      seen: ({ type, step, connection }) => type !== "state" && seen.push([type, step, connection]),
    });
    const whole = atFullSpeed(r, rows);
    await soon();
    const [trace, source] = Stream.all;
    const to = (state, type) => {
      source.readyState = state;
      source.fire(type);
    };
    await soon(30);
    to(1, "open");
    await soon(30);
    equal(r.current, 1, "it waits for the end");
    to(0, "error");
    await soon(30);
    equal(r.current, 4, "and then for so many ms");
    await soon(80);
    equal(r.current, 5);
    r.asks();
    await soon(30);
    equal(source.closed, undefined, "no close before it is open again");
    to(1, "open");
    await soon(30);
    equal(source.closed, []);
    source.readyState = 2;
    finish(trace);
    equal([await whole, seen], [true, [["open", 2, 1], ["error", 3, 1], ["open", 6, 2]]]);
    r.leave();
  });
}

export function aWaitWithoutAnEndCanBeStopped() {
  return world(() => [201, made], async () => {
    const rows = [connect, { n: 2, actor: "server", action: "hold", ready: 0 }, { n: 3, actor: "browser", action: "wait", ready: 3 }];
    const r = await run();
    const whole = atFullSpeed(r, rows);
    await soon(60);
    equal([r.current, r.patient], [3, true]);
    r.stop();
    finish(Stream.all[0]);
    equal(await whole, true);
    r.leave();
  });
}

export function aWaitInClosingIsEndedByTheServer() {
  return world((url) => (url === "/runs" ? [201, made] : [204, null]), async (asked, of) => {
    const rows = [
      { ...connect, answered: true, ready: 1 },
      { n: 2, actor: "browser", action: "close", code: 1000, ready: 2 },
      { n: 3, actor: "browser", action: "wait", ready: 3 },
    ];
    const r = await run();
    const whole = atFullSpeed(r, rows);
    await soon(30);
    const [trace, socket] = Stream.all;
    socket.close = () => (socket.readyState = 2);
    socket.readyState = 1;
    socket.fire("open");
    await soon(60);
    equal([r.current, r.patient, of("/stop").length], [3, true, 0]);
    r.stop();
    await soon(30);
    equal(of("/stop").length, 1);
    socket.readyState = 3;
    socket.fire("close", { code: 1006, reason: "", wasClean: false });
    finish(trace);
    equal(await whole, true);
    r.leave();
  });
}

export function atFullSpeedNoEventIsWaitedForAfterTheEnd() {
  return world(() => [201, made], async () => {
    const rows = [
      connect,
      { n: 2, actor: "server", action: "accept", ready: 1 },
      { n: 3, actor: "server", action: "drop", ready: 3 },
      { n: 4, actor: "browser", action: "send", text: "Hello", ready: 3 },
    ];
    const r = await run();
    const whole = atFullSpeed(r, rows);
    await soon(30);
    const [trace, socket] = Stream.all;
    socket.readyState = 3; // as Firefox has it: the end is here before open was fired
    socket.fire("close", { code: 1006, reason: "", wasClean: false });
    await soon(60);
    equal(socket.sent, ["Hello"]);
    finish(trace);
    equal(await whole, true);
    r.leave();
  });
}

export function aBrowserMayEndTcpBeforeTheServerDoes() {
  return world(() => [201, made], async () => {
    const rows = [
      connect,
      { n: 2, actor: "server", action: "accept", ready: 1 },
      { n: 3, actor: "browser", action: "close", ready: 2 },
      { n: 4, actor: "server", action: "close", ready: 2 },
      { n: 5, actor: "server", action: "drop", ready: 3 },
    ];
    for (const cut of [false, true]) {
      const r = await run();
      const whole = atFullSpeed(r, rows);
      await soon(30);
      const [trace, socket] = Stream.all.slice(-2);
      socket.readyState = 1;
      socket.fire("open");
      await soon(30);
      socket.readyState = cut ? 1 : 3;
      if (!cut) socket.fire("close", { code: 1000, reason: "", wasClean: true });
      trace.fire("over", { data: JSON.stringify({ reason: "lost", text: "Gone." }) });
      if (cut) r.letGo();
      equal(await whole, !cut, cut ? "a connection that was lost" : "a close that came first");
      r.leave();
    }
  });
}

export function aRunThatWasStoppedIsNotWhole() {
  return world(() => [201, made], async () => {
    const r = await run();
    const whole = atFullSpeed(r, [connect, { n: 2, actor: "server", action: "accept", ready: 1 }, { n: 3, actor: "browser", action: "close", ready: 3 }]);
    await soon(30);
    r.stop();
    equal(await whole, false);
    r.leave();
  });
}

export function aRowThatIsReadDoesNothing() {
  return world((url) => (url === "/runs" ? [201, made] : [204, null]), async (asked, of) => {
    const rows = [
      { n: 1, actor: "server", action: "read", ready: null },
      { n: 2, actor: "browser", action: "read", ready: null },
      { ...connect, n: 3 },
      { n: 4, actor: "server", action: "accept", ready: 1 },
      { n: 5, actor: "browser", action: "read", ready: 1 },
    ];
    const seen = [];
    const r = await run({ seen: ({ step, type }) => seen.push([step, type]) });
    const whole = atFullSpeed(r, rows);
    await soon(30);
    const [trace, socket] = Stream.all;
    equal([r.current, seen], [3, [[3, "state"]]], "before there is an object nothing is seen");
    socket.readyState = 1;
    socket.fire("open");
    await soon(30);
    equal([r.current, socket.sent, socket.closed], [5, [], undefined]);
    finish(trace);
    equal(await whole, true);
    await r.flush();
    holds(JSON.parse(of("/seen")[0].body).every(({ at, readyState }) => at !== null && readyState !== null), "every report has a time and a state");
    r.leave();
  });
}

export function atFullSpeedARowMayHaveItsAnswer() {
  return world(() => [201, made], async () => {
    const rows = [
      { ...connect, ready: 1, answered: "true" },
      { n: 2, actor: "server", action: "send", text: "Hello Client!", fires: 1, ready: 1 },
      { n: 3, actor: "browser", action: "send", text: "Hi", ready: 1 },
      { n: 4, actor: "browser", action: "close", code: 1000, ready: 3, answered: "true" },
    ];
    const seen = [];
    const r = await run({ rowOf: (type, nth) => rowOf("websocket", rows, type, nth), seen: ({ type, step }) => seen.push([type, step]) });
    const whole = atFullSpeed(r, rows);
    await soon(30);
    const [trace, socket] = Stream.all;
    socket.readyState = 1;
    socket.fire("open");
    await soon(30);
    equal(socket.sent, [], "nothing before the message that the table has first");
    socket.fire("message", { data: "Hello Client!" });
    await soon(30);
    equal([socket.sent, socket.closed], [["Hi"], [1000, null]]);
    socket.fire("close", { code: 1000, reason: "", wasClean: true });
    finish(trace);
    equal([await whole, seen], [true, [["state", 1], ["open", 1], ["message", 2], ["state", 3], ["state", 4], ["close", 4], ["state", 4]]], "its first state is told at once");
    r.leave();
  });
}
