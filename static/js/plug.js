// A student's panel while the plug is in: one WebSocket and one event stream, on
// which the same numbered messages come until this server cuts both.

import { socketURL } from "./socket.js";
import { lampState, named } from "./steps.js";
import { make } from "./table.js";

const MOST = 30; // lines in a list
const TOGETHER = 150; // ms within which what happens to both is said in one breath

/** "42", "42 and 43" or "42 to 45" */
export function range(from, to) {
  if (from === to) return String(from);
  return to === from + 1 ? `${from} and ${to}` : `${from} to ${to}`;
}

/** What a close event of a WebSocket means that was open or not. */
export function closed({ code, reason }, wasOpen) {
  const so = `close, code ${code}`;
  if (code === 1006 && !wasOpen) return `${so}, before it was open. This network or this server did not let it through.`;
  if (code === 1006) return `${so}: the connection ended without a Close frame. It stays closed until a page opens another.`;
  return reason ? `${so}: ${reason}.` : `${so}.`;
}

/**
 * What becomes of an event stream. Each method is told what happened, and returns
 * the sentence about it, or "" where there is nothing to say yet. Times are ms.
 */
export class Story {
  #last = 0; // the number of the last message
  #lost = null; // since an error: {at}, and {back} once it is open again
  #resume = null; // what the server announced after that: {lastEventId, from, to}

  opened(now) {
    if (!this.#lost) return "Open. From now on only this server speaks.";
    this.#lost.back = now;
    return "";
  }

  /** The server's own word on what comes next: what was missed. */
  resumed(resume) {
    this.#resume = resume;
    return resume.from || !this.#lost ? "" : this.#told(` with Last-Event-ID: ${resume.lastEventId}, and had missed nothing`);
  }

  heard(number) {
    this.#last = number;
    if (!this.#lost) return "";
    if (!this.#resume) return this.#told(`, and this server began anew with ${number}`);
    const { lastEventId, from, to } = this.#resume;
    if (number < to) return "";
    const gone = from > lastEventId + 1 ? `; ${range(lastEventId + 1, from - 1)} were no longer kept` : "";
    return this.#told(` with Last-Event-ID: ${lastEventId} and got ${range(from, to)}${gone}`);
  }

  /** Whether the message with this number had been missed. */
  missed(number) {
    return number >= this.#resume?.from && number <= this.#resume.to;
  }

  /** An error event; over: the browser will not ask again. */
  failed(now, over) {
    this.#resume = null;
    if (over) return this.#last ? "error, and now it stays closed: this server has no more for it." : "error. This server did not give the stream.";
    if (this.#lost && !this.#lost.back) return ""; // it asked again, in vain
    this.#lost = { at: now };
    return this.#last ? `error, after message ${this.#last}. Nobody has to press anything: your browser will ask again.` : "error, before anything came. Your browser will ask again.";
  }

  #told(what) {
    const { at, back } = this.#lost;
    this.#lost = null;
    return `error, then it asked again after ${((back - at) / 1000).toFixed(1)} s${what}.`;
  }
}

// One of the two, as the page shows it.
class Side {
  constructor(root) {
    this.root = root;
    this.protocol = root.dataset.side;
    this.name = root.querySelector("[data-name]").textContent;
    this.list = root.querySelector("[data-messages]");
  }

  lamp(state) {
    this.root.querySelector("[data-lamp]").dataset.state = lampState(this.protocol, state);
    this.root.querySelector("[data-lamp-word]").textContent = named(this.protocol, state);
  }

  message({ number, time }, missed) {
    const line = make("li", { className: missed ? "missed" : "" });
    const at = new Date(time).toLocaleTimeString("en-GB");
    line.append(make("b", { textContent: number }), missed ? ` ${at}, missed and given afterwards` : ` ${at}`);
    this.#add(line);
  }

  happened(text) {
    this.root.querySelector("[data-said]").textContent = text;
    this.#add(make("li", { className: "break", textContent: text }));
  }

  #add(line) {
    this.list.prepend(line);
    while (this.list.childElementCount > MOST) this.list.lastElementChild.remove();
  }
}

class Plug {
  #wired = new AbortController();
  #news = new Map(); // side → what is to be said of it

  constructor(root, { voice }) {
    const side = (protocol) => new Side(root.querySelector(`[data-side=${protocol}]`));
    Object.assign(this, { root, voice, websocket: side("websocket"), events: side("event-stream") });
  }

  connect() {
    const { signal } = this.#wired;
    this.#open();
    // A page that is left would keep both, in silence.
    addEventListener("pagehide", () => this.#close(), { signal });
    addEventListener("pageshow", (e) => e.persisted && this.#open(), { signal });
  }

  /** Closes both, as their protocols do. */
  disconnect() {
    this.#wired.abort();
    this.#close();
  }

  #open() {
    this.left = false;
    this.#openSocket();
    this.#openStream();
  }

  #openSocket() {
    const socket = new WebSocket(socketURL(this.root.dataset.socket));
    const side = this.websocket;
    let wasOpen = false;
    this.socket = socket;
    const on = this.#hears(side, socket, () => this.socket);
    on("open", () => {
      wasOpen = true;
      return "Open. Either side may speak at any time.";
    });
    on("message", ({ data }) => side.message(JSON.parse(data), false));
    on("close", (e) => closed(e, wasOpen));
  }

  #openStream() {
    const stream = new EventSource(this.root.dataset.stream);
    const side = this.events;
    const story = new Story();
    this.stream = stream;
    const on = this.#hears(side, stream, () => this.stream);
    on("open", () => story.opened(performance.now()));
    on("resume", ({ data }) => story.resumed(JSON.parse(data)));
    on("message", ({ data, lastEventId }) => {
      const number = Number(lastEventId);
      side.message(JSON.parse(data), story.missed(number));
      return story.heard(number);
    });
    on("taken", () => {
      stream.close(); // otherwise it would take the place back, and so on
      side.lamp(stream.readyState);
      return "Closed: another page of yours took this place.";
    });
    on("error", () => story.failed(performance.now(), stream.readyState === EventSource.CLOSED));
  }

  // Shows the readyState at each event of a connection, as long as it is the
  // latest, and tells what act returns.
  #hears(side, connection, latest) {
    side.lamp(connection.readyState);
    return (type, act) => connection.addEventListener(type, (e) => {
      if (connection !== latest()) return;
      side.lamp(connection.readyState);
      this.#tell(side, act(e));
    });
  }

  #close() {
    const { socket, stream } = this;
    this.left = true;
    clearTimeout(this.saying);
    this.#news.clear();
    if (socket.readyState < WebSocket.CLOSING) {
      socket.close(1000);
      this.websocket.lamp(socket.readyState);
    }
    if (stream.readyState !== EventSource.CLOSED) {
      stream.close();
      this.events.lamp(stream.readyState);
      this.#tell(this.events, "Closed by this page.");
    }
  }

  // Tells what happened to a side: in the page at once, and aloud together with
  // what happens to the other, unless this page did it.
  #tell(side, text) {
    if (!text) return;
    side.happened(text);
    if (this.left) return;
    this.#news.set(side, `${side.name}: ${text}`);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.voice.say([...this.#news.values()].join(" "));
      this.#news.clear();
    }, TOGETHER);
  }
}

/** Opens both connections of the panel. @returns what has disconnect() */
export function connect(root, page) {
  const plug = new Plug(root, page);
  plug.connect();
  return plug;
}
