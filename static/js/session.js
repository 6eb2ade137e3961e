// A live attempt at a script. It may need several connections: when one is
// lost, the next is played up to where the one before was.

import { Refusal, Run, atFullSpeed } from "./run.js";
import { comesBack, counted, differs, due, gone, mayEnd, patience, rowOf } from "./expected.js";
import { Lanes } from "./lanes.js";
import { make } from "./table.js";

const TWO_SIGNS = 200; // ms within which both signs of a lost connection are in
const SOON = 300; // ms; what takes longer is worth a word
const LET_GO = 1500; // ms that an event stream's last readyState can be seen
const FIRED = 1000; // ms within which JavaScript has what crossed
const LATE = 500; // ms; the last fragments come on another connection than the end they tell of

/**
 * The live side of a walkthrough. Its listener: tell(text or [text, element])
 * for the quiet line; changed(what) when it is to be shown anew: all of it, only
 * the "lamp", the "aside", or a row that is "late": given up on, it happened after all.
 */
export class Session {
  reached = 0; // the furthest row that happened
  connection = 0; // its number, from 1
  says = []; // by row: the server's sentence, {say, sayText}
  finished = false;
  busy = false;
  run = null;

  constructor(table, listener) {
    Object.assign(this, { table, listener, protocol: table.protocol, lanes: new Lanes(table) });
  }

  /** The browser's own readyState; null without a connection. */
  get state() {
    return this.run?.state ?? null;
  }

  /** Whether there is a connection that can go on. */
  get alive() {
    return !!this.run && !this.run.lost && !this.finished;
  }

  /** Rows that the present connection has run. */
  get done() {
    return this.alive ? this.run.done : 0;
  }

  /** The quiet clock of a row that is held, or a word while the wire is silent; "" elsewhere. */
  get clock() {
    if ("waiting" in this.table.root.dataset) return "Waiting for the wire…";
    if (!this.done) return "";
    const { born, closing, dropped, asked } = this.run;
    const seconds = (since) => (performance.now() - since) / 1000;
    if (dropped && this.state === 0) return comesBack(this.table.rows, this.done, seconds(dropped), asked);
    return patience(this.protocol, this.state, seconds(this.state === 2 ? closing : born));
  }

  /** Lets everything go, and forgets it. */
  reset() {
    this.run?.leave();
    Object.assign(this, { run: null, reached: 0, connection: 0, says: [], finished: false });
    for (const { n } of this.table.rows) this.table.cell(n);
    this.lanes.clear();
  }

  disconnect() {
    this.run?.leave();
  }

  /** Ends what is attempted: a row that would wait for long, or all of it. */
  stop() {
    this.stopped = true;
    this.run?.stop();
  }

