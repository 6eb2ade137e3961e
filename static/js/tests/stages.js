import { heardBy } from "../bar.js";
import { Waiting, padOf } from "../pads.js";
import { Score, came, colour, compared, played, player, summed } from "../played.js";
import { Pulse } from "../pulse.js";
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

export function thePulseBelievesTheQuickest() {
  const pulse = new Pulse();
  equal(pulse.known, false);
  pulse.told(1000, 5, -100); // beat 5 is due at 1100, or earlier: this took its time
  equal(pulse.next(1000), { n: 5, at: 1100 });
  pulse.told(2010, 6, 340); // beat 6 was at 1670 at the latest
  equal(pulse.next(1000), { n: 5, at: 1070 });
  pulse.told(4000, 9, 0); // this one was slow
  equal(pulse.next(1069), { n: 5, at: 1070 });
  equal(pulse.next(1070), { n: 6, at: 1670 });
  for (let n = 10; n < 26; n += 1) pulse.told(n * 600 + 20, n, 0); // the clocks have drifted apart
  equal(pulse.next(20), { n: 1, at: 620 });
}

export function howANoteCame() {
  equal(played({ play: "E4", beat: 17, late: 38.2 }), "played E4, 38 ms after beat 17");
  equal(played({ play: "E4", beat: 17, late: -4.24 }), "played E4, 4.2 ms before beat 17");
  equal(came({ websocket: 112 }, 100), "back after 12 ms over the WebSocket");
  equal(came({ websocket: 114, "event-stream": 112 }, 100), "back after 12 ms over the event stream, 14 ms over the WebSocket");
  equal(came({ "event-stream": 112 }), "over the event stream");
  equal(came({ websocket: 112, "event-stream": 114.04 }), "first over the WebSocket, 2 ms later over the event stream");
  equal([player(3, 3), player(3, 1)], ["Player 3 (you)", "Player 3"]);
  equal([1, 6, 7].map(colour), [1, 6, 1]);
}

export function whichWayIsBehind() {
  equal(compared([]), "");
  equal(compared([2]), "Of 1 note that came both ways, the event stream had each 2 ms after the WebSocket (median).");
  equal(compared([-3, -1, 5]), "Of 3 notes that came both ways, the event stream had each 1 ms before the WebSocket (median).");
}

export function whoHeardIt() {
  const heard = (websocket, stream) => ({ websocket, "event-stream": stream });
  equal([heardBy("websocket", heard([1], [2])), heardBy("post", heard([1], [2]))], ["everybody", "everybody"]);
  equal([heardBy("websocket", heard([1], [])), heardBy("post", heard([], [2]))], ["you", "you"]);
  equal([heardBy("websocket", heard([], [2])), heardBy("post", heard([1], []))], ["others", "others"]);
  equal(heardBy("stream", heard([], [])), "nobody");
}

export const whatOneWayBrought = () =>
  equal([summed(0), summed(1, []), summed(3, [4, 2])], ["0 notes", "1 note", "3 notes; yours were back after 3 ms (median)"]);

export function onlyTheNewestCount() {
  const score = new Score();
  for (let n = 0; n < 150; n += 1) score.note(n);
  score.came("websocket", 4);
  equal([score.notes, score.lates.length, score.lates[0], score.back.websocket], [150, 100, 50, [4]]);
}
