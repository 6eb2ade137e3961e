// The stage where you play: each pad is a message on one WebSocket, and so is
// each answer of the band.

import { Waiting, playable } from "./pads.js";
import { socketURL } from "./socket.js";
import { Stand, ms } from "./stand.js";

const RINGS = 0.5; // seconds that a note is heard

class Jam extends Stand {
  socket = null;

  constructor(root, page) {
    super(root, page, "websocket");
  }

  connect() {
    super.connect();
    playable(this.root, (pad) => this.play(pad));
  }

  begin() {
    if (this.connected) return;
    const socket = new WebSocket(socketURL("/live/band"));
    const on = (type, act) => socket.addEventListener(type, (e) => socket === this.socket && act(e));
    Object.assign(this, { socket, early: [], waiting: new Waiting(), unasked: 0 });
    on("open", () => {
      this.lamp(socket.readyState);
      this.say("The connection is open. Play; the band answers on its next beat.", true);
      for (const pad of this.early.splice(0)) this.play(pad);
    });
    on("message", ({ data }) => this.#hear(data));
    on("close", ({ code, reason }) => this.#over(code, reason));
    this.lamp(socket.readyState);
    this.say("Your browser asks to join.");
  }

  /** Leaves the band; why is said where it was not asked for. */
  end(why = "You left. Both sides said goodbye, and the connection is gone.") {
    if (!this.connected) return;
    this.why = this.state === WebSocket.CONNECTING ? "You left before the connection was open." : why;
    this.socket.close(1000);
    this.lamp(this.socket.readyState);
  }

  /** Plays a pad: at once, or as soon as the connection is open. */
  play(pad) {
    this.light(pad, "client", 200);
    this.sound.play(pad, RINGS, "triangle");
    this.begin();
    if (this.socket.readyState === WebSocket.CONNECTING) return this.early.push(pad);
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const text = JSON.stringify({ play: pad });
    this.socket.send(text);
    this.waiting.played(pad, performance.now());
    this.message({ from: "client", note: pad, text, facts: [] });
  }

  #hear(text) {
    const { play, answers, beat, late, error } = JSON.parse(text);
    if (error) return this.message({ from: "server", note: "?", text, facts: [] });
    const since = answers && this.waiting.answered(answers);
    const asked = since === undefined ? "unasked" : `${ms(performance.now() - since)} after your ${answers}`;
    const facts = [asked, `${ms(late)} after its beat`];
    this.message({ from: "server", note: play, text, facts, kind: answers ? "" : "unasked" });
    this.light(play, "server", 300);
    this.sound.play(play, answers ? RINGS : 2 * RINGS, answers ? "square" : "sine");
    if (answers) this.say(`You played ${answers}. On beat ${beat} the band answered with ${play}.`);
    else if (this.unasked++ === 0) this.say(`The band played ${play}, and nobody had asked it to.`);
  }

  #over(code, reason) {
    this.lamp(this.socket.readyState);
    const ended = this.why ?? (code === 1000 && reason ? `The band stopped: ${reason}.` : "The connection was lost. Join again when you like.");
    this.why = undefined;
    this.happened(ended);
    this.say(ended, true);
  }
}

/** Connects the stage of the jam. page: {voice}. */
export function connect(root, page) {
  new Jam(root, page).connect();
}
