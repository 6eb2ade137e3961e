// The addresses' lights, while they are looked at.

const EVERY = 2000; // ms

/** Connects the part with the addresses. */
export function connect(part) {
  const region = part.querySelector("[data-region]");
  if (!region) return;
  let shown = "";
  setInterval(async () => {
    if (document.hidden || part.contains(document.activeElement)) return;
    const response = await fetch("/teach/addresses", { signal: AbortSignal.timeout(5000) }).catch(() => null);
    const html = response?.ok ? await response.text() : shown;
    if (html !== shown) region.innerHTML = shown = html;
  }, EVERY);
}
