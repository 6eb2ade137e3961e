// Scripts that run unheld, under a stopwatch: experiments, which begin with a
// prediction, and the ways of an opening.

import { did, due } from "./expected.js";
import { Predictions } from "./predictions.js";
import { Session } from "./session.js";
import { socketURL } from "./socket.js";
import { Table, fragment, make, plain } from "./table.js";

// One script that is run as a whole, and stopped. A bench has the same members.
class Unheld {
  static #refused = false; // the page's last handshake

  constructor(root, page) {
    this.page = page;
    this.table = new Table(root);
    this.session = new Session(this.table, {
      tell: (told) => this.tell(told),
      changed: () => this.table.lamp(this.session.state),
    });
    addEventListener("pagehide", () => this.session.run?.leave());
  }

  get stopwatch() {
    return this.table.one("[data-stopwatch]");
  }

  get said() {
    return this.table.said;
  }

  show(on) {
    this.table.root.hidden = !on;
  }

  stop() {
    this.session.stop();
  }

  /** Resolves when the server knows all that JavaScript saw. */
  flush() {
    return this.session.run.flush();
  }

  /** Has an answer graded against what was run. */
  ask(url, fields) {
    return this.session.run.ask(url, fields);
  }

  /** What this browser did, for the table of results. */
  did() {
    return did(this.table.protocol, this.seen);
  }

  // Runs the script; heard(done or seen) for each thing that happens, tick(ms since
  // the connection was asked for) meanwhile. Resolves true where it went to its end.
  async run(heard, tick) {
    const { table, session } = this;
    this.tell("");
    const socket = table.protocol === "websocket";
    session.reset();
    table.light(0, 0);
    this.seen = [];
    const timer = setInterval(() => session.run?.born && tick(performance.now() - session.run.born), 100);
    const note = (what) => {
      const { type, step, say, readyState } = what;
      if (type) {
        this.seen.push(what);
        table.cell(step, readyState);
      } else {
        table.light(step, step);
        table.say(step, say);
      }
      heard(what);
    };
    const result = await session.attempt(async () => {
      // Chromium makes handshakes wait after many that failed; one that succeeds between them ends that.
      if (socket && Unheld.#refused) await shakeHands();
      await session.fullSpeed(note);
    });
    clearInterval(timer);
    if (socket) Unheld.#refused = !this.seen.some(({ type }) => type === "open");
    return result === "done";
  }

  tell(told) {
    const parts = [told].flat();
    this.table.aside(...parts);
    if (told) this.page.voice.say(parts[0]);
  }
}

// A handshake that succeeds, with nothing else.
const shakeHands = () => new Promise((done) => {
  const socket = new WebSocket(socketURL("/live/echo"));
  socket.addEventListener("open", () => socket.close());
  socket.addEventListener("close", done);
});

// A double click is one press: its second click would stop what the first began.
const pressed = (act) => (e) => {
  e.preventDefault();
  if (!(e.detail > 1)) act();
};

// What the button says, and the shape beside it.
const label = (button, text) => {
  button.firstElementChild.textContent = text;
  button.lastElementChild.textContent = text === "Stop" ? "■" : "▶";
};

/** "Prove it live": a claim, a prediction, and a script for each position of a knob. */
export class Experiment {
  constructor(root, page) {
    Object.assign(this, { root, page });
    this.predictions = new Predictions(root);
    [[this.row, this.form]] = this.predictions.forms;
    this.button = root.querySelector(".experiment-foot [data-next]");
    this.stage = root.querySelector("[data-stage]");
    const roots = [...root.querySelectorAll("[data-variant][data-walkthrough]")];
    this.variants = new Map(roots.map((of) => [of.dataset.variant, new Unheld(of, page)]));
  }

  async connect() {
    if (this.stage) {
      const bench = new (await import("./bench.js")).Bench(this.stage, this.page, await import(`./${this.root.dataset.bench}.js`));
      for (const { value } of this.form.querySelectorAll("[name=variant]")) this.variants.set(value, bench);
    }
    if (this.lab) (await import("./lab.js")).connect(this);
    const press = pressed(() => this.press());
    this.button.addEventListener("click", press);
    this.form.addEventListener("submit", press);
    this.form.addEventListener("change", ({ target }) => target.name === "variant" && this.#turn());
    this.#show();
  }

  /** Whether it stands on a lab's page. */
  get lab() {
    return location.pathname.startsWith("/labs/");
  }

  /** The position of the knob. */
  get variant() {
    return this.form.elements.variant.value;
  }

  /**
   * Has the knob stand there at first, unless it was turned already. What was predicted
   * meanwhile stays. Returns whether the knob has that position.
   */
  begin(variant) {
    const knob = this.#knob(variant);
    if (knob && this.form.querySelector("[name=variant]:checked").defaultChecked) {
      knob.checked = true;
      this.#show();
    }
    return !!knob;
  }

  /** Turns the knob, unless something runs. Another position is another prediction. */
  turn(variant) {
    const knob = this.#knob(variant);
    if (!knob || this.running) return;
    knob.checked = true;
    this.#turn();
  }

  #knob(variant) {
    return [...this.form.querySelectorAll("[type=radio][name=variant]")].find((radio) => radio.value === variant);
  }

