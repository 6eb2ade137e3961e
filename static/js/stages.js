// The two stages of the festival.

import { Jam } from "./jam.js";
import { Solo } from "./solo.js";

/** Connects a stage. page: {voice}. */
export function stage(root, page) {
  new (root.dataset.stage === "jam" ? Jam : Solo)(root, page).connect();
}
