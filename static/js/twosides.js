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
    this.wire.addEventListener("click", ({ target }) => {
      const line = target.closest("[data-event]");
      if (line) this.#bits(line);
    });
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

  /** Shows what crossed, as this server rendered it at that address. */
  crossed(html, from) {
    this.from = from;
    this.wire.replaceChildren(fragment(html).querySelector(`[data-of=${this.protocol}]`));
  }

  // Opens or closes every bit of a line.
  async #bits(line) {
    const open = line.getAttribute("aria-expanded") === "true";
    line.setAttribute("aria-expanded", !open);
    if (open) return line.nextElementSibling.nextElementSibling.remove();
    const bits = make("div", { className: "crossed-bits" });
    line.parentElement.append(bits);
    try {
      const response = await fetch(`${this.from}?event=${line.dataset.event}`, { cache: "no-store" });
      if (response.ok) bits.append(fragment(await response.text()));
      else bits.textContent = "What crossed is kept for a short time only. Run it again, and open the line then.";
    } catch {
      bits.textContent = "This page cannot reach the server just now.";
    }
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
