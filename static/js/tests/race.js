import { told } from "../race.js";
import { first, inRounds, median, percentile } from "../runners.js";
import { equal } from "./assert.js";

export function theMiddleOne() {
  equal(median([9, 1, 5]), 5);
  equal(median([4, 1, 3, 100]), 3.5);
  equal(median([2]), 2);
}

export function whoIsFirst() {
  equal(first([{ id: "websocket", each: 2 }, { id: "stream", each: 1 }, { id: "fetch", each: 9 }]), "stream");
  equal(first([{ id: "websocket", each: 1.1 }, { id: "stream", each: 1 }]), "none");
  equal(first([{ id: "fetch", each: 3 }, { id: "websocket", each: 0.5 }]), "websocket");
}

export function whatIsSaid() {
  const results = [{ id: "websocket", each: 0.06 }, { id: "stream", each: 0.01 }, { id: "fetch", each: 4 }];
  equal(told(results, "websocket"), "You said WebSocket. Event stream was first, with 0.01 ms for each message; WebSocket took 6.0 times as long.");
  equal(told([{ id: "websocket", each: 1 }, { id: "fetch", each: 1.05 }], "none"),
    "You said that it is too close to call. WebSocket and fetch were too close to call, with 1.0 ms and 1.1 ms for each message.");
}

export function theOneBelowWhichMostAre() {
  equal(percentile([5, 1, 4, 2, 3], 0.95), 5);
  equal(percentile(Array.from({ length: 20 }, (_, i) => 20 - i), 0.95), 19);
  equal(percentile([7], 0.95), 7);
}

// Each begins a round in turn, and what warms up is not counted.
export async function everyRoundBeginsWithAnother() {
  const ran = [];
  const times = await inRounds(["a", "b"], 2, async (id, round) => {
    ran.push(id + round);
    return round;
  });
  equal(ran, ["a0", "b0", "b1", "a1", "a2", "b2"]);
  equal(times, { a: [1, 2], b: [1, 2] });
}
