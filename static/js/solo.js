// The stage where you listen: each note is an event of one event stream, which
// comes back by itself when it is cut.

import { Stand, ms } from "./stand.js";

const MINUTE = 60000;
const TEMPO = 100; // beats a minute, as the server plays unless asked otherwise

// A name for this page's seat; crypto.randomUUID needs a secure context.
const seatName = () => [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, "0")).join("");

/** What became of the notes around a cut: the last before, the first after. */
export function around(before, after) {
  const lost = after - before - 1;
  const kept = lost === 0 ? "None is missing" : lost === 1 ? "One is missing" : lost > 1 ? `${lost} are missing` : "It played some again";
  return `The last note before was ${before}, the first after is ${after}. ${kept}.`;
}

class Solo extends Stand {
  stream = null;

  constructor(root, page) {
    super(root, page, "event-stream");
    this.seat = seatName();
    this.scissors = this.one("[data-cut]");
  }

  connect() {
    super.connect();
    this.press(this.scissors, () => this.cut());
  }

  begin() {
    if (this.connected) return;
    const stream = new EventSource(`/live/solo?seat=${this.seat}`);
    const on = (type, act) => stream.addEventListener(type, (e) => stream === this.stream && act(e));
    Object.assign(this, { stream, lost: null, last: 0 });
    on("open", () => {
      this.lamp(stream.readyState);
      if (!this.lost) this.say("The stream is open. From now on only this server speaks.", true);
    });
    on("message", ({ data, lastEventId }) => this.#hear(data, Number(lastEventId)));
    on("error", () => this.#broken());
    this.lamp(stream.readyState);
    this.say("Your browser asks for the stream, once.");
  }

  end(why = "You left. Your browser closed the stream, and will not ask again.") {
    if (!this.connected) return;
    this.stream.close();
    this.lamp(this.stream.readyState);
    this.happened(why);
    this.say(why, true);
  }

  lamp(state) {
    super.lamp(state);
    this.scissors.setAttribute("aria-disabled", state !== EventSource.OPEN);
  }

  /** Has this server cut the connection, as a bad network would. */
  async cut() {
    if (this.state !== EventSource.OPEN) return;
    const refused = await fetch(`/live/solo/cut?seat=${this.seat}`, { method: "POST" }).then(({ ok }) => !ok, () => true);
    if (refused) this.say("The cut did not reach this server, so the music goes on.", true);
  }

  #hear(data, id) {
    const { note, beats } = JSON.parse(data);
    const lasts = (beats * MINUTE) / TEMPO;
    if (this.lost) {
      const came = `Back by itself after ${ms(performance.now() - this.lost.at)}. ${around(this.lost.last, id)}`;
      this.lost = null;
      this.happened(came);
      this.say(came, true);
    } else if (id > 1) {
      this.say(`Note ${id} is ${note}. Your browser remembers the ${id}.`);
    }
    this.last = id;
    this.message({ from: "server", note, text: data, facts: [`id ${id}`] });
    this.light(note, "server", lasts * 0.9);
    this.sound.play(note, lasts / 1000, "triangle");
  }

  #broken() {
    this.lamp(this.stream.readyState);
    if (this.stream.readyState === EventSource.CLOSED) {
      const over = "This server did not give the stream. Listen again in a moment.";
      this.happened(over);
      return this.say(over, true);
    }
    if (this.lost) return; // it asked again, in vain so far
    this.lost = { at: performance.now(), last: this.last };
    const cut = `Cut after note ${this.last}. Nobody has to press anything now: your browser will ask again.`;
    this.happened(cut);
    this.say(cut, true);
  }
}

/** Connects the stage of the solo. page: {voice}. */
export function connect(root, page) {
  new Solo(root, page).connect();
}
