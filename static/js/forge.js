// Frames that are built bit by bit, sent to this very browser.

import { Sides, give, toHex } from "./parcel.js";
import { ask } from "./run.js";
import { socketURL } from "./socket.js";
import { fragment, plain } from "./table.js";
import { Written } from "./written.js";

const MOST = 2048; // bytes that this server takes
const PAUSE = 150; // ms without a change after which the labels are asked for
const QUIET = 1500; // ms after which nothing more is expected
const SOON = 300; // ms in which an end may follow a message
const EMPTY = "8100"; // where one begins with nothing

/** Reads what was typed as bytes. @throws {Error} with a sentence for who typed it */
export function readHex(text) {
  const digits = text.replace(/0x|[\s,:;-]/gi, "");
  const at = digits.search(/[^0-9a-f]/i);
  if (at >= 0) {
    const [odd] = digits.slice(at);
    throw new Error(`“${odd}” is no hexadecimal digit. Write each byte as two of 0 to 9 and a to f; what you typed is still here.`);
  }
  if (digits.length % 2) throw new Error("The last byte has one digit, and needs two: write 0a and not a.");
  if (digits.length > 2 * MOST) throw new Error(`These are ${digits.length / 2} bytes, and this server sends ${MOST} at a time. Take some away.`);
  return Uint8Array.from(digits.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

/** What of these events decides a prediction: what came first behind open. */
export function firstOf(seen) {
  const [first] = seen.filter(({ type }) => type !== "open");
  if (!first) return "none";
  if (first.type === "error") return "error close";
  return first.type;
}

class Forge {
  asked = 0;

  constructor(stage, page) {
    Object.assign(this, { stage, page, sides: new Sides(stage) });
    this.forged = stage.querySelector("[data-forged]");
    this.forged.addEventListener("click", ({ target }) => this.#flip(target.closest("[data-bit]")));
    this.forged.addEventListener("keydown", (e) => this.#keys(e));
    this.forged.addEventListener("focusin", ({ target }) => this.#rove(target.closest("[data-bit]")));
    this.written = new Written(stage, {
      name: "frame", blank: EMPTY, read: readHex,
      typed: (bytes) => toHex(bytes, " "),
      kept: (bytes) => toHex(bytes),
      changed: (bytes) => this.#changed(bytes),
    });
  }

  turn(variant) {
    this.sides.clear();
    this.written.turn(variant);
  }

  #changed(bytes) {
    this.forged.classList.toggle("stale", !bytes);
    clearTimeout(this.timer);
    if (bytes) this.timer = setTimeout(() => this.#label(bytes), this.forged.hasChildNodes() ? PAUSE : 0);
  }

  // Has this server's decoder label the bits.
  async #label(bytes) {
    const nth = ++this.asked;
    let labels;
    try {
      labels = fragment(await ask("/labs/forge/decode", { bytes: toHex(bytes) }));
    } catch (refusal) {
      if (nth === this.asked) this.written.tell(refusal.message);
      return;
    }
    if (nth !== this.asked) return;
    const focused = document.activeElement?.closest("[data-bit]")?.dataset.bit;
    const open = new Set([...this.forged.querySelectorAll("details[open]")].map(({ dataset }) => dataset.opens));
    for (const details of labels.querySelectorAll("details")) details.open = open.has(details.dataset.opens);
    this.forged.replaceChildren(labels);
    for (const group of this.forged.querySelectorAll("[data-bits]")) {
      group.querySelectorAll("[data-bit]").forEach((bit, i) => (bit.tabIndex = i ? -1 : 0));
    }
    const bit = focused && this.forged.querySelector(`[data-bit="${focused}"]`);
    if (!bit) return;
    bit.focus({ preventScroll: true });
    this.page.voice.say(plain(bit.closest(".forged-field").querySelector("p:not(.forged-bits, .forged-hex)")));
  }

  #flip(bit) {
    const at = Number(bit?.dataset.bit);
    const bytes = this.written.bytes?.slice();
    if (!bit || !bytes || at >= 8 * bytes.length) return; // the labels are about to follow
    bytes[at >> 3] ^= 0x80 >> (at & 7);
    if (this.written.set(bytes)) bit.lastChild.data = (bytes[at >> 3] >> (7 - (at & 7))) & 1;
  }

  // One bit of a frame is reached by Tab, the others by arrows.
  #keys(e) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[e.key];
    const bit = e.target.closest("[data-bit]");
    if (!step || !bit) return;
    e.preventDefault();
    const bits = [...bit.closest("[data-bits]").querySelectorAll("[data-bit]")].filter((b) => b.checkVisibility());
    bits[Math.min(bits.length - 1, Math.max(0, bits.indexOf(bit) + step))].focus();
  }

  #rove(bit) {
    for (const other of bit?.closest("[data-bits]").querySelectorAll("[data-bit]") ?? []) other.tabIndex = other === bit ? 0 : -1;
  }

  async run({ signal, tick }) {
    this.sides.clear();
    const parcel = await give("websocket", this.written.take());
    signal.throwIfAborted();
    const { seen, socket } = await this.#receive(parcel, signal, tick);
    const closed = socket.readyState === WebSocket.CLOSED;
    if (!signal.aborted) await this.sides.show(parcel, closed);
    socket.close();
    if (signal.aborted) return undefined;
    const answers = this.sides.answers.filter((name) => name.includes("frame"));
    const told = seen.filter(({ type }) => type !== "open").map(({ type, detail }) => `${type} ${detail}`.trim());
    return {
      observed: firstOf(seen),
      did: `JavaScript got ${told.join(", then ") || "nothing"}. On the wire your browser sent ${answers.join(", ") || "nothing"}.`,
    };
  }

  // Opens the connection, and looks on until it is closed or nothing more comes.
  #receive(parcel, signal, tick) {
    const seen = [];
    const socket = new WebSocket(socketURL(parcel.url));
    socket.binaryType = "arraybuffer";
    const began = performance.now();
    return new Promise((resolve, reject) => {
      let timer;
      const done = () => (clearTimeout(timer), resolve({ seen, socket }));
      const see = (type, detail) => {
        const ms = performance.now() - began;
        if (signal.aborted) return;
        seen.push({ type, detail });
        const state = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"][socket.readyState];
        this.sides.see(type, detail, `${state} (${socket.readyState})`, ms);
        tick(ms);
      };
      signal.addEventListener("abort", () => (socket.close(), done()));
      const within = (ms) => (clearTimeout(timer), (timer = setTimeout(done, ms)));
      socket.addEventListener("open", () => (see("open", ""), within(QUIET)));
      socket.addEventListener("message", ({ data }) => (see("message", described(data)), within(SOON)));
      socket.addEventListener("error", () => see("error", ""));
      socket.addEventListener("close", ({ code, reason, wasClean }) => {
        if (!seen.some(({ type }) => type === "open")) {
          clearTimeout(timer);
          return reject(new Error("The connection could not be opened. Wait a moment, and run it again."));
        }
        see("close", `with code ${code}${reason && `, ${JSON.stringify(reason)}`}, ${wasClean ? "clean" : "not clean"}`);
        done();
      });
    });
  }
}

const LONG = 60; // characters of a message that are shown

function described(data) {
  const text = typeof data === "string" ? JSON.stringify(data) : `bytes ${toHex(new Uint8Array(data), " ")}`;
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}

/** The bench of an experiment, see bench.js. */
export function bench(stage, page) {
  const forge = new Forge(stage, page);
  return { turn: (variant) => forge.turn(variant), run: (_, how) => forge.run(how) };
}
