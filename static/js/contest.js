// The bench of the race: who is first is measured here, and written nowhere.

import { save } from "./csv.js";
import { shown, strayed } from "./lab.js";
import { first, inRounds, median, names, percentile, shortly, svg, timed, verdict } from "./runners.js";
import { whileSeen } from "./seen.js";
import { newKey } from "./send.js";
import { make } from "./table.js";

const MOST = 1000; // messages, of whatever asks for each of them
const LIMITS = [[100, "100 ms"], [1000, "1 s"], [10_000, "10 s"]]; // ms, Nielsen's
const [LEAST, GREATEST] = [1, 100_000]; // ms, the ends of the chart

const MARK = 20; // letters and digits, of the 24 that a mark may have

// Who takes part, by discipline, and what each is called there.
const six = "fetch, six at a time";
const disciplines = {
  burst: { said: "One way", called: { websocket: names.websocket, stream: names.stream, fetch: "fetch, one by one", six }, asks: ["fetch", "six"] },
  calls: { said: "Call and answer", called: { websocket: names.websocket, stream: "Event stream and POST", fetch: names.fetch }, asks: ["stream", "fetch"] },
};

const within = (ms) => {
  const limit = LIMITS.find(([most]) => ms <= most);
  return limit ? `within ${limit[1]}` : "beyond 10 s";
};

// A mark that nobody else has, under which this server counts bytes.
const mark = () => newKey().slice(0, MARK);

