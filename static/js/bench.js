// An experiment that no script can say. A module of its own runs it, and this
// gives it what an experiment expects of what it runs.

import { ask } from "./run.js";

/**
 * module has bench(stage, page), which returns
 *   run(variant, {tick, signal}): what is to happen; resolves {observed, did}, of
 *     which did is said in the table of results; undefined where it was stopped
 *   turn(variant): shows that position of the knob; it may be left away
 *   patience: ms that a position may take where all run at one press; the same
 */
export class Bench {
  said = "";

  constructor(stage, page, module) {
    Object.assign(this, { stage, page, of: module.bench(stage, page) });
    addEventListener("pagehide", () => this.stop());
  }

  get patience() {
    return this.of.patience;
  }

  get stopwatch() {
    return this.stage.querySelector("[data-stopwatch]");
  }

  show(on, variant) {
    if (on) this.of.turn?.(variant);
  }

  async run(_, tick, variant) {
    this.tell("");
    this.ending = new AbortController();
    const { signal } = this.ending;
    const born = performance.now();
    const timer = setInterval(() => tick(performance.now() - born), 100);
    try {
      this.result = await this.of.run(variant, { signal, tick });
    } catch (e) {
      if (!signal.aborted) this.tell(e.message);
      this.result = undefined;
    }
    clearInterval(timer);
    this.ending.abort(); // what it left open
    return !!this.result;
  }

  stop() {
    this.ending?.abort();
  }

  async flush() {}

  ask(url, fields) {
    return ask(url, { ...fields, observed: this.result.observed });
  }

  did() {
    return this.result.did;
  }

  tell(text) {
    this.said = text;
    this.stage.querySelector("[data-aside]").textContent = text;
    if (text) this.page.voice.say(text);
  }
}
