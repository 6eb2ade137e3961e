// How long a stream that ended for good waits before it is opened again.

const LEAST = 1000; // ms
const MOST = 4000; // ms, and by chance up to twice that: a class is back within ten seconds

/** The ms to wait after so many tries in vain: longer each time up to an end, and always other for each page. */
export const backoff = (tries = 0) => Math.min(MOST, LEAST * 2 ** tries) * (1 + Math.random());
