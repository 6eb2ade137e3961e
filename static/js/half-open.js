// A WebSocket and an EventSource whose link is frozen in both directions: who
// notices, and when, is measured at both ends.

import { range } from "./plug.js";
import { ask } from "./run.js";
import { whileSeen } from "./seen.js";
import { socketURL } from "./socket.js";
import { named } from "./steps.js";
import { Side, showWire, until } from "./twosides.js";

const FIRST = 3; // messages that each has before the link is frozen
const WATCH = 10_000; // ms that the link stays frozen while nobody notices
const AFTER = 2000; // ms that it stays so after somebody has
const SOONEST = 5000; // ms after which a reader may let it go on: whoever can notice has
const BEAT = 1000; // ms between two messages of the page's own heartbeat
const SILENCE = 3000; // ms without a word, after which the page gives up
const PATIENCE = 8000; // ms for anything else

// Who has a heartbeat, by the position of a knob, and which of the two is asked about.
const knobs = {
  none: { about: "websocket" },
  server: { about: "websocket", server: true },
  page: { about: "websocket", page: true },
  both: { about: "websocket", server: true, page: true },
  comments: { about: "event-stream", server: true },
  gap: { about: "event-stream", page: true },
};

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const messages = (from, to) => `message${from === to ? "" : "s"} ${range(from, to)}`;

// The page's end of one of the two. What it fires after it was left is not noted.
class End {
  came = []; // a message each: {number, at}
  noticed = null; // when the page found out, by itself or by an event

  constructor(side, object, watches) {
    Object.assign(this, { side, object, watches });
    side.lamp(object.readyState);
    this.on("open", () => this.hear("open"));
    this.on("message", (e) => this.hear("message", { number: this.numberOf(e) }));
    this.on("error", () => this.notice("error"));
  }

  on(type, act) {
    this.object.addEventListener(type, (e) => this.left || act(e));
  }

  get last() {
    return this.came.at(-1)?.number ?? 0;
  }

  hear(type, what) {
    this.heard = performance.now();
    if (what) this.came.push({ number: what.number, at: this.heard });
    this.side.saw(type, this.object.readyState, what);
    clearTimeout(this.timer);
    if (this.watches) this.timer = setTimeout(() => this.giveUp(), SILENCE);
  }

  notice(type, detail) {
    this.noticed ??= performance.now();
    clearTimeout(this.timer);
    this.side.saw(type, this.object.readyState, { detail });
  }

  // The page's own heartbeat: nothing has come for too long.
  giveUp() {
    this.gaveUp = true;
    this.end();
    this.notice("close()", `nothing heard for ${seconds(performance.now() - this.heard)}`);
  }

  leave() {
    this.left = true;
    clearTimeout(this.timer);
    clearInterval(this.beat);
    this.object.close();
  }
}

class Socket extends End {
  constructor(side, url, watches) {
    super(side, new WebSocket(url), watches);
    this.on("close", ({ code, wasClean }) => {
      clearInterval(this.beat);
      this.closed = `close, code ${code}, ${wasClean ? "clean" : "not clean"}`;
      this.notice("close", this.closed.slice(7));
    });
    if (!watches) return;
    let number = 0;
    this.beat = setInterval(() => {
      if (this.object.readyState !== WebSocket.OPEN) return;
      this.object.send(`heartbeat ${(number += 1)}`);
      side.saw("send", 1, { number });
    }, BEAT);
  }

  numberOf({ data }) {
    return JSON.parse(data).number;
  }

  end() {
    this.object.close(4000, "nothing heard");
  }
}

class Stream extends End {
  constructor(side, url, watches) {
    super(side, new EventSource(url), watches);
  }

  numberOf({ lastEventId }) {
    return Number(lastEventId);
  }

  end() {
    this.object.close();
  }
}

