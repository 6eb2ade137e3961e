import { Refusal, Run, ask, atFullSpeed } from "../run.js";
import { due } from "../steps.js";
import { equal, holds } from "./assert.js";

const soon = (ms = 0) => new Promise((done) => setTimeout(done, ms));

class Stream extends EventTarget {
  static CLOSED = 2;
  static all = [];
  CLOSED = 2;
  readyState = 0;
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
    this.sent.push(text);
  }

  fire(type, more = {}) {
    this.dispatchEvent(Object.assign(new Event(type), more));
  }
}

// Stands in for the network and the page while a test runs. answer gives the
// status and the body for a request.
async function world(answer, test) {
  const asked = [];
  const fakes = {
    EventSource: Stream,
    WebSocket: Stream,
    location: { href: "http://classroom.test:8080/lessons/x" },
    document: Object.assign(new EventTarget(), { hidden: false }),
    fetch: async (url, { body, headers } = {}) => {
      asked.push({ url, body: body && String(body), headers });
      const [status, json] = answer(url, body) ?? [204, null];
      if (!status) throw new TypeError("offline");
      return new Response(json === null ? null : typeof json === "string" ? json : JSON.stringify(json), { status });
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

export function atFullSpeedEachThingFollowsWhatWasSeen() {
  return world(() => [201, made], async () => {
    const rows = [
      connect,
      { n: 2, actor: "server", action: "accept", ready: 1 },
      { n: 3, actor: "browser", action: "send", text: "Hello", ready: 1 },
      { n: 4, actor: "server", action: "send", text: "Welcome", ready: 1 },
      { n: 5, actor: "browser", action: "close", code: 1000, ready: 2 },
      { n: 6, actor: "server", action: "ack-close", ready: 3 },
    ];
    const r = await run();
    const whole = atFullSpeed(r, rows, (n) => due("websocket", rows, n));
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
    trace.fire("over", { data: '{"reason":"finished"}' });
    equal(await whole, true);
    r.leave();
  });
}
