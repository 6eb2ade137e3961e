// A WebSocket and an EventSource beside each other, each with the browser's own
// readyState, what JavaScript saw and what crossed. A bench opens and ends them.

import { range } from "./plug.js";
import { lampState, named } from "./steps.js";
import { fragment, make } from "./table.js";

const MOST = 200; // lines of what JavaScript saw
const TOGETHER = "message"; // events of this type in a row share a line

/** One of the two. Its times are ms since begin(). */
export class Side {
  constructor(root) {
    this.root = root;
    this.protocol = root.dataset.side;
    for (const hook of ["said", "seen", "wire"]) this[hook] = root.querySelector(`[data-${hook}]`);
  }

  /** Empties it, for a new connection that is asked for now. */
  begin(born) {
    Object.assign(this, { born, events: [] });
    this.seen.replaceChildren();
    this.wire.replaceChildren();
    this.say("");
    this.lamp(null);
  }

  lamp(state) {
    this.root.querySelector("[data-lamp]").dataset.state = lampState(this.protocol, state);
    this.root.querySelector("[data-lamp-word]").textContent = named(this.protocol, state);
  }

  say(text) {
    this.said.textContent = text;
  }

  /** Notes an event of the object, and its readyState then. number: of a message. */
  saw(type, state, { detail = "", number } = {}) {
    const at = performance.now() - this.born;
    const last = this.events.at(-1);
    this.lamp(state);
    if (type === TOGETHER && last?.type === type && last.to === number - 1) {
      last.to = number;
      last.line.children[1].textContent = range(last.from, number);
      return;
    }
    const line = make("li", {});
    const seconds = `${(at / 1000).toFixed(2)} s`;
    for (const [tag, text] of [["b", type], ["span", number ? String(number) : detail], ["span", named(this.protocol, state)], ["span", seconds]]) {
      line.append(make(tag, { textContent: text }));
    }
    this.seen.append(line);
    if (this.seen.childElementCount > MOST) this.seen.firstElementChild.remove();
    this.events.push({ type, at, detail, from: number, to: number, line });
  }

  /** Shows what crossed, as this server rendered it. */
  crossed(html) {
    this.wire.replaceChildren(fragment(html).querySelector(`[data-of=${this.protocol}]`));
  }
}

/** Resolves once it holds; rejects with the sentence after so many ms, or when signal aborts. */
export function until(holds, ms, sentence, signal) {
  const limit = performance.now() + ms;
  return new Promise((done, fail) => {
    const look = () => {
      if (signal.aborted) fail(new Error("Stopped."));
      else if (holds()) done();
      else if (performance.now() > limit) fail(new Error(sentence));
      else setTimeout(look, 20);
    };
    look();
  });
}
