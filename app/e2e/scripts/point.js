// Where a press on the first visible element lands, brought into view; a problem
// where something covers it, or where it moves within so many frames.
async (selector, frames) => {
  const el = [...document.querySelectorAll(selector)].find((e) => e.checkVisibility({ visibilityProperty: true }));
  if (!el) return { X: 0, Y: 0, Problem: "no such element is visible" };
  const middle = () => {
    const [b] = el.getClientRects();
    return b ? [b.left + b.width / 2, b.top + b.height / 2] : [0, 0];
  };
  const top = () => document.elementFromPoint(...middle());
  if (!el.contains(top())) el.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  // Bars that stay at an edge may lie over it: a visitor scrolls on.
  for (const part of [0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
    if (!el.contains(top())) scrollBy({ top: middle()[1] - part * innerHeight, behavior: "instant" });
  }
  const [X, Y] = middle();
  for (let n = 0; n < frames; n++) {
    await new Promise((drawn) => requestAnimationFrame(drawn));
    if (middle().join() !== [X, Y].join()) return { X, Y, Problem: "it moves" };
  }
  const over = top();
  return { X, Y, Problem: el.contains(over) ? "" : "it is covered by " + (over ? over.outerHTML.slice(0, 120) : "nothing: it is off screen") };
}
