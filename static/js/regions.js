// Regions of a page that its stream keeps fresh.

// What had the focus, so that the same thing in the new markup gets it.
function focused(region) {
  const a = document.activeElement;
  if (!region.contains(a)) return () => {};
  const same = (b) => b.tagName === a.tagName && b.name === a.name && b.value === a.value && b.textContent === a.textContent;
  const near = (b) => b.tagName === a.tagName;
  return () => {
    const all = [...region.querySelectorAll("button:not(:disabled), a, select, summary, input")];
    (all.find(same) ?? all.find((b) => b.classList.contains("primary")) ?? all.find(near))?.focus({ preventScroll: true });
  };
}

// A select that somebody has set and not sent yet stays as it is.
function chosen(region) {
  const of = new Map([...region.querySelectorAll("select")].map((s) => [s.name, s.value]));
  return () => {
    for (const s of region.querySelectorAll("select")) {
      if (s.name !== "step" && of.has(s.name) && [...s.options].some((o) => o.value === of.get(s.name))) s.value = of.get(s.name);
    }
  };
}

function put(region, html) {
  const focus = focused(region);
  const choose = chosen(region);
  const open = new Map([...region.querySelectorAll("[data-keep-open]")].map((d) => [d.dataset.keepOpen, d.open]));
  region.innerHTML = html;
  for (const d of region.querySelectorAll("[data-keep-open]")) {
    if (open.has(d.dataset.keepOpen)) d.open = open.get(d.dataset.keepOpen);
  }
  choose();
  focus();
}

/** Puts what has changed into the regions of a root: {set: {name: html}, items: names in order}. */
export function refresh(root, { set, items }) {
  const list = root.querySelector("[data-items]");
  const at = (name) => root.querySelector(`[data-region="${CSS.escape(name)}"]`);
  for (const [name, html] of Object.entries(set)) {
    let region = at(name);
    if (!region && list) {
      region = document.createElement("li");
      region.dataset.region = name;
      list.append(region);
    }
    if (region) put(region, html);
  }
  if (!items || !list) return;
  const had = document.activeElement;
  const wanted = new Set(items);
  for (const li of [...list.children]) if (!wanted.has(li.dataset.region)) li.remove();
  items.forEach((name, i) => {
    const li = at(name);
    if (li && list.children[i] !== li) list.insertBefore(li, list.children[i] ?? null);
  });
  if (document.activeElement !== had && list.contains(had)) had.focus({ preventScroll: true });
}