  /**
   * Does what may fail, and tells what became of it. Resolves with "done",
   * "failed", or "refused" where there was no run to be had.
   */
  async attempt(act) {
    const { dataset } = this.table.root;
    this.busy = true;
    this.stopped = false;
    const slow = setTimeout(() => {
      dataset.waiting = "";
      this.listener.changed("aside");
    }, SOON);
    const result = await act().then(() => "done", (e) => this.#refused(e));
    clearTimeout(slow);
    delete dataset.waiting;
    this.busy = false;
    return result;
  }

  /**
   * Makes row n happen: its gate is released, and the browser does its part in
   * the same task. Resolves with n when the wire and readyState say so; a readyState
   * that stays another for long is told. @throws {Refusal}
   */
  async happen(n) {
    const run = this.alive ? this.run : await this.#connect();
    const row = this.table.row(n);
    Object.assign(run, { current: n, late: 0 });
    const reply = run.step(n);
    reply.catch(() => {}); // it is awaited below, but act may throw before
    run.act(row);
    const done = await reply;
    const got = await run.settle(row.ready);
    const { fired } = due(this.protocol, this.table.rows, n + 1);
    await run.until(() => run.ended || run.has({ fired }), FIRED);
    if (run.ended && got !== row.ready) throw new Refusal(410, { detail: "The connection is gone." });
    return this.#complete(done, got);
  }

  /** Runs the script unheld, and fills the table of milliseconds; also(done or seen) hears of each. @throws {Refusal} */
  async fullSpeed(also = () => {}) {
    const { rows } = this.table;
    const times = [{}, ...rows.map(() => ({}))]; // by row, from 1
    const note = (lane) => (what) => {
      const of = times[what.step];
      if (what.type !== "state" || of.page === undefined) of[lane] = what.at;
      also(what);
    };
    this.run?.leave();
    const run = await this.#open("full", {
      rowOf: (type, nth) => rowOf(this.protocol, rows, type, nth),
      step: note("wire"),
      seen: note("page"),
      over: ({ reason, text }) => ["expired", "closed"].includes(reason) && this.listener.tell(text),
    });
    const whole = !this.stopped && (await atFullSpeed(run, rows));
    this.finished = true;
    if (!whole) {
      run.letGo();
      throw new Refusal(0, { detail: this.stopped ? "Stopped." : "The connection ended before the last row. Run it again." });
    }
    const began = times[1].wire;
    for (const t of times) t.wire -= began;
    this.lanes.times(times);
    this.#measure();
    this.#finish(times.at(-1).page ?? times.at(-1).wire);
  }

  /** Lets the connection go with a sentence: the row stays lit, and Next goes on. */
  lose(sentence) {
    this.run.ending ??= true; // what still comes of it is no news
    this.run.letGo();
    this.run.flush();
    this.listener.tell(sentence);
    this.listener.changed();
  }

  /** Tells that another window holds a handshake, and offers to end that. */
  held(sentence) {
    const button = make("button", { type: "button", className: "btn small", textContent: "Let go there" });
    button.addEventListener("click", () => {
      Run.tell("let go");
      this.listener.tell("The other window was asked to let go.");
    });
    this.listener.tell([sentence, button]);
  }

  #refused(e) {
    const { run } = this;
    const text = e instanceof Refusal ? e.message : `Your browser says: ${e.message}`;
    const over = [403, 404, 410].includes(e.status);
    if (over && !e.making) run.letGo();
    else if (!e.making) run.late = run.current;
    if (e.holding) this.held(text);
    else if (e.making || !run?.ending) this.listener.tell((over && run?.over?.text) || text);
    return e.making ? "refused" : "failed";
  }

  #complete({ step: n, say, sayText }, got) {
    const { ready } = this.table.row(n);
    this.run.done = n;
    this.reached = Math.max(this.reached, n);
    this.says[n] = { say, sayText };
    this.table.cell(n, got);
    this.run.see("state");
    this.#measure();
    if (got !== ready) {
      this.listener.tell(differs(this.protocol, got, ready));
    }
    if (n === this.table.last) this.#finish(performance.now() - this.run.born);
    this.listener.changed();
    return n;
  }

  // What both ends noticed so far; an answer that comes late is of no use.
  async #measure() {
    if (!this.lanes.axis) return;
    const { run } = this;
    const nth = (this.measured = (this.measured ?? 0) + 1);
    const html = await run.axis();
    if (html && run === this.run && nth === this.measured) this.lanes.measure(html);
  }

  async #connect() {
    const run = await this.#open("step", {
      step: (done) => {
        if (run.late !== done.step || run.done !== done.step - 1) return;
        this.#complete(done, run.state);
        this.listener.changed("late");
      },
      seen: ({ type, code, readyState }) => {
        const ends = type === "close" || (type === "error" && this.protocol === "event-stream");
        if (ends && !mayEnd(this.protocol, this.table.row(run.current), readyState)) this.#ends(run, code);
      },
      asked: () => this.#makeRoom(),
      over: ({ reason }) => reason !== "finished" && this.#ends(run),
    });
    this.connection += 1;
    const { holding, proxied } = run;
    if (this.connection > 1) {
      const fresh = this.protocol === "websocket" ? ", with a new key and new masks," : "";
      this.listener.tell(`Connection ${this.connection}${fresh} was played up to here.`);
    } else if (proxied) {
      this.listener.tell("A proxy stands between your browser and this server, so the bytes here are the proxy’s.");
    }
    if (holding) {
      const there = `“${holding.title}” in another window stands at step ${holding.step} and holds its handshake.`;
      this.held(`${there} A browser opens one WebSocket at a time to the same host, so this one waits.`);
    }
    return run;
  }

  async #open(pace, hooks) {
    const run = await Run.make(this.table.root.dataset.script, pace, {
      ...hooks,
      rows: this.table.rows,
      types: this.table.types,
      wire: (html) => this.#wire(html),
      seen: (seen) => {
        hooks.seen(seen);
        this.lanes.seen(seen);
        this.listener.changed("lamp");
      },
      taken: () => this.lose("Your browser closed this connection to make room for another. Press Next to open a new one."),
    }).catch((refusal) => {
      throw Object.assign(refusal, { making: true });
    });
    this.finished = false;
    this.lanes.clear();
    return (this.run = run);
  }

  #wire(html) {
    const { step, kind, from } = this.lanes.wire(html) ?? {};
    const asks = from === "client" && kind === "request-line";
    if (asks && this.table.row(step).action === "reconnect") this.run.asks();
  }

  // A sign that the connection is gone came from the browser (with a code) or
  // from the trace. The other sign follows; then it is told, once.
  #ends(run, code) {
    run.code ??= code;
    run.ended = run.lost = true;
    if (run.ending) return;
    const state = this.table.row(run.done)?.ready ?? 0;
    const since = (state === 2 && run.closing) || run.born;
    const seconds = (performance.now() - since) / 1000;
    run.ending = setTimeout(() => {
      if (this.run !== run) return;
      const theirs = run.over && (run.over.reason !== "lost" || (!run.code && this.protocol === "websocket"));
      this.lose(theirs ? run.over.text : gone(this.protocol, state, seconds, run.code, this.connection + 1));
    }, TWO_SIGNS);
  }

  #makeRoom() {
    if (!this.alive || this.protocol !== "websocket" || this.state !== 0) return;
    this.lose("Another window asked for its turn, so this one let its handshake go. Press Next to open a new connection.");
  }

  #finish(ended) {
    const { run, lanes } = this;
    this.finished = true;
    // It would connect again by itself, after some 3 s.
    if (this.protocol === "event-stream") setTimeout(() => this.listener.changed("lamp", run.letGo()), LET_GO);
    const count = () => lanes.after(run, { ...counted(lanes.crossed()), ms: ended.toFixed(1) });
    count();
    setTimeout(count, LATE);
  }
}