const words = { ping: "Ping", "gave-up": "gives up", over: "over", frozen: "link frozen", thawed: "link back", lost: "lost" };
const details = {
  "gave-up": ({ silent, frozen }) => `nothing heard for ${seconds(silent)}, ${seconds(frozen)} after the freeze`,
  over: () => "this server knows that it is over",
  frozen: () => "what it writes now is held",
  thawed: () => "what was held leaves",
  lost: ({ number }) => `${number} bytes were held, and your browser had gone`,
};

// The other end of both, as this server tells on a stream of its own.
class Server {
  ends = {}; // by side: {open, heard, last, gaveUp}

  constructor(url, sides) {
    for (const { protocol } of sides) this.ends[protocol] = { last: 0 };
    this.source = new EventSource(url);
    this.source.addEventListener("message", ({ data }) => {
      const told = JSON.parse(data);
      for (const side of sides) {
        const end = this.ends[side.protocol];
        const { open, heard } = told.sides[side.protocol];
        Object.assign(end, { open, heard: performance.now() - heard });
        for (const deed of told.deeds) if (deed.side === side.protocol) this.#did(side, end, deed);
      }
    });
  }

  #did(side, end, deed) {
    if (deed.deed === "message") end.last = deed.number;
    if (deed.deed === "gave-up") Object.assign(end, { gaveUp: deed, noticed: performance.now() });
    const detail = details[deed.deed]?.(deed);
    side.did(words[deed.deed] ?? deed.deed, deed.at, detail ? { detail } : { number: deed.number });
  }
}

class HalfOpen {
  patience = 40_000;

  constructor(stage, page) {
    this.page = page;
    this.sides = [...stage.querySelectorAll("[data-side]")].map((root) => new Side(root));
    this.link = stage.querySelector("[data-link]");
    this.goOn = stage.querySelector("[data-go-on]");
    this.goOn.addEventListener("click", () => (this.letGo ||= this.goOn.ariaDisabled === "false"));
  }

