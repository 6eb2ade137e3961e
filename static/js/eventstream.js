// An event stream read byte by byte (WHATWG HTML §9.2.6).

const decoder = new TextDecoder();

/** Reads bytes; event(type, data) is fired as an EventSource would, line({bytes, text, means}) of each line. */
export class EventStreamReader {
  #rest = new Uint8Array();
  #type = "";
  #data = [];

  constructor({ event, line = () => {} }) {
    Object.assign(this, { event, line });
  }

  feed(bytes) {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    let from = 0;
    for (let i = 0; i < all.length; i++) {
      if (all[i] !== 10) continue; // this server ends its lines with LF alone
      this.#line(all.slice(from, i + 1));
      from = i + 1;
    }
    this.#rest = all.slice(from);
  }

  #line(bytes) {
    const text = decoder.decode(bytes.slice(0, -1));
    this.line({ bytes, text, means: this.#means(text) });
    if (text === "") return this.#dispatch();
    const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(text);
    if (name === "event") this.#type = value;
    if (name === "data") this.#data.push(value);
  }

  #means(text) {
    if (text === "") return this.#data.length ? `fires the event “${this.#type || "message"}”` : "nothing is pending, so nothing is fired";
    if (text.startsWith(":")) return "a comment: it fires nothing, and keeps the connection";
    const name = text.split(":")[0];
    const known = { event: "the type of the event", data: "a line of its data", id: "the last event ID", retry: "how long to wait before asking again, in milliseconds" };
    return `field “${name}”: ${known[name] ?? "no field of an event stream, so it is passed over"}`;
  }

  #dispatch() {
    if (this.#data.length) this.event(this.#type || "message", this.#data.join("\n"));
    this.#type = "";
    this.#data = [];
  }
}
