// The stream of a class to this page: Server-Sent Events, and nothing else.

import { backoff } from "./backoff.js";

const HIDDEN = 60_000; // ms; then a hidden page gives its stream back to the other windows
const LATE = 4000; // ms without a stream; sooner is no news

/**
 * Hears what a class is told. hears: by event, called with its data; and refused()
 * where the server says that it is none of this browser's, away(yes) while it
 * cannot be reached. With carried, a trace of this page carries the class as well,
 * and is heard instead while it is open.
 */
export class Link {
  constructor(url, hears, { carried = false } = {}) {
    Object.assign(this, { url, hears, mayBeCarried: carried });
  }

  connect() {
    if (this.mayBeCarried) addEventListener("trace", ({ detail }) => this.#carried(detail));
    addEventListener("pagehide", () => this.#hush());
    addEventListener("pageshow", (e) => e.persisted && this.#listen());
    document.addEventListener("visibilitychange", () => this.#visibility());
    this.#listen();
  }

  #hear(source) {
    for (const type of Object.keys(this.hears)) source.addEventListener(type, ({ data }) => this.#heard(type, data));
  }

  #heard(type, data) {
    this.#reached();
    this.hears[type]?.(data ? JSON.parse(data) : undefined);
    if (type === "gone") this.#end();
  }

  /** Reads the stream with fetch from now on, and hands each line to line({bytes, text, means}); null: as before. */
  read(line) {
    this.line = line;
    this.#hush();
    this.#listen();
  }

  // What an EventSource does, with the bytes in hand.
  async #fetch(line, tries) {
    const ended = new AbortController();
    this.stream = { close: () => ended.abort() };
    try {
      const { EventStreamReader } = await import("./eventstream.js");
      const reader = new EventStreamReader({ line, event: (type, data) => this.#heard(type, data) });
      const response = await fetch(this.url, { headers: { Accept: "text/event-stream" }, signal: ended.signal });
      if (response.ok) {
        tries = 0;
        const body = response.body.getReader();
        for (let part = await body.read(); !part.done; part = await body.read()) reader.feed(part.value);
      }
    } catch {
      // It is opened again, unless it was closed here.
    }
    if (ended.signal.aborted) return;
    this.#lost();
    this.#again(tries);
  }

  #listen(tries = 0) {
    if (this.stream || this.carrier || this.ended) return;
    if (this.line) return void this.#fetch(this.line, tries);
    const stream = (this.stream = new EventSource(this.url));
    this.#hear(stream);
    stream.addEventListener("open", () => (tries = 0));
    stream.addEventListener("error", () => {
      if (this.stream !== stream) return;
      this.#lost();
      if (stream.readyState === EventSource.CLOSED) this.#again(tries);
    });
  }

  #lost() {
    this.late ??= setTimeout(() => this.hears.away?.(true), LATE);
  }

  // An EventSource says neither status nor reason, so it is asked for with fetch.
  async #again(tries) {
    this.#hush();
    const { status } = await fetch(this.url, { method: "GET", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(5000) })
      .then((r) => (r.body?.cancel(), r)).catch(() => ({ status: 0 }));
    if (status === 401 || status === 404) {
      this.hears.refused?.();
      return this.#end();
    }
    this.retry = setTimeout(() => this.#listen(tries + 1), backoff(tries));
  }

  #carried(trace) {
    this.carrier = trace;
    if (trace) {
      this.#hush();
      this.#hear(trace);
    } else if (!document.hidden) this.#listen();
  }

  #reached() {
    clearTimeout(this.late);
    this.late = undefined;
    this.hears.away?.(false);
  }

  #hush() {
    clearTimeout(this.retry);
    this.stream?.close();
    this.stream = null;
  }

  #end() {
    this.ended = true;
    clearTimeout(this.late);
    this.#hush();
  }

  #visibility() {
    clearTimeout(this.napping);
    if (document.hidden) this.napping = setTimeout(() => this.#hush(), HIDDEN);
    else this.#listen();
  }
}
