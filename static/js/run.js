// A live run: its POSTs, its trace, and the connection under study.

import { backoff } from "./backoff.js";
import { due, requests, retryOf, settling } from "./expected.js";
import { socketURL } from "./socket.js";

const PATIENCE = 10_000; // ms; the server answers a step within 5 s
const BATCH = 250; // ms between reports of what JavaScript saw
const HIDDEN = 60_000; // ms; then a hidden page gives its streams back to the other windows
const STUCK = 60_000; // ms without anything due; longer than any row of a script lasts
const RETRY = 5000; // ms; the longest that a browser waits on its own before it asks again
const GRACE = 2000; // ms for its question to arrive
const LAST = 3000; // ms; the end and the fragments that tell of it travel on two connections

/** No good answer. message is a sentence fit to show; status is 0 where none came. */
export class Refusal extends Error {
  constructor(status, { detail, holding } = {}) {
    const what = status ? `This server answered ${status}.` : "This page cannot reach the server just now.";
    super(detail ?? `${what} Try again in a moment.`);
    Object.assign(this, { status, holding });
  }
}

// Resolves with the text of the answer, whole. @throws {Refusal}
async function post(url, body, headers) {
  let response, text;
  try {
    response = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
    text = await response.text();
  } catch {
    throw new Refusal(0);
  }
  if (!response.ok) throw new Refusal(response.status, problem(text));
  return text;
}