// What this server counted, or null where it does not know.
async function weighed(of, signal) {
  try {
    const response = await fetch(`/live/tally?w=${of}`, { cache: "no-store", signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** The results by what was asked about: fetch is as fast as the faster of its two. results: [{id, each}] */
export function byKind(results) {
  const kinds = new Map();
  for (const { id, each } of results) {
    const kind = id === "six" ? "fetch" : id;
    kinds.set(kind, Math.min(each, kinds.get(kind) ?? Infinity));
  }
  return [...kinds].map(([id, each]) => ({ id, each }));
}

/** How far along the chart a time stands, in percent: each step of ten is as long as the next. */
export const along = (ms) => Math.min(100, Math.max(0.5, (Math.log(ms / LEAST) / Math.log(GREATEST / LEAST)) * 100));

class Contest {
  patience = 600_000; // ms for one race: ten rounds of a thousand requests, on a slow machine

  constructor(stage, page) {
    this.stage = stage;
    this.form = stage.querySelector("[data-contest]");
    for (const hook of ["running", "lap", "raced", "caption", "chart", "laps"]) this[hook] = stage.querySelector(`[data-${hook}]`);
    this.progress = stage.querySelector("progress");
    this.table = stage.querySelector(".raced");
    const asked = new URLSearchParams(location.search);
    for (const radio of this.form.querySelectorAll("input")) {
      if (asked.get(radio.name) === radio.value) radio.checked = true;
      if (radio.checked && !radio.defaultChecked) shown(radio.name, radio.value); // it may have been pressed before this came
    }
    for (const name of ["messages", "rounds"]) {
      const radios = [...this.form.elements[name]];
      const wants = asked.get(name);
      if (wants !== null && !radios.some(({ value }) => value === wants)) strayed(radios[0].closest("fieldset"), wants, page.voice);
    }
    this.form.addEventListener("change", ({ target }) => shown(target.name, target.value));
    this.form.addEventListener("submit", (e) => e.preventDefault());
    this.laps.addEventListener("click", () => this.#save());
  }

  get chosen() {
    const { messages, rounds } = this.form.elements;
    return { n: Number(messages.value), rounds: Number(rounds.value) };
  }

  async run(variant, { signal }) {
    const fields = this.form.querySelectorAll("input");
    for (const field of fields) field.disabled = true;
    this.running.hidden = false;
    this.progress.value = 0;
    try {
      const hidden = "The race was stopped, because this page was hidden: a browser slows down what nobody sees. Start it again.";
      this.race = await whileSeen(signal, hidden, (seen) => this.#race(variant, seen).catch((e) => {
        throw new Error(`${e.message} The race is off; start it again in a moment.`);
      }));
    } finally {
      for (const field of fields) field.disabled = false;
      this.running.hidden = true;
    }
    this.#show();
    const kinds = byKind(this.race.results);
    return { observed: first(kinds), did: verdict(kinds, { ...disciplines[variant].called, fetch: names.fetch }) };
  }

  async #race(variant, signal) {
    const { n, rounds } = this.chosen;
    const { called, asks } = disciplines[variant];
    const ids = Object.keys(called);
    const of = (id) => (asks.includes(id) ? Math.min(n, MOST) : n);
    const marks = Object.fromEntries(ids.map((id) => [id, mark()]));
    const all = (rounds + 1) * ids.length;
    let over = 0;
    const times = await inRounds(ids, rounds, async (id, round) => {
      this.lap.textContent = `${round === 0 ? "Warming up, and weighing" : `Round ${round} of ${rounds}`}: ${called[id]}`;
      const ms = await timed(variant, id, of(id), {
        signal, name: called[id], mark: round === 0 ? marks[id] : "", tick: (done) => (this.progress.value = (over + done) / all),
      });
      this.progress.value = (over += 1) / all;
      return ms;
    });
    const results = await Promise.all(ids.map(async (id) => {
      const middle = median(times[id]);
      return { id, n: of(id), times: times[id], median: middle, p95: percentile(times[id], 0.95), each: middle / of(id), weight: await weighed(marks[id], signal) };
    }));
    signal.throwIfAborted();
    return { variant, n, rounds, results };
  }

  #show() {
    const { variant, n, rounds, results } = this.race;
    const { said, called } = disciplines[variant];
    this.caption.textContent = `${said}, ${n.toLocaleString("en")} messages, ${rounds} rounds, in your browser now`;
    const heads = [...this.table.querySelectorAll("thead th")].map((th) => th.textContent);
    this.table.querySelector("tbody").replaceChildren(...results.map((r) => {
      // On a narrow screen the rows are no table's to the style sheet; the roles say so.
      const row = make("tr", { role: "row" });
      row.append(make("th", { scope: "row", role: "rowheader", textContent: called[r.id] }));
      const bytes = r.weight ? `${((r.weight.up + r.weight.down) / r.n).toFixed(1)} (${(r.weight.up / r.n).toFixed(1)} up, ${(r.weight.down / r.n).toFixed(1)} down)` : "not counted";
      const felt = within(r.median) === within(r.p95) ? within(r.median) : `${within(r.median)}; p95 ${within(r.p95)}`;
      for (const text of [r.n.toLocaleString("en"), shortly(r.median), shortly(r.p95), shortly(r.each), bytes, felt]) {
        const td = Object.assign(row.insertCell(), { role: "cell", textContent: text });
        td.dataset.column = heads[td.cellIndex];
      }
      return row;
    }));
    const axis = this.chart.lastElementChild;
    this.chart.replaceChildren(...results.flatMap((r) => [make("span", { textContent: called[r.id] }), bar(r)]), make("span", {}), axis);
    this.raced.hidden = false;
  }

  #save() {
    const { variant, results } = this.race;
    const { said, called } = disciplines[variant];
    save(`wirewalk-race-${variant}.csv`, [
      [said], [navigator.userAgent], [new Date().toISOString()], [],
      ["way", "messages", "round", "ms", "ms each", "bytes up", "bytes down"],
      ...results.flatMap((r) => r.times.map((ms, i) => [called[r.id], r.n, i + 1, ms.toFixed(2), (ms / r.n).toFixed(4), r.weight?.up ?? "", r.weight?.down ?? ""])),
    ]);
  }
}

// A bar to the median, a stroke on to the 95th percentile, and a line at each limit.
function bar({ median, p95 }) {
  const [to, far] = [along(median), along(p95)].map((at) => at.toFixed(1));
  return svg("svg", { viewBox: "0 0 100 10", width: 100, height: 10, preserveAspectRatio: "none", class: "bar-of" },
    svg("rect", { x: 0, y: 1, width: to, height: 8, class: "taken" }),
    svg("line", { x1: to, x2: far, y1: 5, y2: 5, class: "far" }),
    ...LIMITS.map(([ms]) => svg("line", { x1: along(ms), x2: along(ms), y1: -2, y2: 12, class: "line" })));
}

/** The bench of an experiment, see bench.js. */
export const bench = (stage, page) => new Contest(stage, page);
