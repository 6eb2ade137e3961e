// The controller of a walkthrough: what a press means, and what is shown.

import { Predictions } from "./predictions.js";
import { pending, plan, tracked, voice } from "./steps.js";
import { Table } from "./table.js";

const PLAY = { full: 1600, compact: 1200 }; // ms between rows
const HURRY = 300; // ms; of what follows sooner, only the last is said

/** What is said where this server cannot be reached. */
export const AWAY = "This page cannot reach the server just now. Try again in a moment, or reload it.";

// The live side before it is needed. It comes with the first row that is to happen.
const idle = {
  reached: 0, connection: 0, says: [], done: 0, finished: false, busy: false, alive: false, run: null, state: null, clock: "",
  reset() {}, stop() {}, disconnect() {},
};

/** Fetches the live side, so that it is there when it is needed. */
export const fetchLive = () => import("./session.js");

/** One walkthrough; page is {keep, voice, chips}. connect() once, disconnect() when its root goes. */
export class Walkthrough {
  at = 0; // the lit row
  seen = 0; // the furthest row of the recording that was shown
  note = ""; // what the quiet line says besides the clock
  session = idle;
  led = null; // in a class that walks together: {step, predicts, next(n)}
  barred = ""; // why no connection can be made here, a sentence; "" where one can

  constructor(root, page) {
    Object.assign(this, { root, page });
    this.table = new Table(root);
    this.last = this.table.last;
    this.compact = "compact" in root.dataset;
    this.predictions = new Predictions(root);
  }