  async run(variant, { signal }) {
    const hidden = "It was stopped, because this page was hidden: a browser slows down what nobody sees. Run it again.";
    try {
      return await whileSeen(signal, hidden, (seen) => this.#run(knobs[variant], seen));
    } finally {
      clearInterval(this.ticking);
      this.goOn.ariaDisabled = "true";
      for (const one of [this.socket, this.stream]) one?.leave();
      this.server?.source.close();
      if (this.frozen && !this.back) ask(`${this.at}/thaw`, {}).catch(() => {});
      this.link.textContent = "closed";
    }
  }

  async #run({ about, server, page }, signal) {
    Object.assign(this, { socket: null, stream: null, server: null, frozen: 0, back: 0, letGo: false });
    const { at } = JSON.parse(await ask("/pairs", { heartbeat: server ? "server" : "none" }));
    signal.throwIfAborted();
    this.at = at;
    const born = performance.now();
    for (const side of this.sides) side.begin(born);
    this.server = new Server(`${at}/watch`, this.sides);
    this.socket = new Socket(this.sides[0], socketURL(`${at}/socket`), page);
    this.stream = new Stream(this.sides[1], `${at}/stream`, page);
    this.ticking = setInterval(() => this.#tick(), 100);
    const ready = () => [this.socket, this.stream].every((end) => end.last >= FIRST && this.#other(end).last >= FIRST);
    await until(ready, PATIENCE, "One of the two did not open. Run it again.", signal);

    this.frozen = performance.now();
    await ask(`${at}/freeze`, {});
    this.#say("Frozen. Nothing crosses from now on.");
    await until(() => this.#watched(about), 2 * WATCH, "The link did not come back. Run it again.", signal);

    for (const end of [this.socket, this.stream]) end.heldTo = this.#other(end).last;
    this.back = performance.now();
    await ask(`${at}/thaw`, {});
    this.page.voice.say("The link is back.");
    const settled = () => [this.socket, this.stream].every((end) => this.#settled(end));
    await until(settled, PATIENCE, "Not all that was held came. Run it again.", signal);
    this.#tick();

    const told = [this.socket, this.stream].map((end) => this.#told(end));
    for (const [i, text] of told.entries()) this.sides[i].say(text);
    await showWire(this.sides, `${at}/wire`, signal);
    const one = about === "websocket" ? this.socket : this.stream;
    return { observed: this.#who(one), did: `WebSocket: ${told[0]} EventSource: ${told[1]}` };
  }

  // This server's end of a connection.
  #other(end) {
    return this.server.ends[end.side.protocol];
  }

  // When either end noticed while the link was frozen; null where it did not.
  #noticed(end) {
    const within = (at) => (at && at < (this.back || Infinity) ? at - this.frozen : null);
    return { page: within(end.noticed), server: this.#other(end).gaveUp?.frozen ?? null };
  }

  #who(end) {
    const { page, server } = this.#noticed(end);
    if (page && server) return "both";
    return page ? "page" : server ? "server" : "neither";
  }

  // Whether the link was frozen for long enough; tells who has noticed meanwhile.
  #watched(about) {
    const now = performance.now();
    this.goOn.ariaDisabled = String(now - this.frozen < SOONEST);
    let latest = 0;
    for (const end of [this.socket, this.stream]) {
      this.#tellNotices(end);
      if (end.side.protocol === about) latest = Math.max(end.noticed ?? 0, this.#other(end).noticed ?? 0);
    }
    return this.letGo || now - this.frozen > WATCH || (latest && now - latest > AFTER);
  }

  #tellNotices(end) {
    const text = this.#notices(end);
    if (!text || end.said === text) return;
    end.said = text;
    end.side.say(text);
    this.page.voice.say(`${end.side.root.querySelector("h4").textContent}: ${text}`);
  }

  #notices(end) {
    const { page, server } = this.#noticed(end);
    const parts = [];
    if (server) parts.push(`This server gave it up ${seconds(server)} after the freeze.`);
    if (page) parts.push(end.gaveUp ? `Your page gave it up ${seconds(page)} after the freeze; close() left it ${named(end.side.protocol, 2)}.`
      : `Your page was told of an end ${seconds(page)} after the freeze.`);
    return parts.join(" ");
  }

  #settled(end) {
    const other = this.#other(end);
    if (end.object.readyState === end.object.CLOSED) return !other.open;
    return end.object.readyState === end.object.OPEN && other.open && end.last > end.heldTo;
  }

  #told(end) {
    const frozen = seconds(this.back - this.frozen);
    const parts = [this.#notices(end) || `Nobody noticed in ${frozen}: both ends took it for open.`];
    const late = end.came.filter(({ number, at }) => at >= this.back && number <= end.heldTo);
    if (late.length) {
      const ms = Math.ceil(late.at(-1).at - late[0].at) || 1;
      parts.push(`When the link was back, ${messages(late[0].number, late.at(-1).number)} came within ${ms} ms.`);
    }
    if (end.last < end.heldTo) parts.push(`Of ${messages(end.last + 1, end.heldTo)} your page was told nothing.`);
    if (end.closed) parts.push(`In the end: ${end.closed}.`);
    return parts.join(" ");
  }

  #say(text) {
    for (const side of this.sides) side.say(text);
    this.page.voice.say(text);
  }

  #tick() {
    const now = performance.now();
    const ago = (at) => (at ? `${seconds(now - at)} ago` : "–");
    for (const end of [this.socket, this.stream]) {
      const { open, heard, gaveUp } = this.#other(end);
      end.side.heard("page", end.object.readyState === end.object.CLOSED ? "closed" : ago(end.heard));
      end.side.heard("server", open === false ? (gaveUp ? "gave it up" : "closed") : ago(heard));
    }
    this.link.textContent = this.back ? "back" : this.frozen ? `frozen for ${seconds(now - this.frozen)}` : "open";
  }
}

/** The bench of an experiment, see bench.js. */
export const bench = (stage, page) => new HalfOpen(stage, page);
