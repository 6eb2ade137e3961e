// Stands first in the frame of a snippet: what is printed there goes to the page
// around it. That page has another origin, so its name is not known here; nothing
// that is printed is a secret, and only pages of this server may hold the frame.

(() => {
  const longest = 400; // of one line: it is read on a page

  const words = (value) => {
    if (typeof value === "string") return value;
    if (value instanceof Error || value instanceof DOMException) return `${value.name}: ${value.message}`;
    try {
      return (typeof value === "object" && JSON.stringify(value)) || String(value);
    } catch {
      return String(value);
    }
  };
  const tell = (kind, text) => parent.postMessage({ kind, text: text.slice(0, longest), ms: performance.now() }, "*");

  for (const kind of ["debug", "log", "info", "warn", "error"]) {
    const plain = console[kind];
    console[kind] = (...values) => {
      tell(kind === "error" ? kind : "log", values.map(words).join(" "));
      plain.apply(console, values);
    };
  }
  addEventListener("error", ({ error, message }) => tell("error", error ? words(error) : message.replace(/^Uncaught /, "")));
  addEventListener("unhandledrejection", ({ reason }) => tell("error", words(reason)));
})();
