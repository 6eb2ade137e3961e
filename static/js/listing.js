// The whole code below a walkthrough: the lines that run in the lit row are lit there too.

/** Lights the lines of every listing of the page with those of root's open pane, from now on. */
export function follow(root) {
  const listings = [...document.querySelectorAll("[data-listing]")].map((listing) => ({
    of: listing.dataset.listing,
    lines: listing.querySelectorAll(".line"),
  }));
  const light = () => {
    for (const { of, lines } of listings) {
      const lit = root.querySelectorAll(`[data-pane]:not([hidden]) [data-lines-of="${of}"] .lit`);
      const numbers = new Set([...lit].map((line) => line.dataset.line));
      lines.forEach((line, i) => line.classList.toggle("lit", numbers.has(String(i + 1))));
    }
  };
  new MutationObserver(light).observe(root.querySelector("[data-panes]"), { subtree: true, attributeFilter: ["hidden"] });
  light();
}
