// Event streams that are written byte by byte, read by a real EventSource.

import { Sides, give } from "./parcel.js";
import { make } from "./table.js";
import { Written } from "./written.js";

const MOST = 4096; // bytes that this server takes
const PATIENCE = 8000; // ms; the stream ends by itself
const EMPTY = "data: Hello\n\n"; // where one begins with nothing

const escapes = { n: 10, r: 13, t: 9, 0: 0, "\\": 92 };

/** Reads what was typed as bytes: UTF-8 but for the escapes. @throws {Error} with a sentence for who typed it */
export function readStream(text) {
  const bytes = [];
  const encoder = new TextEncoder();
  for (const [, plain, byte, unit, one, odd] of text.matchAll(/([^\\]+)|\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\([nrt0\\])|(\\.?)/gis)) {
    if (odd) throw new Error(`“${odd}” is no escape. Write \\r, \\n, \\t, \\0, \\xff, \\ufeff, or \\\\ for the backslash itself; what you typed is still here.`);
    if (plain) bytes.push(...encoder.encode(plain));
    else if (byte) bytes.push(parseInt(byte, 16));
    else if (unit) bytes.push(...encoder.encode(String.fromCharCode(parseInt(unit, 16))));
    else bytes.push(escapes[one.toLowerCase()]);
  }
  if (bytes.length > MOST) throw new Error(`These are ${bytes.length} bytes, and this server sends ${MOST} at a time. Take some away.`);
  return Uint8Array.from(bytes);
}

const signs = { "\n": "LF", "\r": "CR", "\0": "NUL", "\t": "TAB", " ": "␣", "\ufeff": "BOM" };

/** Bytes as pieces to be read: {text}, and {sign} of what has no shape of its own. */
export function visible(bytes) {
  const pieces = [];
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let at = 0, n; at < bytes.length; at += n) {
    const first = bytes[at];
    n = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    let text;
    try {
      text = decoder.decode(bytes.subarray(at, at + n));
    } catch {
      n = 1;
    }
    const sign = text === undefined ? first.toString(16).padStart(2, "0") : signs[text];
    if (sign) pieces.push({ sign, ends: text === "\n" });
    else if (pieces.at(-1)?.text) pieces.at(-1).text += text;
    else pieces.push({ text });
  }
  return pieces;
}

const written = ({ type, data }) => `${type}: ${data.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\0", "\\0")}`;

/** What was expected, a line an event, beside what fired: {right, text} of each. */
export function compared(expected, fired) {
  const lines = expected.split("\n").map((line) => line.trimEnd()).filter(Boolean);
  if (!lines.length) return [];
  return Array.from({ length: Math.max(lines.length, fired.length) }, (_, i) => {
    const [want, got] = [lines[i], fired[i] && written(fired[i])];
    if (want === got?.trimEnd()) return { right: true, text: got };
    if (want === undefined) return { right: false, text: `you did not expect ${got}` };
    return { right: false, text: got === undefined ? `you expected ${want}; it did not fire` : `you expected ${want}; it was ${got}` };
  });
}

const same = (fired, cut) => JSON.stringify(fired.map(({ type, data, lastEventId }) => ({ type, data, lastEventId }))) === JSON.stringify(cut);

const many = (n) => (n === 1 ? "1 event" : `${n || "no"} events`);

class Stream {
  constructor(stage) {
    this.sides = new Sides(stage);
    for (const hook of ["visible", "expected", "compared", "agrees"]) this[hook] = stage.querySelector(`[data-${hook}]`);
    this.written = new Written(stage, {
      name: "text", blank: EMPTY, read: readStream,
      typed: (_, text) => text,
      kept: (_, text) => text,
      changed: (bytes) => this.#draw(bytes),
    });
  }

  turn(variant) {
    this.#clear();
    if (variant !== this.variant && variant !== "own") this.expected.value = "";
    this.variant = variant;
    this.written.turn(variant);
  }

  #clear() {
    this.sides.clear();
    this.compared.replaceChildren();
    this.agrees.textContent = "";
  }

  #draw(bytes) {
    this.visible.classList.toggle("stale", !bytes);
    if (!bytes) return;
    this.visible.replaceChildren(...visible(bytes).flatMap(({ text, sign, ends }) => [text ?? make("i", { textContent: sign }), ends ? "\n" : ""]));
  }

  async run({ signal, tick }) {
    this.#clear();
    const parcel = await give("event-stream", this.written.take());
    signal.throwIfAborted();
    const fired = await this.#listen(parcel, signal, tick);
    if (signal.aborted) return undefined;
    const cut = await this.sides.show(parcel, true);
    this.agrees.textContent = same(fired, cut) ? `${many(fired.length)} fired, the same as this server’s decoder cut from the bytes.`.replace(/^n/, "N")
      : `This browser fired ${many(fired.length)}, and this server’s decoder cut ${many(cut.length)} from the same bytes. Compare them below.`;
    const items = compared(this.expected.value, fired).map(({ right, text }) => make("li", { textContent: `${right ? "✓" : "✗"} ${text}` }));
    this.compared.replaceChildren(...items);
    return {
      observed: fired.length > 3 ? "more" : String(fired.length),
      did: fired.map(({ type, data, lastEventId }) => `${type} ${JSON.stringify(data)}${lastEventId && `, id ${lastEventId}`}`).join("; ") || "Nothing fired",
    };
  }

  // Resolves with the events that fired when the stream has ended.
  #listen(parcel, signal, tick) {
    const fired = [];
    const source = new EventSource(parcel.url);
    const began = performance.now();
    const see = (type, detail) => {
      const ms = performance.now() - began;
      const state = ["CONNECTING", "OPEN", "CLOSED"][source.readyState];
      this.sides.see(type, detail, `${state} (${source.readyState})`, ms);
      tick(ms);
    };
    return new Promise((resolve, reject) => {
      const close = () => (clearTimeout(over), source.close()); // or it would ask again
      const done = () => (close(), resolve(fired));
      const fail = (sentence) => (close(), reject(new Error(sentence)));
      const over = setTimeout(() => fail("The stream did not end. Run it again."), PATIENCE);
      signal.addEventListener("abort", done);
      for (const type of new Set(["message", ...parcel.types])) {
        source.addEventListener(type, (e) => {
          if (!(e instanceof MessageEvent)) return; // a stream may name its events open and error too
          const { data, lastEventId, origin } = e;
          fired.push({ type, data, lastEventId });
          see(type, `${JSON.stringify(data)}, lastEventId ${JSON.stringify(lastEventId)}, origin ${origin}`);
        });
      }
      let open = false;
      source.addEventListener("open", (e) => e instanceof MessageEvent || ((open = true), see("open", "")));
      source.addEventListener("error", (e) => {
        if (e instanceof MessageEvent) return;
        // One that was refused is CLOSED. Firefox fires no open where the end comes as soon.
        if (!open && source.readyState === EventSource.CLOSED) return fail("The stream could not be opened. Wait a moment, and run it again.");
        see("error", "the stream has ended");
        done();
      });
    });
  }
}

/** The bench of an experiment, see bench.js. */
export function bench(stage) {
  const stream = new Stream(stage);
  return { turn: (variant) => stream.turn(variant), run: (_, how) => stream.run(how) };
}
