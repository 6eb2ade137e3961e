// The bench of the jam: it plays a bar in the room of the page, over whatever the
// knob says. The room itself is fetched when it is first needed.

import { whileSeen } from "./seen.js";

const HIDDEN = "It stopped, because this page was hidden: browsers slow the beat of such a page down. Run it again.";

/** The bench of an experiment, see bench.js. */
export function bench(stage, page) {
  const root = stage.querySelector("[data-demo=room]");
  return {
    patience: 15_000,
    turn(variant) {
      root.dataset.over = variant;
    },
    run: (variant, { signal }) => whileSeen(signal, HIDDEN, async (seen) => {
      const [{ connect }, { bar }] = await Promise.all([import("./room.js"), import("./bar.js")]);
      return bar(connect(root, page), variant, seen);
    }),
  };
}
