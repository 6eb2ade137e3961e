// What is said of the notes of a room, and what is reckoned of them.

import { median } from "./runners.js";
import { ms } from "./stand.js";

const KEEP = 100; // of a player's times, the newest

/** A player, by number. */
export const player = (n, you) => (n === you ? `Player ${n} (you)` : `Player ${n}`);

/** Which of the six colours a player has. */
export const colour = (n) => ((n - 1) % 6) + 1;

/** "38 ms after", "38 ms before" */
export const off = (late) => (late < 0 ? `${ms(-late)} before` : `${ms(late)} after`);

/** What somebody played. note: {play, beat, late} */
export const played = ({ play, beat, late }) => `played ${play}, ${off(late)} beat ${beat}`;

const over = { websocket: "the WebSocket", "event-stream": "the event stream" };

/**
 * How a note came. at: when, by "websocket" and "event-stream", as far as it has;
 * since: when it was played in this page; undefined: it was not.
 */
export function came(at, since) {
  const ways = Object.keys(over).filter((way) => at[way] !== undefined).sort((a, b) => at[a] - at[b]);
  if (since !== undefined) return `back after ${ways.map((way) => `${ms(at[way] - since)} over ${over[way]}`).join(", ")}`;
  const [first, second] = ways;
  return second ? `first over ${over[first]}, ${ms(at[second] - at[first])} later over ${over[second]}` : `over ${over[first]}`;
}

/** How far one way was behind the other in the middle. behind: ms of the event stream, each */
export function compared(behind) {
  if (behind.length === 0) return "";
  const middle = median(behind);
  const notes = behind.length === 1 ? "1 note" : `${behind.length} notes`;
  return `Of ${notes} that came both ways, the event stream had each ${ms(Math.abs(middle))} ${middle < 0 ? "before" : "after"} the WebSocket (median).`;
}

/** How many notes one way has brought. back: how long the page's own took, each */
export function summed(notes, back = []) {
  const all = notes === 1 ? "1 note" : `${notes} notes`;
  return back.length ? `${all}; yours were back after ${ms(median(back))} (median)` : all;
}

/** What is known of one player's notes. */
export class Score {
  notes = 0;
  lates = [];
  back = { websocket: [], "event-stream": [] };

  note(late) {
    this.notes += 1;
    keep(this.lates, late);
  }

  came(way, ms) {
    keep(this.back[way], ms);
  }
}

/** Adds to what is measured, and lets go of the oldest. */
export function keep(all, one) {
  all.push(one);
  if (all.length > KEEP) all.shift();
}