  connect() {
    this.wired = new AbortController();
    const { signal } = this.wired;
    this.at = this.seen = this.linked;
    this.mode = this.compact || this.at || this.root.dataset.runId ? "replay" : "live";
    this.clock = setInterval(() => this.#aside(), 250);
    this.table.onWidth(() => this.table.place(this.at), signal);
    addEventListener("pagehide", () => this.#left(), { signal });
    addEventListener("pageshow", (e) => e.persisted && this.render(), { signal });
    this.render();
    // The browser's own scroll to the row comes when the page has loaded.
    if (this.at) addEventListener("load", () => setTimeout(() => this.table.reveal(this.at)), { once: true, signal });
  }

  disconnect() {
    this.stop();
    clearInterval(this.clock);
    this.wired.abort();
    this.session.disconnect();
  }

  /** The row that the address names, 0 for none. */
  get linked() {
    const n = Number(/^#(?:step|pane)-(\d+)$/.exec(location.hash)?.[1] ?? 0);
    return this.compact || n > this.last ? 0 : n;
  }

  get busy() {
    return !!this.fetching || this.session.busy;
  }

  /** The furthest row that may be shown as happened. */
  get reached() {
    return this.mode === "live" ? this.session.reached : this.seen;
  }

  /** The row whose prediction is asked now, 0 for none. */
  get asks() {
    return pending(this, (n) => this.predictions.open(n) && (!this.led || this.led.predicts === n));
  }

  /** Goes one row on. "next" commits a prediction that is asked, "skip" leaves it, "play" stops at it. */
  async next(via = "next") {
    if (via !== "play") this.stop();
    this.pressed = this.busy && via === "next";
    const n = this.at + 1;
    if (this.busy || n > this.last) return;
    if (n > this.led?.step) return this.led.next(n);
    if (this.asks) {
      if (via === "play") return this.stop();
      if (via === "next" && !this.predictions.commit(n)) return this.tell("Choose one, or skip.");
      if (via === "skip") this.predictions.skip(n);
      if (document.activeElement?.closest("[data-predict], [data-skip]")) this.table.focusNext();
    }
    await this.go(n, via);
  }

  back() {
    this.stop();
    if (this.at > 0) this.go(this.at - 1, "back");
  }

  /** Shows row n; live, what has not happened up to there happens first. */
  async go(n, via) {
    if (this.busy) return this.render();
    const { mode, reached } = this;
    if (via !== "linked") this.note = "";
    const todo = plan({ mode, reached, done: this.session.done }, n);
    const rows = async () => {
      for (const k of todo) this.at = Math.max(this.at, await this.session.happen(k));
    };
    if (todo.length) {
      if (!(await this.#attempt(rows))) return this.#show(Math.min(this.at, this.reached));
      this.#judge(n);
    }
    this.#show(n);
    this.#moved(via);
    if (this.pressed && !this.asks) await this.next();
  }

  /** Goes live. A row that was only looked at is played up to; a compact walkthrough begins, and plays. */
  async live() {
    this.stop();
    const { compact, session, mode, busy } = this;
    if (busy || (mode === "live" && !(compact && session.finished))) return;
    if (this.barred) return this.tell(this.barred);
    const to = compact ? 0 : this.at;
    this.mode = "live";
    this.note = "";
    if (!compact && (session.alive || session.finished)) return this.#moved("mode", this.#show(session.reached));
    this.#restart();
    this.at = to;
    if (to) return this.go(to, "deep");
    this.#moved("mode", this.#show(0));
    if (compact) this.play();
  }

  /** Shows the recording, at the same row. The live run stays as it is. */
  replay(note = "") {
    this.stop();
    if (this.busy || this.mode === "replay") return;
    this.mode = "replay";
    this.note = note;
    this.#moved("mode", this.#show(this.at));
  }

  /** Ends this run; the next press of Next begins another. */
  again() {
    this.stop();
    if (this.busy) return;
    this.mode = "live";
    this.#restart();
    this.#moved("again", this.#show(0));
    this.table.focusNext();
  }

  /** Plays row by row until the end, a prediction, or stop(). Unasked, it is silent. */
  play(unasked = false) {
    if (this.at === this.last) this.at = this.seen = 0;
    Object.assign(this, { playing: true, unasked });
    const turn = async () => {
      this.failed = document.hidden;
      if (!this.failed) await this.next("play");
      if (this.failed || this.asks || this.at === this.last) this.stop();
      if (this.playing) this.timer = setTimeout(turn, this.compact ? PLAY.compact : PLAY.full);
    };
    this.timer = setTimeout(turn, this.compact ? HURRY : 0);
    this.render();
  }

  stop() {
    clearTimeout(this.timer);
    if (!this.playing) return;
    this.playing = this.unasked = false;
    this.render();
  }

  /** Runs the script unheld, and shows how long each row took. */
  async fullSpeed() {
    this.stop();
    if (this.fast) return this.session.stop();
    if (this.busy) return;
    this.note = "";
    this.table.fast(0);
    this.fast = true;
    if (await this.#attempt(() => this.session.fullSpeed(({ type, step }) => type || this.table.fast(step)))) {
      this.page.voice.say("It ran at full speed. The table shows the milliseconds of each row.");
    }
    this.fast = false;
    this.table.fast();
    this.render();
  }

  /** Follows an address that a link elsewhere on the page changed. It never makes a connection. */
  follow() {
    const n = this.linked;
    if (!n || this.busy || n === this.at) return;
    if (n > this.reached) this.replay("This is the recording. Press Live to play your own connection up to here.");
    this.stop();
    this.go(n, "linked");
  }

  /** Opens the table, lights rows, and moves the focus to the first. */
  point(rows) {
    this.set("show", "");
    this.table.hint(rows, "", true);
    const { tr } = this.table.row(rows[0]);
    tr.tabIndex = -1;
    tr.focus();
  }

  /** Changes how the table is seen: "view", "count" or "show" (the whole of it; null: no). */
  set(name, value) {
    if (value === null) delete this.root.dataset[name];
    else this.root.dataset[name] = value;
    this.render();
  }

  /** Tells something beside the sentence, and says it. */
  tell(told) {
    this.note = told;
    this.#aside();
    this.page.voice.say([told].flat()[0]);
  }

  /** Shows the state. It may be called at any time. */
  render() {
    const { at, mode, table, asks, session, reached, root: { dataset } } = this;
    const live = mode === "live";
    dataset.mode = mode;
    table.light(at, reached);
    if (dataset.runId && !session.connection) table.recorded(live ? 0 : reached);
    table.say(at, live && session.says[at]?.say);
    table.lamp(this.#state);
    table.tracker(tracked(table.start, table.rows, at, dataset.count, "show" in dataset ? this.last : reached));
    table.beside(at, live && reached >= at);
    table.buttons({ at, mode, asks, playing: !!this.playing, finished: live && session.finished, led: this.led });
    this.predictions.show(asks, live ? at : 0);
    this.#aside();
  }

  // The readyState of the lamp: the browser's own, or the recording's.
  get #state() {
    return this.mode === "live" ? this.session.state : (this.table.row(this.at)?.recorded ?? null);
  }

  #aside() {
    this.table.aside(...[this.note].flat(), this.mode === "live" && this.session.clock);
  }

  #show(n) {
    this.at = n;
    if (this.mode === "replay") this.seen = Math.max(this.seen, n);
    this.render();
  }

  // A row was reached on purpose: say it, keep it, put it in the address.
  #moved(via) {
    const n = this.at;
    if (!this.unasked && !this.predictions.judging) this.#speak();
    if (this.compact) return;
    if (via !== "linked") this.table.reveal(n);
    const at = n ? `#step-${n}` : "";
    history.replaceState(history.state, "", at || location.pathname + location.search);
    const { lesson, script, runId } = this.root.dataset;
    if (lesson === script && !runId) this.#keep((of) => Object.assign(of, { step: Math.max(of.step ?? 0, n), max: this.last }), at);
  }

  #speak(more) {
    const text = (this.mode === "live" && this.session.says[this.at]?.sayText) || this.table.said;
    const words = voice(this.at, this.last, text, this.table.protocol, this.#state);
    this.page.voice.say([words, [this.note].flat()[0], more].filter(Boolean).join(" "), this.playing ? HURRY : 0);
  }

  #keep(change, at) {
    this.page.keep.update(this.root.dataset.lesson, change, at);
    this.page.chips();
  }

  // What was said before row n is held against what happened; then both are said at once.
  async #judge(n) {
    const outcome = await this.predictions.judge(n, this.session.run, (change) => this.#keep(change));
    if (outcome && this.at === n) this.#speak(outcome);
  }

  #restart() {
    this.session.reset();
    this.predictions.reset();
    this.note = "";
  }

