import { backoff } from "../backoff.js";
import { holds } from "./assert.js";

export function eachTryWaitsLongerUpToAnEnd() {
  for (const [tries, least, most] of [[0, 1000, 2000], [1, 2000, 4000], [2, 3000, 6000], [3, 3000, 6000], [90, 3000, 6000]]) {
    const waits = Array.from({ length: 50 }, () => backoff(tries));
    holds(waits.every((ms) => ms >= least && ms <= most), `after ${tries}: ${waits}`);
  }
  holds(backoff() < 2000, "the first try is none in vain");
  const soon = backoff(2, 250);
  holds(soon >= 1000 && soon <= 2000, `after 2, from 250 ms: ${soon}`);
}

export function pagesDoNotComeBackTogether() {
  for (const tries of [0, 1, 9]) {
    holds(new Set(Array.from({ length: 50 }, () => backoff(tries))).size > 40, `after ${tries} the waits differ`);
  }
}
