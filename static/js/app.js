// The entry: finds what is on the page, connects it, and hears presses and keys.

import { Keep, finished, progressText, score } from "./keep.js";
import { arrows } from "./table.js";
import { AWAY, Walkthrough, fetchLive } from "./walkthrough.js";

const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
const keep = new Keep();

// The page's one voice is role=status. With wait (ms), only the last text of a hurry is said.
const voice = {
  say(text, wait = 0) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (document.getElementById("status").textContent = text), wait);
  },
};

function chips() {
  const all = keep.all();
  each("[data-progress]", (chip) => {
    const of = all[chip.dataset.progress] ?? {};
    const text = progressText(of);
    if (text) chip.textContent = text;
    chip.toggleAttribute("data-done", finished(of));
  });
  if (keep.get("last")) each("[data-continue]", async (part) => (await import("./map.js")).goOn(part, keep));
}

const page = { keep, voice, chips, depth, main: null };

function theme(button) {
  const html = document.documentElement;
  const next = { system: "light", light: "dark", dark: "system" };
  const now = () => html.dataset.theme ?? "system";
  const label = () => button.setAttribute("aria-label", `Theme: ${now()}. Change to ${next[now()]}`);
  label();
  button.addEventListener("click", () => {
    const chosen = next[now()];
    if (chosen === "system") delete html.dataset.theme;
    else html.dataset.theme = chosen;
    keep.set("theme", chosen === "system" ? null : chosen);
    label();
  });
}

const presses = {
  "[data-next]": (w) => w.next(),
  "[data-back]": (w) => w.back(),
  "[data-skip]": (w) => w.next("skip"),
  "[data-play]": (w) => (w.playing ? w.stop() : w.play()),
  "[data-again]": (w) => w.again(),
  "[data-full-speed]": (w) => w.fullSpeed(),
  "[data-show-all]": (w) => w.set("show", "show" in w.root.dataset ? null : ""),
  "[data-mode-set=live]": (w) => w.live(),
  "[data-mode-set=replay]": (w) => w.replay(),
  "[data-flip]": (w) => w.set("view", w.root.dataset.view === "client" ? "server" : "client"),
  "[data-count-set]": (w, b) => w.set("count", b.dataset.countSet),
  "[data-depth-set]": (w, b) => {
    keep.set("depth", b.dataset.depthSet);
    depth(b.dataset.depthSet);
  },
  "[data-keys]": (w) => w.table.one("[data-keys-dialog]")?.showModal(),
};

// How deep to look is chosen once, and kept. Until then each page has its own.
function depth(chosen) {
  each("[data-walkthrough]", (root) => (root.dataset.depth = chosen));
  each("[data-depth-set]", (tab) => {
    const on = tab.dataset.depthSet === chosen;
    tab.setAttribute("aria-selected", on);
    tab.tabIndex = on ? 0 : -1;
  });
}

const letters = () => keep.get("keys") !== "off";

// Keys act while the focus is inside the walkthrough and not on what uses them.
const arrowed = "input, [role=tab], pre, .scroll";
const keys = {
  ArrowRight: { not: arrowed, act: (w) => w.next() },
  ArrowLeft: { not: arrowed, act: (w) => w.back() },
  " ": { not: "input, button, summary, a, pre, .scroll, .steps-scroll, .pane-body", act: presses["[data-play]"] },
  l: { letter: true, act: (w) => (w.mode === "live" ? w.replay() : w.live()) },
  "?": { letter: true, act: presses["[data-keys]"] },
};

function key(w, e) {
  const { not, letter, act } = keys[e.key] ?? keys[e.key.toLowerCase()] ?? {};
  if (!act || e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.target.closest("dialog, select, textarea") || (not && e.target.closest(not)) || (letter && !letters())) return;
  e.preventDefault();
  act(w);
}

function controls(w, signal) {
  const on = (element, type, act) => element?.addEventListener(type, act, { signal });
  on(w.root, "click", (e) => {
    for (const [selector, press] of Object.entries(presses)) {
      const button = e.target.closest(selector);
      if (button) return press(w, button);
    }
    const link = e.target.closest("tr[data-step] th a");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    w.stop();
    w.go(Number(link.closest("tr").dataset.step), "link");
  });
  on(w.root, "submit", (e) => {
    if (!e.target.matches("[data-predict]")) return;
    e.preventDefault();
    w.next();
  });
  on(w.root, "keydown", (e) => key(w, e));
  const scrub = w.table.one("[data-scrub]");
  on(scrub, "input", () => w.table.preview(Number(scrub.value)));
  on(scrub, "change", () => {
    w.stop();
    w.go(Number(scrub.value), "scrub");
  });
  const box = w.table.one("[data-keys-letters]");
  if (box) box.checked = letters();
  on(box, "change", () => keep.set("keys", box.checked ? null : "off"));
  each("[role=tablist]", (list) => arrows(list, "[role=tab]"), w.root);
}

// Says beside what was pressed that nothing came of it.
function told(target) {
  const part = target.closest("[data-question], [data-way], [data-why], [data-snippets], [data-demo]");
  const place = part?.querySelector("[data-verdict], [data-aside]:not([hidden] *)");
  if (place) place.textContent = AWAY;
  voice.say(AWAY);
}

