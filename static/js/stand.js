// What both stages of the festival have: a lamp, a sentence, tracks on which the
// messages move, the list of messages, sound, and an end when nobody looks.

import { Sound } from "./sound.js";
import { lampState, stateWord } from "./steps.js";
import { make } from "./table.js";

const MOST = 40; // messages in the list, and marks on a track
const ACROSS = 12000; // ms that a mark takes to the left end of its track
const TOGETHER = 150; // ms within which marks would lie on each other
const UNSEEN = 30000; // ms out of sight after which a stage stops

const encoder = new TextEncoder();

/** How many bytes a text has in UTF-8. */
export const bytes = (text) => encoder.encode(text).length;

/** "13 bytes" */
export const size = (text) => {
  const n = bytes(text);
  return n === 1 ? "1 byte" : `${n} bytes`;
};

/** Milliseconds as they are shown: whole ones, and tenths of what is shorter than ten. */
export const ms = (n) => `${n < 10 ? Math.round(n * 10) / 10 : Math.round(n)} ms`;

const still = matchMedia("(prefers-reduced-motion: reduce)");

// A mark appears at the right end of its track and moves left as time goes by.
// What comes at once stands one below the other, where there is room, and then
// side by side.
// kind may be a name for the style sheet, and so may who, of a player.
function mark(track, text, kind, who = "") {
  const now = performance.now();
  const nth = now - (track.last?.at ?? -Infinity) < TOGETHER ? track.last.nth + 1 : 0;
  track.last = { at: now, nth };
  const slots = Number(track.dataset.slots);
  const way = make("span", { className: "track-mark" });
  Object.assign(way.dataset, { kind, who, slot: nth % slots });
  way.style.setProperty("--beside", Math.floor(nth / slots));
  way.append(make("b", { textContent: text }));
  track.append(way);
  while (track.childElementCount > MOST) track.firstElementChild.remove();
  if (still.matches) return;
  const moves = way.animate([{ transform: "none" }, { transform: "translateX(-100%)" }], ACROSS);
  moves.finished.then(() => way.remove(), () => {});
}

/**
 * A stage. What it is given: begin() makes a connection, end() lets it go, and
 * both may be called when there is nothing to do.
 */
export class Stand {
  sound = new Sound();

  constructor(root, { voice }, protocol) {
    Object.assign(this, { root, voice, protocol });
    this.start = this.one("[data-start]");
    this.label = this.start.textContent;
    this.messages = this.one("[data-messages]");
  }

  one(selector) {
    return this.root.querySelector(selector);
  }

  connect() {
    this.press(this.start, () => (this.connected ? this.end() : this.begin()));
    this.press(this.one("[data-sound]"), (button) => this.#listen(button));
    addEventListener("pagehide", () => this.end());
    let leaving;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(leaving);
      if (!document.hidden || !this.connected) return;
      leaving = setTimeout(() => this.end("It stopped, since nobody was looking. Start it again when you like."), UNSEEN);
    });
    this.lamp(null);
  }

  /** Calls act(button) for each press of a button. */
  press(button, act) {
    button.addEventListener("click", () => act(button));
  }

  /** Whether there is a connection, or one is being made. */
  get connected() {
    return this.state !== null && lampState(this.protocol, this.state) !== "3";
  }

  /** Shows a readyState; null where there was no connection yet. */
  lamp(state) {
    this.state = state;
    this.one("[data-lamp]").dataset.state = lampState(this.protocol, state);
    this.one("[data-lamp-word]").textContent = stateWord(this.protocol, state) + (state === null ? "" : ` (${state})`);
    this.turned();
  }

  /** Says on the button what it would do now. */
  turned() {
    this.start.textContent = this.connected ? this.start.dataset.start || "Stop" : this.label;
  }

  /** Says what happened, in the stage; aloud too where it is news. */
  say(text, aloud = false) {
    this.one("[data-aside]").textContent = text;
    if (aloud) this.voice.say(text);
  }

  /**
   * Shows a message as a mark and as text. from: "client" or "server"; note: what
   * the mark says; text: the message itself; facts: what is said beside it.
   */
  message({ from, note, text, facts, kind = "" }) {
    this.mark(from, note, kind);
    const line = make("li", { className: `from-${from}` });
    line.append(
      make("b", { textContent: from === "client" ? "Your browser" : "This server" }),
      " ",
      make("code", { textContent: text }),
      " ",
      make("span", { textContent: [size(text), ...facts].join(" · ") }),
    );
    this.list(line);
  }

  /** Lets a mark move on a track, by the track's name. */
  mark(track, text, kind, who) {
    mark(this.one(`[data-track=${track}]`), text, kind, who);
  }

  /** Shows that something happened which is no message. */
  happened(text) {
    for (const track of this.root.querySelectorAll("[data-track]")) mark(track, "", "break");
    this.list(make("li", { className: "break", textContent: text }));
  }

  /** Lights a pad for so many milliseconds. */
  light(note, from, lasts) {
    const pad = this.one(`[data-pad="${note}"]`);
    if (!pad) return;
    clearTimeout(pad.dark);
    pad.dataset.lit = from;
    pad.dark = setTimeout(() => delete pad.dataset.lit, lasts);
  }

  /** Puts a line on top of the list. */
  list(line) {
    this.messages.prepend(line);
    while (this.messages.childElementCount > MOST) this.messages.lastElementChild.remove();
  }

  #listen(button) {
    try {
      button.setAttribute("aria-pressed", this.sound.toggle());
    } catch {
      this.say("This browser makes no sound. Everything is in the list as text.", true);
    }
  }
}
