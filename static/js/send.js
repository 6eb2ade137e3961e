// Sending what must not get lost.

import { backoff } from "./backoff.js";

const SOON = 250; // ms until the second try, at least
const PATIENCE = 10_000; // ms for one try

/** A key with which the same thing, sent again, is known to be the same. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

/**
 * Posts fields until the server has stored them, however long the network is
 * away; late() is called after each try that did not get through. Resolves with the
 * response; rejects with an Error fit to show where the server refuses, and with
 * undefined where signal says that it is not wanted any more.
 */
export async function send(url, fields, { signal, late = () => {} } = {}) {
  const body = new URLSearchParams(Array.isArray(fields) ? fields : Object.entries(fields));
  for (let tries = 0; ; tries++) {
    if (signal?.aborted) throw undefined;
    const limit = AbortSignal.timeout(PATIENCE);
    const response = await fetch(url, {
      method: "POST", body, headers: { "X-Fragment": "stored" },
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    }).catch(() => null);
    if (signal?.aborted) throw undefined;
    if (response?.ok) return response;
    // What the server cannot do now it can do later; what it refuses, it refuses.
    if (response && response.status < 500 && response.status !== 429) {
      const { detail } = await response.json().catch(() => ({}));
      throw new Error(detail ?? `This server answered ${response.status}.`);
    }
    late();
    await new Promise((wake) => {
      const over = new AbortController();
      const go = () => (clearTimeout(timer), over.abort(), wake());
      const timer = setTimeout(go, backoff(tries, SOON));
      addEventListener("online", go, { signal: over.signal });
      signal?.addEventListener("abort", go, { signal: over.signal });
    });
  }
}
