// The whole code below a walkthrough: the lines that run in the lit row are lit
// there too. A page that has such code loads this after js/app.js.

const PANES = { browser: ".from-client + pre", server: ".server-does + pre" }; // where a pane has the lines of a side
const root = document.querySelector("#walkthrough");
const whole = document.querySelector("[data-listing]");
const sides = whole.dataset.listing.split(" "); // whose the first samples are
const listings = [...whole.querySelectorAll(":scope > .sample")].slice(0, sides.length);

function light() {
  listings.forEach((listing, side) => {
    const lit = root.querySelectorAll(`[data-pane]:not([hidden]) ${PANES[sides[side]]} .lit`);
    const numbers = new Set([...lit].map((line) => line.dataset.line));
    listing.querySelectorAll(".line").forEach((line, i) => line.classList.toggle("lit", numbers.has(String(i + 1))));
  });
}

new MutationObserver(light).observe(root.querySelector("[data-panes]"), { subtree: true, attributeFilter: ["hidden"] });
light();
