import { Waiting, padOf } from "../jam.js";
import { around } from "../solo.js";
import { hertz } from "../sound.js";
import { bytes, ms, size } from "../stand.js";
import { equal } from "./assert.js";

export const sizes = () => {
  equal(["", "x", "{}", "é", "𝄞"].map(bytes), [0, 1, 2, 2, 4]);
  equal(["x", '{"play":"C4"}'].map(size), ["1 byte", "13 bytes"]);
};

export const times = () => equal([0, 0.04, 0.25, 9.96, 384.4].map(ms), ["0 ms", "0 ms", "0.3 ms", "10 ms", "384 ms"]);

export const frequencies = () => {
  equal(["A4", "A3", "A5"].map(hertz), [440, 220, 880]);
  equal(["C4", "G3", "B4"].map((note) => Math.round(hertz(note) * 10) / 10), [261.6, 196, 493.9]);
  equal(["", undefined, "H4", "C#4", "4"].map(hertz), [0, 0, 0, 0, 0]);
};

export const keysOfPads = () => {
  equal(["Digit1", "Digit8", "Numpad5"].map((code) => padOf({ code })), [1, 8, 5]);
  equal(["Digit9", "Digit0", "KeyA", "Space", "F1"].map((code) => padOf({ code })), [0, 0, 0, 0, 0]);
};

export function answersGoToTheOldest() {
  const waiting = new Waiting();
  waiting.played("C4", 1);
  waiting.played("E4", 2);
  waiting.played("C4", 3);
  equal(["C4", "C4", "E4", "C4", "G4"].map((pad) => waiting.answered(pad)), [1, 3, 2, undefined, undefined]);
}

export const aroundACut = () => {
  equal(around(7, 8), "The last note before was 7, the first after is 8. None is missing.");
  equal(around(7, 9), "The last note before was 7, the first after is 9. One is missing.");
  equal(around(7, 12), "The last note before was 7, the first after is 12. 4 are missing.");
  equal(around(7, 1), "The last note before was 7, the first after is 1. It played some again.");
};
