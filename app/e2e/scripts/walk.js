// What a walkthrough shows, and what its connection really is.
(selector) => {
  const root = document.querySelector(selector);
  const text = (el) => (el ? el.innerText.replace(/\s+/g, " ").trim() : "");
  const plain = (el) => (el ? el.textContent.replace(/\s+/g, " ").trim() : "");
  const one = (inside) => root.querySelector(inside);
  const all = (inside) => [...root.querySelectorAll(inside)];
  const shown = (el) => !!el && el.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const numbers = (els, key) => els.map((el) => Number(el.dataset[key]));
  const rows = all("tr[data-step]");
  const tracker = {};
  for (const tr of all("tr[data-var]")) {
    tracker[tr.dataset.var] = [plain(tr.querySelector("[data-before]")), plain(tr.querySelector("[data-now]"))];
  }
  const cells = {};
  for (const tr of rows) {
    const columns = { lanes: ["wire", "sees", "state"], dialogue: ["wire", "client", "state", "server"] }[root.dataset.layout];
    cells[tr.dataset.step] = (columns ?? ["sent", "received", "state"]).map((c) => text(tr.querySelector(`td.${c}`)));
  }
  const next = one("[data-next]");
  const back = one("[data-back]");
  const studied = (list) => list.filter((c) => new URL(c.url).pathname.startsWith("/runs/") && !c.url.endsWith("/trace"));
  const connections = studied(window.__e2e?.all ?? []);
  const focus = document.activeElement;
  const pending = all("form[data-predict]").find((form) => shown(form) && form.querySelector("input[name=answer]:enabled"));
  return {
    mode: root.dataset.mode,
    view: root.dataset.view,
    depth: root.dataset.depth,
    now: numbers(rows.filter((tr) => tr.classList.contains("now")), "step"),
    current: numbers(rows.filter((tr) => tr.querySelector("[aria-current=step]")), "step"),
    happened: numbers(rows.filter((tr) => tr.classList.contains("happened")), "step"),
    lamp: one("[data-lamp]")?.dataset.state ?? "",
    lampWord: text(one("[data-lamp-word]")),
    say: plain(one("[data-say]")),
    aside: plain(one("[data-aside]")),
    status: plain(document.querySelector("[role=status]")),
    at: plain(one("[data-at]")),
    run: Object.fromEntries(rows.map((tr) => [tr.dataset.step, plain(tr.querySelector("[data-run]"))])),
    cells,
    tracker,
    panes: numbers(all("[data-pane]").filter(shown), "pane"),
    next: shown(next) ? text(one("[data-next-label]") ?? next) : "",
    nextOff: next?.getAttribute("aria-disabled") === "true" || !!next?.disabled,
    backOff: back?.getAttribute("aria-disabled") === "true" || !!back?.disabled,
    skip: shown(one("[data-skip]")),
    predict: pending ? Number(pending.dataset.predict) || 1 : 0,
    outcome: all("[data-outcome]").filter(shown).map(text).join(" ").trim(),
    after: shown(one("[data-after]")),
    scrub: one("[data-scrub]") ? Number(one("[data-scrub]").value) : -1,
    scrubText: one("[data-scrub]")?.getAttribute("aria-valuetext") ?? "",
    connections: connections.map((c) => ({ path: new URL(c.url).pathname, state: c.readyState })),
    focus: focus ? [focus.tagName.toLowerCase(), ...Object.keys(focus.dataset)].join(" ") : "",
    focusText: text(focus).slice(0, 60),
    hash: location.hash,
  };
}
