import { backoff } from "../backoff.js";
import { equal, holds } from "./assert.js";

export function eachTryWaitsLongerUpToAnEnd() {
  for (const [tries, least, most] of [[0, 1000, 2000], [1, 2000, 4000], [2, 4000, 8000], [3, 8000, 10_000]]) {
    const waits = Array.from({ length: 50 }, () => backoff(tries));
    holds(waits.every((ms) => ms >= least && ms <= most), `after ${tries}: ${waits}`);
  }
  equal([backoff(9), backoff() < 2000], [10_000, true]);
}

export function pagesDoNotComeBackTogether() {
  holds(new Set(Array.from({ length: 50 }, () => backoff(1))).size > 40, "waits differ");
}
