// A race on the reader's own connection: a WebSocket, an event stream and fetch,
// one at a time. Nothing of who wins is written here.

import { inRounds, median, names, shortly, svg, timed, verdict } from "./runners.js";
import { whileSeen } from "./seen.js";
import { make } from "./table.js";

const FETCHES = 100; // what fetch runs at most, one after the other
const HIDDEN = "Stopped, because this page was hidden, and a browser slows down what nobody sees. Nothing was counted.";
const LINE = 100; // ms, what feels immediate

const contestants = { burst: ["websocket", "stream", "fetch"], calls: ["websocket", "fetch"] };

/** The sentence about a race. guess: an id or "none". */
export function told(results, guess) {
  const said = guess === "none" ? "that it is too close to call" : names[guess];
  return `You said ${said}. ${verdict(results)}`;
}

// A bar of a length in proportion, with the line at 100 ms.
function bar(ms, most) {
  const at = (v) => Math.max(0.5, (v / most) * 100).toFixed(1);
  return svg("svg", { viewBox: "0 0 100 10", width: 100, height: 10, preserveAspectRatio: "none", "aria-hidden": "true", class: "bar-of" },
    svg("rect", { x: 0, y: 1, width: at(ms), height: 8, class: "taken" }),
    svg("line", { x1: at(LINE), x2: at(LINE), y1: 0, y2: 10, class: "line" }));
}

class Race {
  constructor(root, page) {
    Object.assign(this, { root, page, form: root.querySelector("[data-race]") });
    for (const hook of ["go", "aside", "running", "lap", "raced", "told", "caption", "elsewhere"]) {
      this[hook] = root.querySelector(`[data-${hook}]`);
    }
    this.progress = root.querySelector("progress");
    this.label = this.go.textContent;
  }

  connect() {
    this.form.addEventListener("submit", (e) => {
      e.preventDefault();
      if (this.stopping) this.stopping.abort();
      else this.start();
    });
    this.form.addEventListener("change", () => this.turn());
    this.turn();
  }

  get chosen() {
    const { way, messages, guess } = this.form.elements;
    return { way: way.value, n: Number(messages.value), guess: guess.value };
  }

  // An event stream has no way up, so it does not run in call and answer.
  turn() {
    const away = this.chosen.way === "calls";
    const option = this.form.querySelector("[data-runner=stream]");
    option.hidden = away;
    if (away) option.querySelector("input").checked = false;
  }

  tell(text) {
    this.aside.textContent = text;
    if (text) this.page.voice.say(text);
  }

  async start() {
    const { way, n, guess } = this.chosen;
    if (!guess) return this.tell("Choose one first. A guess costs nothing.");
    this.tell("");
    this.stopping = new AbortController();
    this.go.textContent = "Stop";
    this.running.hidden = false;
    const fields = [...this.form.querySelectorAll("input")];
    if (fields.includes(document.activeElement)) this.go.focus({ preventScroll: true });
    for (const field of fields) field.disabled = true;
    try {
      const results = await whileSeen(this.stopping.signal, HIDDEN, (seen) => this.laps(way, n, seen));
      this.show(way, n, results, guess);
    } catch (e) {
      const aborted = this.stopping.signal.aborted;
      this.tell(aborted ? "Stopped. Nothing was counted." : e.message === HIDDEN ? HIDDEN : `${e.message} The race is off; start it again in a moment.`);
    }
    this.stopping = null;
    this.go.textContent = this.label;
    this.running.hidden = true;
    for (const field of fields) field.disabled = false;
  }

  async laps(way, n, signal) {
    const ids = contestants[way];
    const laps = n > 100 ? 3 : 5;
    const of = (id) => (id === "fetch" ? Math.min(n, FETCHES) : n);
    const all = (laps + 1) * ids.length;
    let over = 0;
    const times = await inRounds(ids, laps, async (id, lap) => {
      this.lap.textContent = lap === 0 ? `Warming up: ${names[id]}` : `Round ${lap} of ${laps}: ${names[id]}`;
      const ms = await timed(way, id, of(id), { signal, tick: (done) => (this.progress.value = (over + done) / all) });
      over += 1;
      return ms;
    });
    return ids.map((id) => {
      const middle = median(times[id]);
      return { id, n: of(id), median: middle, least: Math.min(...times[id]), most: Math.max(...times[id]), each: middle / of(id), laps };
    });
  }

  show(way, n, results, guess) {
    const heads = [...this.raced.querySelectorAll("thead th")].map((th) => th.textContent);
    const most = Math.max(LINE, ...results.map((r) => r.median));
    const rows = results.map((r) => {
      // On a narrow screen the rows are no table's to the style sheet; the roles say so.
      const row = make("tr", { role: "row" });
      const cell = (text) => {
        const td = Object.assign(row.insertCell(), { role: "cell", textContent: text });
        td.dataset.column = heads[td.cellIndex];
        return td;
      };
      row.append(make("th", { scope: "row", role: "rowheader", textContent: names[r.id] }));
      cell(r.n.toLocaleString("en"));
      cell(shortly(r.median));
      cell(`${shortly(r.least)} to ${shortly(r.most)}`);
      cell(shortly(r.each));
      cell(r.median <= LINE ? "within" : "beyond").append(bar(r.median, most));
      return row;
    });
    const what = way === "burst" ? "One way" : "Call and answer";
    this.caption.textContent = `${what}, ${n.toLocaleString("en")} messages, ${results[0].laps} rounds, in your browser now`;
    this.raced.querySelector("tbody").replaceChildren(...rows);
    this.told.textContent = told(results, guess);
    this.raced.hidden = false;
    this.elsewhere.classList.remove("nojs-only"); // it would have given the answer away before
    this.page.voice.say(this.told.textContent);
  }
}

/** Connects the section that has the race. */
export function connect(root, page) {
  new Race(root, page).connect();
}
