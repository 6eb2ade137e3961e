// Bytes that somebody writes, and that this server sends to their own browser.

import { Refusal, ask } from "./run.js";
import { fragment, make, plain } from "./table.js";

const PATIENCE = 10_000; // ms; the server waits 3 s for an end

/** Bytes as hexadecimal digits, with sep between them. */
export const toHex = (bytes, sep = "") => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join(sep);

/** Gives bytes to this server; resolves with {url, crossed, types}. @throws {Refusal} */
export const give = async (protocol, bytes) => JSON.parse(await ask("/parcels", { protocol, bytes: toHex(bytes) }));

/** What crossed on the connection, as this server's markup; end: wait for its end. @throws {Refusal} */
async function crossed(parcel, end) {
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(parcel.crossed + (end ? "?end" : ""), { headers: { "X-Fragment": "crossed" }, signal }).catch(() => {});
  if (!response?.ok) throw new Refusal(response?.status ?? 0, await response?.json().catch(() => ({})));
  return fragment(await response.text());
}

/** The two sides of a bench: what crossed, and what JavaScript saw. */
export class Sides {
  constructor(stage) {
    this.wire = stage.querySelector("[data-wire-live]");
    this.seen = stage.querySelector("[data-seen-live]");
  }

  clear() {
    this.wire.replaceChildren();
    this.seen.replaceChildren();
  }

  /** Adds what JavaScript saw, ms after it had asked. */
  see(type, detail, state, ms) {
    const item = make("li", {});
    const text = (tag, textContent) => item.append(make(tag, { textContent }), " ");
    text("b", type);
    text("span", detail);
    text("span", state);
    text("span", `${ms.toFixed(1)} ms`);
    this.seen.append(item);
  }

  /** Shows what crossed; resolves with the events that the decoder says are fired. */
  async show(parcel, end) {
    this.wire.replaceChildren(await crossed(parcel, end));
    return JSON.parse(this.wire.querySelector("[data-fires]").dataset.fires);
  }

  /** What your browser sent, by name. */
  get answers() {
    return [...this.wire.querySelectorAll("[data-from=client] .wire-head b")].map(plain);
  }
}