  // The back-forward cache would keep the connection, silently.
  #left() {
    const { alive, run } = this.session;
    this.stop();
    run?.leave();
    if (!alive) return;
    this.mode = "replay";
    this.seen = Math.max(this.seen, this.at);
    this.note = "You left this page, so its connection was closed. Press Live to make it happen again.";
  }

  // Makes the live side from what was fetched. It reports false where this server cannot be reached.
  async #wake() {
    if (this.session !== idle) return true;
    this.fetching = true;
    const module = await fetchLive().catch(() => null);
    this.fetching = false;
    if (!module) {
      this.tell(AWAY);
      return false;
    }
    this.session = new module.Session(this.table, {
      tell: (told) => this.tell(told),
      changed: (what) => {
        if (what === "lamp") this.table.lamp(this.#state);
        else if (what === "aside") this.#aside();
        else if (what === "late") this.go(this.session.reached, "late");
        else this.render();
      },
    });
    return true;
  }

  // Lets the session do something. Where it was given no run, the recording is what is left.
  async #attempt(act) {
    const result = (await this.#wake()) ? await this.session.attempt(act) : "failed";
    this.failed = result !== "done";
    if (this.failed) this.pressed = false;
    if (result === "refused") {
      this.mode = "replay";
      this.seen = Math.max(this.seen, this.at);
      this.tell(`${this.note} Until then this is the recording; press Live to try again.`);
    }
    return !this.failed;
  }
}
