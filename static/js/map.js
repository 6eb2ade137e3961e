// The map of the course: where to go on.

/** Makes part lead to where this browser was last; hides it where the page does not list that lesson. */
export function goOn(part, keep) {
  const [slug, at] = (keep.get("last") ?? "").split("#");
  const to = [...document.querySelectorAll("[data-lesson-title]")].find((title) => title.pathname === `/lessons/${slug}`);
  part.hidden = !to;
  if (!to) return;
  const link = part.querySelector("a");
  const row = at?.match(/^step-(\d+)$/)?.[1];
  link.href = `${to.pathname}#${at ?? ""}`;
  link.querySelector("b").textContent = to.textContent + (row ? `, row ${row}` : "");
}
