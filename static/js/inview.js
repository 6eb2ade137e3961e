// The recordings of the first page.

/** Lets a recording begin by itself, gently, once it is in view; signal ends the looking. */
export function play(w, signal) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches || !("IntersectionObserver" in window)) return;
  const seen = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    seen.disconnect();
    if (w.at === 0 && w.mode === "replay") w.play(true);
  }, { threshold: 0.4 });
  seen.observe(w.root);
  signal.addEventListener("abort", () => seen.disconnect());
}
