// The room of the jam: everybody in it plays pads, and each page hears all of them
// over a WebSocket and over an event stream at once.

import { Waiting, playable } from "./pads.js";
import { Score, came, colour, compared, keep, off, played, player, summed } from "./played.js";
import { Pulse } from "./pulse.js";
import { ask } from "./run.js";
import { median } from "./runners.js";
import { socketURL } from "./socket.js";
import { Stand, ms } from "./stand.js";
import { make } from "./table.js";
import { Side, showWire } from "./twosides.js";

const RINGS = 0.5; // seconds that a note is heard
const SOON = 100; // ms between two looks at the table
const KEPT = 100; // notes that may still come the other way

// How a pad is played, by the position of the knob. Some throw, some reject.
const ways = {
  websocket: (room, play) => room.socket.send(JSON.stringify({ play })),
  stream: ({ stream }, play) => stream.send(JSON.stringify({ play })),
  post: (room, play) => ask(`${room.at}/notes`, { play }),
};

class Room extends Stand {
  heard = null; // while somebody counts: how long each of the page's own notes took to come back, by way

  constructor(root, page) {
    super(root, page, "websocket");
    this.sides = Object.fromEntries([...root.querySelectorAll("[data-side]")].map((of) => [of.dataset.side, new Side(of)]));
    for (const hook of ["metronome", "people", "scores", "behind", "show-wire"]) this[hook] = this.one(`[data-${hook}]`);
    this.table = this.one("table");
  }

  connect() {
    super.connect();
    playable(this.root, (pad) => this.play(pad));
    this.press(this["show-wire"], async () => {
      if (!(await this.wire())) this.say("What crossed is kept for a few seconds only when you have left. Join again, and look while you play.", true);
    });
  }

  // Each side has a lamp of its own.
  lamp(state) {
    this.state = state;
    this.turned();
  }

  /** Whether both connections have been told who is here. */
  get here() {
    return this.welcomed?.size === 2;
  }

  /** Joins, unless it has; resolves when both connections are asked for, or with the sentence why not. */
  async begin() {
    if (this.connected && !this.joining) return;
    this.lamp(WebSocket.CONNECTING);
    return (this.joining ??= this.#join().finally(() => (this.joining = null)));
  }

  async #join() {
    this.early = [];
    this.why = undefined;
    this.say("This page asks for a seat in the room.");
    let at;
    try {
      ({ at } = JSON.parse(await ask("/jams", {})));
    } catch ({ message }) {
      this.lamp(null);
      this.say(message, true);
      return message;
    }
    if (this.connected) this.#open(at); // or it was left meanwhile
  }

  #open(at) {
    const { websocket: left, "event-stream": right } = this.sides;
    const born = performance.now();
    for (const side of [left, right]) side.begin(born);
    const socket = new WebSocket(socketURL(`${at}/socket`));
    const stream = new EventSource(`${at}/stream`);
    Object.assign(this, {
      at, socket, stream, you: 0, welcomed: new Set(), pulse: new Pulse(),
      waiting: new Waiting(), notes: new Map(), all: new Map(), apart: [], count: { websocket: 0, "event-stream": 0 },
    });
    this.lamp(socket.readyState);
    left.lamp(socket.readyState);
    right.lamp(stream.readyState);
    const on = (side, of, type, hear) => of.addEventListener(type, (e) => {
      if (at !== this.at) return; // another seat has been taken since
      const noted = hear?.(e);
      side.saw(type, of.readyState, noted);
    });
    on(left, socket, "open", () => this.lamp(socket.readyState));
    on(left, socket, "message", ({ data }) => this.#hear(JSON.parse(data), "websocket"));
    on(left, socket, "error");
    on(left, socket, "close", ({ code, reason }) => this.#over(code, reason));
    on(right, stream, "open");
    for (const type of ["you", "players", "message"]) {
      on(right, stream, type, ({ data }) => this.#hear(JSON.parse(data), "event-stream"));
    }
    on(right, stream, "error", () => this.#broken());
    this["show-wire"].disabled = false;
  }

  /** Leaves the room; why is said where it was not asked for. */
  end(why = "You left the room. Both connections are closed.") {
    if (!this.connected) return;
    if (this.joining) return this.lamp(null);
    this.why = why;
    this.socket.close(1000);
    this.#leave();
    this.sides.websocket.lamp(this.socket.readyState);
  }

  #leave() {
    this.lamp(this.socket.readyState);
    this.stream.close();
    this.sides["event-stream"].lamp(this.stream.readyState);
    this.welcomed.clear();
    clearTimeout(this.ticking);
    for (const dot of this.metronome.children) delete dot.dataset.now;
    this.people.textContent = "";
  }

  #over(code, reason) {
    const said = this.why ?? (code === 1006 ? "The connection was lost. Join again when you like." : `This server closed the connection, with ${code}: ${reason}.`);
    this.#leave();
    this.happened(said);
    this.say(said, true);
    return { detail: reason ? `code ${code}, ${reason}` : `code ${code}` };
  }

  #broken() {
    if (this.stream.readyState === EventSource.CLOSED) this.end("This server gave up your seat. Join again when you like.");
  }

  /** Plays a pad: at once, or as soon as the room is open. */
  play(pad) {
    this.light(pad, "client", 200);
    if (this.here) return this.send(pad, this.root.dataset.over);
    this.begin();
    this.early.push(pad);
  }

