// Two hundred clients return to a small server of their own: this server has them
// do so, and tells what they did each tenth of a second.

import { EventStreamReader } from "./eventstream.js";
import { Refusal } from "./run.js";
import { make } from "./table.js";

const BINS = 100; // of a tenth of a second that a chart has at least
const SIZE = 200; // clients, and the height of a chart
const HERD = SIZE / 2; // attempts in a tenth of a second; more is a herd
const FEW = 10; // fewer is one after the other

const rect = (attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

/** What a crowd's peak is called. */
export const called = (peak) => (peak >= HERD ? "herd" : peak < FEW ? "few" : "spread");

/** The counts {bin, attempts, refused, back} summed up by the second. */
export function bySecond(counts) {
  const seconds = [];
  for (const { bin, attempts, refused, back } of counts) {
    const of = (seconds[Math.floor(bin / 10)] ??= { attempts: 0, refused: 0, back: 0 });
    of.attempts += attempts;
    of.refused += refused;
    of.back = back;
  }
  return seconds;
}

class Chart {
  constructor(root) {
    this.root = root;
    for (const hook of ["told", "chart", "numbers"]) this[hook] = root.querySelector(`[data-${hook}]`);
  }

  begin() {
    this.counts = [];
    for (const bar of this.chart.querySelectorAll(".tried, .refused")) bar.remove();
    this.numbers.hidden = true;
    this.told.textContent = "200 clients connect";
  }

  add(count) {
    this.counts.push(count);
    const { bin, attempts, refused, back } = count;
    if (bin >= BINS) {
      this.chart.setAttribute("viewBox", `0 0 ${bin + 1} ${SIZE}`);
      this.root.querySelector(".crowd-to").textContent = `${((bin + 1) / 10).toFixed(1)} s`;
      this.root.querySelector(".crowd-away").hidden = true; // it would stand elsewhere
    }
    const bar = (height, from, name) => height && this.chart.append(rect({ x: bin + 0.1, y: SIZE - from - height, width: 0.8, height, class: name }));
    // What failed in this tenth may have been tried in the one before.
    const failed = Math.min(refused, attempts);
    bar(attempts - failed, 0, "tried");
    bar(failed, attempts - failed, "refused");
    this.told.textContent = `${(bin / 10).toFixed(1)} s: ${back} of ${SIZE} are back`;
  }

  end({ peak, attempts, refused, tookMs }) {
    this.told.textContent = `peak ${peak} in 0.1 s; ${attempts} attempts, ${refused} of them refused; all back after ${(tookMs / 1000).toFixed(1)} s`;
    const row = ({ attempts, refused, back }, second) => {
      const tr = make("tr", {});
      tr.append(make("th", { scope: "row", textContent: second + 1 }));
      for (const number of [attempts, refused, back]) tr.append(make("td", { textContent: number }));
      return tr;
    };
    this.numbers.querySelector("tbody").replaceChildren(...bySecond(this.counts).map(row));
    this.numbers.hidden = false;
    return this.told.textContent;
  }
}

// Reads a crowd's stream until it ends or breaks; told(type, data) of each event.
async function crowd(wait, signal, told) {
  let response;
  try {
    response = await fetch("/crowds", { method: "POST", body: new URLSearchParams({ wait }), headers: { Accept: "text/event-stream, application/problem+json" }, signal });
  } catch {
    throw new Refusal(0);
  }
  if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => undefined));
  const events = new EventStreamReader({ event: (type, data) => told(type, JSON.parse(data)) });
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read().catch(() => (signal.throwIfAborted(), { done: true }));
    if (done) return;
    events.feed(value);
  }
}

/** The bench of an experiment, see bench.js. */
export function bench(stage) {
  const charts = new Map([...stage.querySelectorAll("[data-crowd]")].map((root) => [root.dataset.crowd, new Chart(root)]));

  return {
    patience: 30_000,

    async run(wait, { signal }) {
      const chart = charts.get(wait);
      chart.begin();
      let result;
      try {
        await crowd(wait, signal, (type, data) => {
          if (type === "count") chart.add(data);
          if (type === "over") result = data;
          if (type === "failed") throw new Error(data);
        });
        if (!result) throw new Error("This server stopped the crowd. Run it again in a moment.");
      } catch (e) {
        chart.told.textContent = signal.aborted ? "stopped" : "not run";
        throw e;
      }
      return { observed: called(result.peak), did: chart.end(result) };
    },
  };
}
