// Runs before the page's own scripts: keeps every connection that the page
// makes, and readyState at each of its events, so that a test reads the truth
// and not what the page says.
(() => {
  const kept = { sockets: [], streams: [], seen: [], shows: [] };
  Object.defineProperty(window, "__e2e", { value: kept });
  const keep = (Native, list) =>
    class extends Native {
      constructor(...given) {
        super(...given);
        list.push(this);
        for (const type of ["open", "message", "error", "close"]) {
          this.addEventListener(type, ({ code }) => kept.seen.push({ url: this.url, type, code, state: this.readyState }));
        }
      }
    };
  window.WebSocket = keep(WebSocket, kept.sockets);
  window.EventSource = keep(EventSource, kept.streams);
  addEventListener("pageshow", (e) => kept.shows.push(e.persisted));
})();
