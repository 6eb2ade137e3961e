// How long to wait before something that failed is tried again.

const MOST = 3000; // ms, and by chance up to twice that: a class is back within ten seconds

/** The ms to wait after so many tries in vain, of which the first waits least or up to twice that: longer each time up to an end, and always other for each page. */
export const backoff = (tries = 0, least = 1000) => Math.min(MOST, least * 2 ** tries) * (1 + Math.random());
