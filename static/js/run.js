// A live run: its POSTs, its trace, and the connection under study.

import { settling } from "./steps.js";

const PATIENCE = 10_000; // ms; the server answers a step within 5 s
const BATCH = 250; // ms between reports of what JavaScript saw
const HIDDEN = 60_000; // ms; then a hidden page gives its streams back to the other windows
const BACKOFF = [1000, 10_000]; // ms, of a trace that ended for good

/** No good answer. message is a sentence fit to show; status is 0 where none came. */
export class Refusal extends Error {
  constructor(status, { detail, holding } = {}) {
    const what = status ? `This server answered ${status}.` : "This page cannot reach the server just now.";
    super(detail ?? `${what} Try again in a moment.`);
    Object.assign(this, { status, holding });
  }
}

async function post(url, body, headers) {
  let response;
  try {
    response = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Refusal(0);
  }
  if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => ({})));
  return response;
}

const JSON_BODY = { "Content-Type": "application/json" };

/** Has an answer ({question, answer, run or attempt}) graded; resolves with the server's HTML. @throws {Refusal} */
export async function ask(url, fields) {
  return (await post(url, new URLSearchParams(fields), { "X-Fragment": "verdict" })).text();
}

/**
 * One run on one connection; at most one is alive on a page. Its hooks:
 * wire(html), step({step, say, sayText, at}) and over({reason, text}) from the
 * trace; seen(wire.Seen) of what JavaScript saw; taken() when another run of
 * the page took its place; rowOf(type), where the row of an event is not the current.
 */
export class Run {
  static #alive = null;
  static #mine = new Set(); // ids

  current = 0; // the row that is happening, or the last that did
  done = 0; // rows that happened on this run
  messages = 0;
  subject = null; // the WebSocket or EventSource
  ended = false; // it is gone
  over = null; // the server's word about that
  #acted = new Set();
  #queue = [];
  #waiting = new Set();
  #wired = new AbortController();

  /** Makes a run of pace "step" or "full", and leaves the one before. @throws {Refusal} */
  static async make(script, pace, hooks) {
    const other = Run.#alive;
    if (other) {
      const { ended } = other;
      other.leave();
      if (!ended) other.hooks.taken();
    }
    const made = await (await post("/runs", JSON.stringify({ script, pace }), JSON_BODY)).json();
    // This server may not have noticed yet that a run of this page let go.
    if (Run.#mine.has(made.holding?.id)) made.holding = null;
    Run.#mine.add(made.id);
    return (Run.#alive = new Run(made, hooks));
  }

  constructor(made, hooks) {
    Object.assign(this, made, { hooks }); // id, protocol, url, trace, recording, page, holding, proxied
    document.addEventListener("visibilitychange", () => this.#visibility(), { signal: this.#wired.signal });
    this.#listen();
  }

  /** The browser's own readyState; null before the constructor ran. */
  get state() {
    return this.subject?.readyState ?? null;
  }

  /** Releases row n's gate; resolves when the wire says it is done. @throws {Refusal} */
  async step(n) {
    return (await post(`/runs/${this.id}/steps/${n}`)).json();
  }

  /** Does the browser's part of a row, once. Throws what the browser throws. */
  act({ n, actor, action, text, code, reason }) {
    if (actor !== "browser" || this.#acted.has(n)) return;
    this.#acted.add(n);
    this.current = n;
    if (action === "connect") return this.#connect();
    if (action === "send") return this.subject?.send(text);
    this.closing = performance.now();
    if (this.protocol === "websocket" && code) this.subject?.close(code, reason);
    else this.subject?.close();
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
        setTimeout(wake, 16); // readyState may change without an event
      });
    }
    return true;
  }

  /** Notes what JavaScript saw, for the lane and for the recording. */
  see(type, more) {
    const step = (type !== "state" && this.hooks.rowOf?.(type)) || this.current;
    const at = Math.round((performance.now() - this.born) * 100) / 100;
    const seen = { step, connection: 1, at, type, readyState: this.state, ...more };
    this.#queue.push(seen);
    this.timer ??= setTimeout(() => this.flush(), BATCH);
    if (type === "close" || (type === "error" && this.state === EventSource.CLOSED)) this.ended = true;
    this.hooks.seen(seen);
    this.#wake();
  }

  /** Reports what is queued. A report that gets lost is lost: that lane is never graded. */
  async flush() {
    clearTimeout(this.timer);
    this.timer = null;
    const body = JSON.stringify(this.#queue.splice(0));
    if (body === "[]") return;
    await fetch(`/runs/${this.id}/seen`, { method: "POST", body, headers: JSON_BODY, keepalive: true }).catch(() => {});
  }

  /** Closes the connection under study. */
  letGo() {
    this.ended = true;
    this.subject?.close();
  }

  /** Ends it all: connection, trace, reports. */
  leave() {
    this.flush();
    this.#wired.abort();
    this.letGo();
    this.#hush();
    this.#wake();
    if (Run.#alive === this) Run.#alive = null;
  }

  #connect() {
    const url = new URL(this.url, location.href);
    if (this.protocol === "websocket") url.protocol = url.protocol.replace("http", "ws");
    this.born = performance.now();
    this.subject = this.protocol === "websocket" ? new WebSocket(url) : new EventSource(url);
    const on = (type, more) =>
      this.subject.addEventListener(type, (e) => this.see(type, more?.(e)), { signal: this.#wired.signal });
    on("open");
    on("message", ({ data, lastEventId }) => {
      this.messages += 1;
      return { data: String(data).slice(0, 1024), lastEventId: lastEventId || undefined };
    });
    on("error");
    on("close", ({ code, reason, wasClean }) => ({ code, reason, wasClean }));
  }

  #listen(tries = 0) {
    if (this.over || this.#wired.signal.aborted) return;
    const trace = (this.stream = new EventSource(this.trace));
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
      const [least, most] = BACKOFF;
      const wait = Math.min(most, least * 2 ** tries * (1 + Math.random()));
      this.retry = setTimeout(() => this.#listen(tries + 1), wait);
    });
  }

  #hush() {
    clearTimeout(this.retry);
    this.stream?.close();
    this.stream = null;
  }

  #wake() {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #visibility() {
    clearTimeout(this.napping);
    if (!document.hidden && !this.stream) this.#listen();
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
 * the page saw, as due(n) tells. Resolves when the connection is gone, false
 * where it went too early.
 */
export async function atFullSpeed(run, rows, due) {
  for (const row of rows.filter((r) => r.actor === "browser")) {
    const { state, messages } = due(row.n);
    const ready = () => run.ended || run.over || (run.state === state && run.messages >= messages);
    if (!(await run.until(ready)) || run.ended) return false;
    run.act(row);
    run.see("state");
  }
  const whole = await run.until(() => run.over || run.ended);
  // The end and the fragments that tell of it travel on two connections.
  await run.until(() => run.state === rows.at(-1).ready, 3000);
  await run.until(() => run.over, 3000);
  run.letGo();
  await run.flush();
  return whole;
}
