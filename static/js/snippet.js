// Runs samples in frames of their own, side by side where two belong together, and
// shows what they print.

import { make } from "./table.js";

const LONGEST = 30_000; // ms: the slowest sample has shown what it shows in half of that
const MOST = 100; // lines that are kept: more than anybody compares
// What runs on this page: a reader looks at one thing at a time, and each holds connections.
let running = null;

addEventListener("message", ({ source, data }) => running?.heard(source, data));
addEventListener("pagehide", () => running?.stop());

/** A button and what it runs: one sample, or a pair. */
export class Snippets {
  constructor(root, page) {
    this.page = page;
    this.button = root.querySelector("[data-run-code]");
    this.aside = root.querySelector("[data-aside]");
    this.label = this.button.firstElementChild.textContent;
    this.frames = [...root.querySelectorAll("[data-snippet]")].map((place) => ({ place, lines: place.querySelector("[data-lines]") }));
  }

  connect() {
    this.button.addEventListener("click", ({ detail }) => {
      if (detail > 1) return; // the second click of a double one would stop what the first began
      if (running === this) this.stop();
      else this.run();
    });
  }

  run() {
    running?.stop();
    running = this;
    for (const of of this.frames) {
      const { place, lines } = of;
      place.hidden = false;
      lines.replaceChildren();
      // Without allow-same-origin the frame has no origin, whatever it runs.
      of.frame = make("iframe", { title: `${place.dataset.title}, running`, className: "page" in place.dataset ? "snippet-frame" : "snippet-frame unseen" });
      if (!("page" in place.dataset)) of.frame.tabIndex = -1;
      of.frame.setAttribute("sandbox", "allow-scripts");
      of.frame.src = place.dataset.snippet;
      place.prepend(of.frame);
    }
    this.began = performance.now();
    this.#label("Stop", "■");
    this.timer = setTimeout(() => this.stop("It ran for 30 s, and was stopped."), LONGEST);
    this.clock = setInterval(() => this.#tick(), 1000);
    this.#tick();
    this.page.voice.say("Running.");
  }

  /** Ends the frames, and with them their connections. */
  stop(why = "Stopped.") {
    clearTimeout(this.timer);
    clearInterval(this.clock);
    running = null;
    for (const of of this.frames) of.frame.remove();
    this.#label(this.label, "▶");
    this.aside.textContent = why;
    const printed = this.frames.map(({ place, lines }) => {
      const count = lines.children.length;
      const said = count ? `${count} ${count === 1 ? "line" : "lines"}, the last: ${lines.lastElementChild.lastElementChild.textContent}` : "nothing";
      return `${this.frames.length > 1 ? `${place.dataset.title} printed` : "It printed"} ${said}.`;
    });
    this.page.voice.say(`${why} ${printed.join(" ")}`);
  }

  /** Shows a line that a frame sent; whatever else sends messages is not heard. */
  heard(source, data) {
    const of = this.frames.find(({ frame }) => frame.contentWindow === source);
    if (!of || typeof data?.text !== "string") return;
    const ms = Number(data.ms) || 0;
    const line = make("div", { className: data.kind === "error" ? "failed" : "" });
    line.append(make("span", { className: "ms", textContent: `${ms.toFixed(0)} ms` }), " ", make("code", { textContent: data.text }));
    of.lines.append(line);
    of.lines.scrollTop = of.lines.scrollHeight;
    if (of.lines.children.length >= MOST) this.stop(`It printed ${MOST} lines, and was stopped.`);
  }

  #tick() {
    this.aside.textContent = `Running for ${Math.round((performance.now() - this.began) / 1000)} s`;
  }

  #label(text, sign) {
    this.button.firstElementChild.textContent = text;
    this.button.lastElementChild.textContent = sign;
  }
}
