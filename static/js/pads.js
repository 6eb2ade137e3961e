// Pads that are played with a finger, a mouse or the keys 1 to 8.

/** Which pad a key plays, from 1; 0 for any other key. */
export const padOf = ({ code }) => Number(/^(?:Digit|Numpad)([1-8])$/.exec(code)?.[1] ?? 0);

/** Calls play(note) for each pad within root that is pressed, or whose key is while the focus is in there. */
export function playable(root, play) {
  const pads = [...root.querySelectorAll("button[data-pad]")];
  for (const pad of pads) pad.addEventListener("click", () => play(pad.dataset.pad));
  root.addEventListener("keydown", (e) => {
    const pad = pads[padOf(e) - 1];
    if (!pad || e.repeat || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    play(pad.dataset.pad);
  });
}

/**
 * The pads that wait for an answer. Those of one name are answered in the order
 * in which they were played.
 */
export class Waiting {
  #since = new Map(); // pad → when it was played, oldest first

  played(pad, at) {
    this.#since.set(pad, [...(this.#since.get(pad) ?? []), at]);
  }

  /** When the pad was played that is answered now; undefined where none waits. */
  answered(pad) {
    return this.#since.get(pad)?.shift();
  }
}
