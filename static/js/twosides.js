// A WebSocket and an EventSource beside each other, each with the browser's own
// readyState, what JavaScript saw and what crossed. A bench opens and ends them.

import { range } from "./plug.js";
import { lampState, named } from "./steps.js";
import { fragment, make } from "./table.js";

const MOST = 200; // lines of a list, the newest
const PAUSE = 2000; // ms after which what goes on begins anew

const seconds = (ms) => (ms / 1000).toFixed(2);

// A list of what happens, in order.
class Lane {
  #lines = new Map(); // by type: what the next number may join

  constructor(list) {
    this.list = list;
  }

  clear() {
    this.list.replaceChildren();
    this.#lines.clear();
  }

  // Numbers of one type that follow each other share a line, until something else
  // than numbers happens, or nothing for a while. at: ms; state: a word.
  add(type, at, { state = "", detail = "", number }) {
    const last = this.#lines.get(type);
    if (last && last.to === number - 1 && at - last.at < PAUSE) {
      Object.assign(last, { to: number, at });
      last.line.children[1].textContent = range(last.from, number);
      const [first, now] = [last.since, at].map(seconds);
      last.line.lastChild.textContent = first === now ? `${now} s` : `${first} to ${now} s`;
      return;
    }
    const line = make("li", {});
    for (const [tag, text] of [["b", type], ["span", number ? String(number) : detail], ["span", state], ["span", `${seconds(at)} s`]]) {
      line.append(make(tag, { textContent: text }));
    }
    this.list.append(line);
    if (this.list.childElementCount > MOST) this.list.firstElementChild.remove();
    if (number) this.#lines.set(type, { from: number, to: number, since: at, at, line });
    else this.#lines.clear();
  }
}

/** One of the two. Its times are ms since begin(). */
export class Side {
  constructor(root) {
    this.root = root;
    this.protocol = root.dataset.side;
    for (const hook of ["said", "wire", "heard-page", "heard-server"]) this[hook] = root.querySelector(`[data-${hook}]`);
    this.lanes = ["seen", "did"].map((hook) => root.querySelector(`[data-${hook}]`)).filter(Boolean).map((list) => new Lane(list));
    this.wire.addEventListener("click", ({ target }) => {
      const line = target.closest("[data-event]");
      if (line) this.#bits(line);
    });
  }

  /** Empties it, for a new connection that is asked for now. */
  begin(born) {
    this.born = born;
    for (const lane of this.lanes) lane.clear();
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
  saw(type, state, { detail, number } = {}) {
    this.lamp(state);
    this.lanes[0].add(type, performance.now() - this.born, { state: named(this.protocol, state), detail, number });
  }

  /** Notes what this server did, where there is a list of it. */
  did(type, at, { detail, number } = {}) {
    this.lanes[1].add(type, at, { detail, number });
  }

  /** Says who has last heard something when: of "page" or "server". */
  heard(who, text) {
    this[`heard-${who}`].textContent = text;
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

/** Shows on each side what crossed, as this server has it at that address; resolves with whether it came, rejects only where signal aborts. */
export async function showWire(sides, from, signal) {
  const html = await fetch(from, { cache: "no-store", signal }).then((wire) => (wire.ok ? wire.text() : null)).catch(() => null);
  signal?.throwIfAborted();
  if (html === null) return false;
  for (const side of sides) side.crossed(html, from);
  return true;
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
