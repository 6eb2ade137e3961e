// Runs before the page's own scripts: keeps every connection that the page
// makes, and readyState at each of its events, so that a test reads the truth
// and not what the page says. most: event streams at once to the page's own origin.
(() => {
  const kept = { all: [], sockets: [], streams: [], seen: [], shows: [], most: 0 };
  Object.defineProperty(window, "__e2e", { value: kept });
  const keep = (Native, list) =>
    class extends Native {
      constructor(...given) {
        super(...given);
        list.push(this);
        kept.all.push(this);
        kept.most = Math.max(kept.most, kept.streams.filter((s) => s.readyState < 2 && new URL(s.url).host === location.host).length);
        for (const type of ["open", "message", "ping", "error", "close"]) {
          this.addEventListener(type, ({ code, data, lastEventId }) =>
            kept.seen.push({ url: this.url, object: this, type, code, data, id: lastEventId, state: this.readyState }));
        }
      }
    };
  window.WebSocket = keep(WebSocket, kept.sockets);
  window.EventSource = keep(EventSource, kept.streams);
  addEventListener("pageshow", (e) => kept.shows.push(e.persisted));
})();
