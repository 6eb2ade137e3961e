// The beat of a room, as far as a page can know it.

/** How long a beat lasts, in ms. */
export const BEAT = 600;

const KEEP = 16; // of what told when beats were; older ones would drift away with the clocks

/**
 * The beat as it is heard: what told of it came some time later, so that which was
 * quickest is believed. Times are the page's, in ms.
 */
export class Pulse {
  #zeros = []; // when beat 0 would have been, by each

  /** It was told at a moment that beat n had been so many ms before it; less than nothing: it will be. */
  told(at, n, since) {
    this.#zeros.push(at - since - n * BEAT);
    if (this.#zeros.length > KEEP) this.#zeros.shift();
  }

  get known() {
    return this.#zeros.length > 0;
  }

  /** The first beat after a moment, and when it is. */
  next(at) {
    const zero = Math.min(...this.#zeros);
    const n = Math.floor((at - zero) / BEAT) + 1;
    return { n, at: zero + n * BEAT };
  }
}