  /** Sends a pad in one of the ways; resolves with the error where it did not go. */
  async send(pad, over) {
    this.waiting.played(pad, performance.now());
    try {
      await ways[over](this, pad);
    } catch (e) {
      this.waiting = new Waiting();
      const thrown = e instanceof TypeError ? `TypeError: ${e.message}` : e.message;
      if (e instanceof TypeError) this.sides["event-stream"].saw("TypeError", this.stream.readyState, { detail: e.message });
      this.list(make("li", { className: "break", textContent: thrown }));
      this.say(e instanceof TypeError ? `${thrown}. An event stream has no way up, so nothing was sent.` : thrown, true);
      return thrown;
    }
  }

  // What came over one of both; returns what is noted of it.
  #hear(what, way) {
    const now = performance.now();
    if (what.error) {
      this.waiting = new Waiting();
      this.list(make("li", { className: "break", textContent: what.error }));
      this.say(`This server says: ${what.error}.`, true);
      return { detail: what.error };
    }
    if (what.you) this.#welcome(what, way, now);
    if (what.players) this.#there(what.players);
    if (what.play) this.#note(what, way, now);
    return what.you ? { detail: `you are player ${what.you}` } : { number: what.number };
  }

  #welcome({ you, beat, in: due }, way, now) {
    this.you = you;
    this.pulse.told(now, beat, -due);
    if (this.here) return; // the stream has come back
    this.welcomed.add(way);
    if (!this.here) return;
    this.say(`You are player ${you}. Play; the room hears it.`, true);
    this.#tick();
    for (const pad of this.early.splice(0)) this.send(pad, this.root.dataset.over);
  }

  #there(players) {
    this.people.textContent = players.length === 1 ? "You are alone in here." : `${players.length} players: ${players.join(", ")}`;
    for (const n of this.all.keys()) if (!players.includes(n)) this.all.delete(n);
    this.#score();
  }

  #note({ number, player: by, play, beat, late }, way, now) {
    this.pulse.told(now, beat, late);
    const own = by === this.you;
    let note = this.notes.get(number);
    if (!note) {
      note = { at: {}, since: own ? this.waiting.answered(play) : undefined, line: this.#line(by, { play, beat, late }) };
      this.notes.set(number, note);
      if (this.notes.size > KEPT) this.notes.delete(this.notes.keys().next().value);
      if (!this.all.has(by)) this.all.set(by, new Score());
      this.all.get(by).note(late);
      this.light(play, "server", 300);
      this.sound.play(play, RINGS, own ? "triangle" : "square");
    }
    if (note.at[way] !== undefined) return; // a stream that came back may have it twice
    note.at[way] = now;
    note.line.textContent = came(note.at, note.since);
    this.mark(way, `${by}·${play}`, "", colour(by));
    this.count[way] += 1;
    if (note.since !== undefined) {
      this.all.get(by)?.came(way, now - note.since);
      this.heard?.[way].push(now - note.since);
    }
    const { websocket, "event-stream": stream } = note.at;
    if (websocket !== undefined && stream !== undefined) keep(this.apart, stream - websocket);
    this.#score();
  }

  // A line of the list; returns where it is told how the note came.
  #line(by, note) {
    const line = make("li", {});
    const who = make("b", { textContent: player(by, this.you) });
    who.dataset.who = colour(by);
    const how = make("span", {});
    line.append(who, ` ${played(note)}; `, how);
    this.list(line);
    return how;
  }

  // Soon: many may play at once.
  #score() {
    this.scoring ??= setTimeout(() => {
      this.scoring = null;
      this.#showScores();
    }, SOON);
  }

  #showScores() {
    const heads = [...this.table.tHead.rows[0].cells].map((th) => th.textContent);
    const middle = (all) => (all.length ? ms(median(all)) : "–");
    this.table.tBodies[0].replaceChildren(...[...this.all].sort(([a], [b]) => a - b).map(([n, { notes, lates, back }]) => {
      const row = make("tr", { role: "row" });
      row.append(make("th", { scope: "row", role: "rowheader", textContent: player(n, this.you) }));
      for (const text of [notes, `${off(median(lates))} the beat`, middle(back.websocket), middle(back["event-stream"])]) {
        const cell = Object.assign(row.insertCell(), { role: "cell", textContent: text });
        cell.dataset.column = heads[cell.cellIndex];
      }
      return row;
    }));
    const own = this.all.get(this.you)?.back;
    for (const [way, side] of Object.entries(this.sides)) side.say(summed(this.count[way], own?.[way]));
    this.behind.textContent = compared(this.apart);
    this.scores.hidden = this.all.size === 0;
  }

  // Shows the next beat of the room when it comes, and so on.
  #tick() {
    const now = performance.now();
    const next = this.pulse.next(now);
    this.ticking = setTimeout(() => {
      const dots = [...this.metronome.children];
      for (const [i, dot] of dots.entries()) dot.toggleAttribute("data-now", i === next.n % dots.length);
      this.sound.play("C5", 0.04, "square");
      this.#tick();
    }, next.at - now);
  }

  /** Shows what crossed on both connections; resolves with it, or with null. */
  async wire() {
    const shown = await showWire(Object.values(this.sides), `${this.at}/wire`);
    return shown ? this.sides.websocket.wire.firstElementChild : null;
  }
}

const rooms = new WeakMap(); // by the part of the page that each is in

/** Connects the room of a part of the page, once. page: {voice}. */
export function connect(root, page) {
  if (!rooms.has(root)) {
    const room = new Room(root, page);
    rooms.set(root, room);
    room.connect();
  }
  return rooms.get(root);
}