// The problem details (RFC 9457) of an answer; none where it has something else.
function problem(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

const JSON_BODY = { "Content-Type": "application/json" };

// In a class a trace carries the events of the class as well, so its page needs
// no other stream meanwhile.
const announce = (trace) => dispatchEvent(new CustomEvent("trace", { detail: trace }));

/** Has an answer graded, given as the form's fields by name or in pairs; resolves with the server's HTML. @throws {Refusal} */
export async function ask(url, fields) {
  return post(url, new URLSearchParams(fields), { "X-Fragment": "verdict" });
}

/**
 * One run; at most one is alive on a page. Its hooks: wire(html), step({step,
 * say, sayText, at}) and over({reason, text}) from the trace; seen(wire.Seen) of
 * what JavaScript saw; taken() when another run of the page took its place;
 * asked() when another window wants its handshake; rows, the script's; types,
 * of events besides message; rowOf(type, nth), where an event's row is not the current.
 */
export class Run {
  static #alive = null;
  static #mine = new Set(); // ids
  static #channel = null;

  current = 0; // the row that is happening, or the last that did
  done = 0; // rows that happened on this run
  fired = {}; // events by type, those of a script's own with "message"
  subject = null; // the WebSocket or EventSource
  ended = false; // it is gone
  lost = false; // the run cannot go on
  over = null; // the server's word about that
  #acted = new Set();
  #queue = [];
  #reported = Promise.resolve();
  #waiting = new Set();
  #wired = new AbortController();
  #heard = new AbortController(); // of the subject

  /** Makes a run of pace "step" or "full", and leaves the one before. @throws {Refusal} */
  static async make(script, pace, hooks) {
    const other = Run.#alive;
    if (other) {
      const { ended } = other;
      other.leave();
      if (!ended) other.hooks.taken();
    }
    const made = JSON.parse(await post("/runs", JSON.stringify({ script, pace }), JSON_BODY));
    // This server may not have noticed yet that a run of this page let go.
    if (Run.#mine.has(made.holding?.id)) made.holding = null;
    Run.#mine.add(made.id);
    return (Run.#alive = new Run({ ...made, pace }, hooks));
  }

  /** Tells the other windows: "let go" of a handshake, or {trace} of whom it is that acts. */
  static tell(message) {
    if (!Run.#channel && "BroadcastChannel" in globalThis) {
      Run.#channel = new BroadcastChannel("wirewalk");
      Run.#channel.onmessage = ({ data }) => Run.#alive?.#told(data);
    }
    Run.#channel?.postMessage(message);
  }

  constructor(made, hooks) {
    Object.assign(this, made, { hooks }); // id, protocol, pace, url, trace, recording, page, holding, proxied
    const { signal } = this.#wired;
    document.addEventListener("visibilitychange", () => this.#visibility(), { signal });
    addEventListener("focus", () => this.stream || this.#lead(), { signal });
    this.#lead();
  }

  /** The browser's own readyState; null before the constructor ran. */
  get state() {
    return this.subject?.readyState ?? null;
  }

  /** Whether what is due has been seen. */
  has({ state, fired }) {
    return (state === undefined || this.state === state) && Object.entries(fired).every(([type, many]) => (this.fired[type] ?? 0) >= many);
  }

  /** Releases row n's gate; resolves when the wire says it is done. @throws {Refusal} */
  async step(n) {
    this.#lead();
    return JSON.parse(await post(`/runs/${this.id}/steps/${n}`));
  }

  /** Has an answer graded against this run; resolves with the server's HTML. @throws {Refusal} */
  ask(url, fields) {
    return ask(url, { ...fields, run: this.id });
  }

  /** Does the browser's part of a row, once. Throws what the browser throws, unless the row says so. */
  act(row) {
    const { n, actor, action, throws } = row;
    if (actor !== "browser" || this.#acted.has(n)) return;
    this.#acted.add(n);
    this.current = n;
    try {
      if (action === "connect") this.#connect();
      if (action === "send") this.#send(row);
      if (action === "close") this.#close(row);
      if (action === "post") this.#post(row);
      if (row.answered) this.see("state"); // which the answer will change
    } catch (e) {
      this.see("throw", { data: e.name });
      if (e.name !== throws) throw e;
    }
  }

  /** Resolves with the readyState: the wanted one, or what it is after some time or at the end. */
  async settle(want) {
    await this.until(() => this.state === want || this.ended || this.state === null, settling(this.protocol));
    return this.state;
  }

  /** Resolves true once it holds; false after so many ms, or when the run was left. */
  async until(holds, ms = Infinity) {
    const limit = performance.now() + ms;
    while (!holds()) {
      if (performance.now() > limit || this.#wired.signal.aborted) return false;
      await new Promise((wake) => {
        this.#waiting.add(wake);
        setTimeout(() => (this.#waiting.delete(wake), wake()), 16); // readyState may change without an event
      });
    }
    return true;
  }

  /** Notes what JavaScript saw, for the lane and for the recording; before the constructor ran that is nothing. */
  see(type, more) {
    if (this.born === undefined) return;
    const at = Math.round((performance.now() - this.born) * 100) / 100;
    const seen = { step: this.current, connection: 1, at, type, readyState: this.state, ...more };
    seen.connection = requests(this.hooks.rows ?? [], seen.step);
    this.#queue.push(seen);
    this.timer ??= setTimeout(() => this.flush(), BATCH);
    if (type === "close" || (type === "error" && this.state === EventSource.CLOSED)) this.ended = true;
    if (type === "error" && this.state === 0) Object.assign(this, { dropped: performance.now(), asked: undefined });
    this.hooks.seen(seen);
    this.#wake();
  }

  /**
   * Reports what is queued, after what was reported before; now: at once, for a
   * page that is left. A report that gets lost is lost: that lane is never graded.
   * Resolves when it is here or lost, within PATIENCE.
   */
  flush(now = false) {
    clearTimeout(this.timer);
    this.timer = null;
    const body = JSON.stringify(this.#queue.splice(0));
    const send = () => fetch(`/runs/${this.id}/seen`, { method: "POST", body, headers: JSON_BODY, keepalive: true, signal: AbortSignal.timeout(PATIENCE) }).catch(() => {});
    if (body === "[]") return this.#reported;
    return (this.#reported = now ? send() : this.#reported.then(send));
  }

  /** The server's HTML of this run's time axis, after all that was seen; "" where it does not come. */
  async axis() {
    await this.flush();
    const response = await fetch(`/runs/${this.id}/axis`, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => {});
    return response?.ok ? response.text() : "";
  }

  /** The request of a reconnect has reached the server: asked is the seconds since the end, NaN where this window did not look. */
  asks() {
    this.asked = this.listened > this.dropped ? NaN : (performance.now() - this.dropped) / 1000;
    this.#wake();
  }

  /** Ends the waiting of a row that has no end of its own; elsewhere the run. */
  stop() {
    const closing = this.protocol === "websocket" && this.state === 2; // in which close() does nothing
    if (!this.patient) this.letGo();
    else if (closing) post(`/runs/${this.id}/stop`).catch(() => this.letGo());
    else this.subject.close();
  }

  /** Closes the connection under study; with done, what comes of that is not noted. */
  letGo(done = false) {
    if (done) this.#heard.abort();
    this.ended = this.lost = true;
    this.subject?.close();
    this.#wake();
  }

  /** Ends it all: connection, trace, reports. */
  leave() {
    this.flush(true);
    this.#wired.abort();
    this.#heard.abort();
    this.letGo();
    this.#hush();
    if (Run.#alive === this) Run.#alive = null;
  }

  #connect() {
    this.#heard.abort();
    this.subject?.close();
    this.#heard = new AbortController();
    this.ended = false;
    this.born ??= performance.now();
    this.subject = this.protocol === "websocket" ? new WebSocket(socketURL(this.url)) : new EventSource(this.url);
    const { rowOf, types = [] } = this.hooks;
    const on = (type, more, as = type) => {
      const hear = (e) => {
        const nth = (this.fired[as] = (this.fired[as] ?? 0) + 1);
        this.see(type, { step: rowOf?.(as, nth) ?? this.current, ...more?.(e) });
      };
      this.subject.addEventListener(type, hear, { signal: this.#heard.signal });
    };
    const message = ({ data, lastEventId }) => ({
      data: typeof data === "string" ? data.slice(0, 1024) : "",
      lastEventId: lastEventId || undefined,
    });
    on("open");
    for (const type of ["message", ...types]) on(type, message, "message");
    on("error");
    on("close", ({ code, reason, wasClean }) => ({ code, reason, wasClean }));
  }

  #send({ text = "", hex, times = 1 }) {
    const bytes = hex?.repeat(times).match(/[\da-f]{2}/gi);
    this.subject.send(bytes ? Uint8Array.from(bytes, (b) => parseInt(b, 16)) : text.repeat(times));
    if (this.state > 1) this.see("dropped", { data: `bufferedAmount ${this.subject.bufferedAmount}` });
  }

  #close({ code, reason }) {
    this.closing = performance.now();
    if (this.protocol === "websocket" && code) this.subject?.close(code, reason);
    else this.subject?.close();
  }

  #post({ n: step, text }) {
    const { signal } = this.#wired;
    fetch(`/runs/${this.id}/messages`, { method: "POST", body: text, signal }).then(
      ({ status }) => this.see("response", { step, code: status }),
      ({ name }) => signal.aborted || this.see("throw", { step, data: name }),
    );
  }

  #listen(tries = 0) {
    if (this.over || this.#wired.signal.aborted) return;
    this.listened = performance.now();
    const trace = (this.stream = new EventSource(this.trace));
    announce(trace);
    const on = (type, act) => trace.addEventListener(type, act);
    on("open", () => (tries = 0));
    on("wire", (e) => this.hooks.wire(e.data));
    on("step", (e) => this.hooks.step(JSON.parse(e.data)));
    on("over", (e) => {
      this.over = JSON.parse(e.data);
      this.#hush();
      this.hooks.over(this.over);
      this.#wake();
    });
    on("error", () => {
      if (trace.readyState !== EventSource.CLOSED || this.stream !== trace) return;
      this.retry = setTimeout(() => this.#listen(tries + 1), backoff(tries));
    });
  }

  // Of six connections to a host, which all windows share, two in each of three
  // windows would leave none to act with. So only who acts has a trace.
  #lead() {
    Run.tell({ trace: this.id });
    if (!this.stream) this.#listen();
  }

  #told(message) {
    if (message === "let go") this.hooks.asked?.();
    else if (message.trace !== this.id && this.pace === "step") this.#hush();
  }

  #hush() {
    clearTimeout(this.retry);
    if (this.stream) announce(null);
    this.stream?.close();
    this.stream = null;
  }

  #wake() {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #visibility() {
    clearTimeout(this.napping);
    if (!document.hidden && !this.stream) this.#lead();
    if (!document.hidden) return;
    this.napping = setTimeout(() => {
      this.#hush();
      if (this.protocol !== "event-stream" || this.ended) return;
      this.leave();
      this.hooks.taken();
    }, HIDDEN);
  }
}

/**
 * Drives a run of pace "full": what the browser does follows at once from what
 * the page saw. Resolves when every row is done, false where it went otherwise.
 */
export async function atFullSpeed(run, rows) {
  const failed = () => run.lost || (run.over && run.over.reason !== "finished");
  let gaveUp = false;
  for (const row of rows.filter((r) => r.actor === "browser" && r.action !== "ack-close")) {
    const must = due(run.protocol, rows, row.n);
    // When the page hears of a new request, its answer may be there as well.
    if (row.action === "reconnect") delete must.state;
    // After its end nothing more is fired: Firefox fires no open where the end came as soon.
    await run.until(() => run.has(must) || failed() || run.ended, STUCK);
    if (failed() || (!run.has(must) && !(run.ended && run.state === must.state))) return false;
    run.act(row);
    if (row.action === "wait") gaveUp = await wait(run, row, must.state);
    else if (row.action !== "reconnect") row.answered || run.see("state");
    else if (!(await run.until(() => run.asked !== undefined || run.over || run.lost, (retryOf(rows, row.n) ?? RETRY) + GRACE))) return false;
  }
  // A browser that has given up may keep the TCP connection for a while: Firefox does.
  await run.until(() => run.over || run.lost, gaveUp ? LAST : STUCK);
  const last = rows.at(-1);
  const all = due(run.protocol, rows, last.n + 1);
  await run.until(() => run.lost || run.ended || run.has(all), LAST);
  // A browser that has seen it all may end TCP before this server does: Firefox, a second after both Close frames.
  const seen = run.over?.reason === "lost" && run.ended && run.has(all);
  const whole = !run.lost && (gaveUp || seen || run.over?.reason === "finished");
  run.current = last.n;
  run.see("state");
  run.letGo(true);
  await run.flush();
  return whole;
}

// A row in which the browser does nothing: for so long, or until it gives up. By
// then the page closes what it has, as it does when somebody stops it. Resolves
// true where it has given up.
async function wait(run, { ms, ready }, before) {
  run.patient = ready !== before;
  if (!run.patient) run.see("state");
  const given = () => run.lost || (run.patient && run.state === ready);
  if (!(await run.until(given, ms ?? (run.patient ? Infinity : 0))) && run.patient) {
    run.stop();
    await run.until(given, LAST);
  }
  const gaveUp = run.patient && run.state === ready;
  if (run.patient) run.see("state");
  run.patient = false;
  return gaveUp;
}