  /** Runs the variant that is chosen, or stops what runs. */
  press() {
    if (this.running) return this.running.stop();
    const { predictions, row, variant } = this;
    if (predictions.open(row) && !predictions.commit(row)) return this.variants.get(variant).tell("Choose one first. A guess costs nothing.");
    return this.run();
  }

  /** Runs the variant that is chosen. Resolves true where it went to its end. */
  async run() {
    const { predictions, row, form, variant, page } = this;
    const of = this.variants.get(variant);
    this.running = of;
    // What is chosen is settled from here on, and a disabled control would lose the focus.
    if (form.contains(document.activeElement)) this.button.focus({ preventScroll: true });
    for (const radio of form.querySelectorAll("[type=radio]")) radio.disabled = true;
    label(this.button, "Stop");
    const watch = of.stopwatch;
    const show = (text) => watch && (watch.textContent = text);
    let ended;
    const whole = await of.run(
      ({ type, at }) => (type === "close" || type === "error") && (ended = at),
      (ms) => show(ended ? `${ended.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`),
      variant,
    );
    label(this.button, "Run it again");
    if (whole) {
      if (ended) show(`${ended.toFixed(1)} ms`);
      delete form.dataset.answered;
      // A lab is no place in the course to go on from.
      const keep = (change) => page.keep.update(this.root.dataset.lesson, change, this.lab ? "" : `#${this.root.id}`);
      const outcome = predictions.asked.get(row) ? await predictions.judge(row, of, keep, { variant }) : await this.#tell(of, variant);
      this.#result(variant);
      const verdict = [...form.querySelectorAll(".outcome > p")].map(plain).join(" "); // why it is so can be read
      page.voice.say(`${of.said} ${verdict || outcome}`);
    }
    this.running = null;
    for (const knob of form.querySelectorAll("[type=radio][name=variant]")) knob.disabled = false;
    return whole;
  }

  // What is told to who said nothing before.
  async #tell(of, variant) {
    const said = this.form.querySelector("[data-outcome]");
    await of.flush();
    try {
      said.replaceChildren(fragment(await of.ask(this.form.action, { question: this.form.elements.question.value, skip: 1, variant })));
    } catch (refusal) {
      said.textContent = refusal.message;
    }
    return plain(said);
  }

  #turn() {
    this.predictions.reset();
    label(this.button, "Run it");
    this.#show();
  }

  #show() {
    for (const [id, of] of this.variants) if (id !== this.variant) of.show(false);
    this.variants.get(this.variant).show(true, this.variant);
  }

  // What the standard expects, and what this browser did, in the row of the variant.
  #result(variant) {
    const table = this.root.querySelector("[data-results]");
    const outcome = this.form.querySelector(".outcome");
    if (!table || !outcome) return;
    const [body] = table.tBodies;
    const row = [...body.rows].find((tr) => tr.dataset.variant === variant) ?? body.insertRow();
    row.dataset.variant = variant;
    const position = this.form.querySelector("[name=variant]:checked")?.closest("label");
    // On a narrow screen the rows are no table's to the style sheet; the roles say so.
    row.role = "row";
    row.replaceChildren(make("th", { scope: "row", role: "rowheader", textContent: position ? plain(position) : "This run" }));
    const cell = () => Object.assign(row.insertCell(), { role: "cell" });
    const standard = cell();
    standard.append(...(outcome.querySelector("[data-standard]")?.cloneNode(true).childNodes ?? []));
    standard.querySelector("b")?.remove();
    const { observed, expected } = outcome.dataset;
    // What its events do not tell is a number: of bytes, of connections.
    const number = /^\d+$/.test(observed) ? `. Observed: ${observed}` : "";
    const as = expected ? (observed === expected ? " ✓ as expected" : " ✗ not as expected") : "";
    cell().textContent = this.variants.get(variant).did() + number + as;
    const order = [...this.variants.keys()];
    body.append(...[...body.rows].sort((a, b) => order.indexOf(a.dataset.variant) - order.indexOf(b.dataset.variant)));
    table.hidden = false;
    this.root.dispatchEvent(new Event("result"));
  }
}

/** An answer that appears on the page, whole or as it comes. */
export class Opening {
  constructor(root, page) {
    this.page = page;
    this.ways = [...root.querySelectorAll("[data-way]")].map((of) => new Unheld(of, page));
  }

  connect() {
    for (const way of this.ways) way.table.one("[data-next]").addEventListener("click", pressed(() => this.#press(way)));
  }

  async #press(way) {
    const { table, session } = way;
    if (session.busy) return session.stop();
    for (const { session: other } of this.ways) if (other.busy) other.stop();
    const [answer, first, whole, bar, button] = ["answer", "first", "whole", "bar", "next"].map((hook) => table.one(`[data-${hook}]`));
    const was = plain(button.firstElementChild);
    const all = due(table.protocol, table.rows, table.last + 1).fired.message;
    let come = 0;
    const clock = (ms) => {
      if (!come) first.textContent = ms.toFixed(0);
      if (come < all) whole.textContent = ms.toFixed(0);
      bar.value = ms;
    };
    answer.textContent = "";
    clock(0);
    bar.hidden = false;
    label(button, "Stop");
    const done = await way.run(({ type, at, data }) => {
      if (type !== "message") return;
      answer.append(data);
      clock(at);
      come += 1;
    }, clock);
    bar.hidden = true;
    label(button, was);
    if (done) this.page.voice.say(`The first word came after ${first.textContent} ms, the whole answer after ${whole.textContent} ms.`);
  }
}