// What stands further down is fetched when it, or the part of it that near is,
// comes near, or when a hand or the focus comes to it. A press that is quicker is
// kept, and done then.
function later(root, connect, near) {
  const wired = new AbortController();
  let kept = null;
  const come = async () => {
    seen?.disconnect();
    try {
      await connect();
    } catch {
      if (kept) told(kept.target);
      kept = null;
      return;
    }
    wired.abort();
    kept?.again();
  };
  let coming = false;
  const fetch = () => (coming ||= come().finally(() => (coming = wired.signal.aborted)));
  const early = (find) => (e) => {
    const again = find(e);
    if (!again) return;
    e.preventDefault();
    e.stopPropagation();
    kept = { again, target: e.target };
    fetch();
  };
  const on = (type, act) => root.addEventListener(type, act, { capture: true, signal: wired.signal });
  on("pointerover", fetch);
  on("focusin", fetch);
  // What it was sent by may be another button by then, of the same value.
  on("submit", early(({ target, submitter: by }) => () => target.requestSubmit(by?.form ? by : [...target.elements].find((b) => by && b.value === by.value))));
  on("click", early(({ target }) => {
    const button = target.closest("[data-next], [data-run-all], [data-why-start], [data-run-code], [data-demo] button, [data-bench] button, [data-copy]");
    return button && (() => button.click());
  }));
  const seen = near && "IntersectionObserver" in window
    ? new IntersectionObserver(([entry]) => entry.isIntersecting && fetch(), { rootMargin: "300px" })
    : null;
  seen?.observe(near === true ? root : near);
}

const experiments = () => import("./experiment.js");

// A lab begins with its experiments, so they would come near at once. They are
// fetched then only if its address turns a knob.
const near = !location.pathname.startsWith("/labs/") || location.search !== "";

// All questions of a page are connected at once, when the first comes near.
let asked;
function questions(root) {
  const forms = document.querySelectorAll("form[data-question]");
  const slug = /\/lessons\/([^/]+)\//.exec(forms[0]?.action)?.[1];
  for (const output of root.querySelectorAll("[data-score]")) output.textContent = `${score(keep.of(slug))} of ${forms.length}`;
  const connect = async () => new (await import("./quiz.js")).Quiz(page).connect();
  later(root, () => (asked ??= connect().catch((e) => ((asked = null), Promise.reject(e)))), root.querySelector("form[data-question]"));
}

// A row that is revealed may move Next from under a finger. A click that began
// on it and did not move is its own, wherever it ends.
let down = null;
addEventListener("pointerdown", (e) => (down = e), true);
addEventListener("click", (e) => {
  const next = down?.target.closest("[data-next]");
  if (!next || !e.detail || next.contains(e.target) || Math.hypot(e.clientX - down.clientX, e.clientY - down.clientY) > 8) return;
  e.preventDefault();
  e.stopPropagation();
  next.click();
}, true);

let explained; // the terms of the page

each("[data-theme-toggle]", theme);
each("[data-copy]", (button) => {
  button.hidden = false;
  later(button, async () => (await import("./copy.js")).copy(button, voice));
});
each("[data-why]", (root) => later(root, async () => (await import("./why.js")).why(root, voice)));
each("[data-experiment]", (root) => later(root, async () => new (await experiments()).Experiment(root, page).connect(), near));
each("[data-opening]", (root) => later(root, async () => new (await experiments()).Opening(root, page).connect()));
each("[data-snippets]", (root) => later(root, async () => new (await import("./snippet.js")).Snippets(root, page).connect()));
// Each demo is a module of its own, which has the name of the demo.
each("[data-demo]", (root) => later(root, async () => (await import(`./${root.dataset.demo}.js`)).connect(root, page)));
// What a page cannot do without is fetched at once.
each("[data-module]", async (root) => (await import(`./${root.dataset.module}.js`)).connect(root, page));
each("[data-walkthrough]:not([data-variant], [data-way])", (root) => {
  const walkthrough = new Walkthrough(root, page);
  walkthrough.connect();
  controls(walkthrough, walkthrough.wired.signal);
  for (const type of ["pointerover", "focusin"]) {
    root.addEventListener(type, () => fetchLive().catch(() => {}), { once: true, signal: walkthrough.wired.signal });
  }
  if (walkthrough.compact) import("./inview.js").then(({ play }) => play(walkthrough, walkthrough.wired.signal));
  else page.main ??= walkthrough;
});
// The tabs are there with JavaScript only, and so are their panels.
each("[data-depth-panel]", (panel) => {
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", `depth-${panel.dataset.depthPanel}`);
});
depth(keep.get("depth") ?? document.querySelector("[data-depth]")?.dataset.depth ?? "plain");
each("[data-questions]", questions);
for (const type of ["pointerover", "focusin"]) {
  addEventListener(type, ({ target }) => {
    if (!target.closest?.("a[href^='/glossary#']") || explained) return;
    explained = import("./terms.js").then(({ explain }) => explain()).catch(() => (explained = null));
  });
}
chips();
addEventListener("storage", chips);
addEventListener("pageshow", chips);
addEventListener("hashchange", () => page.main?.follow());
