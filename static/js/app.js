// The entry: finds what is on the page, connects it, and hears presses and keys.

import { Keep, progressText } from "./keep.js";
import { Experiment, Quiz } from "./questions.js";
import { Walkthrough } from "./walkthrough.js";

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
    const text = progressText(all[chip.dataset.progress] ?? {});
    if (text) chip.textContent = text;
  });
}

const page = { keep, voice, chips, main: null };

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

async function copied(text) {
  // The clipboard API needs a secure context, which a classroom address is not.
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true, className: "vh" });
  const focus = document.activeElement;
  document.body.append(area);
  area.select();
  const ok = document.execCommand("copy");
  area.remove();
  focus?.focus({ preventScroll: true });
  return ok;
}

function copy(button) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const lines = [...button.parentElement.querySelectorAll("pre .line")].map((line) => line.textContent.trimEnd());
    const text = lines.length ? lines.join("\n") : button.parentElement.querySelector("pre").textContent;
    const said = (await copied(`${text.trim()}\n`)) ? "Copied" : "Select and copy by hand";
    button.textContent = said;
    voice.say(`${said}.`);
    setTimeout(() => (button.textContent = label), 2000);
  });
}

// A page that must keep asking, beside one connection on which news arrives.
function why(root) {
  const [asks, tells, start] = ["[data-asks]", "[data-tells]", "[data-why-start]"].map((s) => root.querySelector(s));
  if (!asks || !tells || !start) return;
  const label = start.textContent;
  let stop = null;
  const run = () => {
    const url = new URL("/live/echo", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    let asked = 0;
    let told = 0;
    const socket = new WebSocket(url);
    socket.addEventListener("message", () => (tells.textContent = told += 1));
    const ask = () => {
      asks.textContent = asked += 1;
      fetch("/healthz", { cache: "no-store" }).catch(() => {});
      // News comes when it comes; the echo brings back what is sent to it.
      if (asked % 4 === 3 && socket.readyState === WebSocket.OPEN) socket.send("news");
      if (asked === 10) end();
    };
    const timer = setInterval(ask, 1000);
    const end = () => {
      clearInterval(timer);
      if (!stop) return;
      stop = null;
      setTimeout(() => socket.close(), 500); // the last news is still on its way
      start.textContent = label;
      voice.say(`${asked} requests to ask; ${told} messages on one connection.`);
    };
    asks.textContent = tells.textContent = "0";
    ask();
    start.textContent = "Stop";
    stop = end;
  };
  start.addEventListener("click", () => (stop ? stop() : run()));
  addEventListener("pagehide", () => stop?.());
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
  "[data-depth-set]": (w, b) => depth(b.dataset.depthSet),
  "[data-keys]": (w) => w.table.one("[data-keys-dialog]")?.showModal(),
};

// How deep to look is chosen once, and kept.
function depth(chosen) {
  keep.set("depth", chosen);
  each("[data-walkthrough]", (root) => (root.dataset.depth = chosen));
  each("[data-depth-set]", (tab) => {
    const on = tab.dataset.depthSet === chosen;
    tab.setAttribute("aria-selected", on);
    tab.tabIndex = on ? 0 : -1;
  });
}

const letters = () => keep.get("keys") !== "off";

// Keys act while the focus is inside the walkthrough and not on what uses them.
const arrows = "input, [role=tab], pre, .scroll";
const keys = {
  ArrowRight: { not: arrows, act: (w) => w.next() },
  ArrowLeft: { not: arrows, act: (w) => w.back() },
  " ": { not: "input, button, summary, a, pre, .scroll, .pane-body", act: presses["[data-play]"] },
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

// In a tab list the arrows move the focus; Enter and space choose.
function tabs(list) {
  list.addEventListener("keydown", (e) => {
    const all = [...list.querySelectorAll("[role=tab]")];
    const to = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!to || !all.includes(e.target)) return;
    e.preventDefault();
    all[(all.indexOf(e.target) + to + all.length) % all.length].focus();
  });
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
  each("[role=tablist]", tabs, w.root);
}

// A recording on the first page begins by itself once it is in view, gently.
function playInView(w, signal) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches || !("IntersectionObserver" in window)) return;
  const seen = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    seen.disconnect();
    if (w.at === 0 && w.mode === "replay") w.play(true);
  }, { threshold: 0.4 });
  seen.observe(w.root);
  signal.addEventListener("abort", () => seen.disconnect());
}

each("[data-theme-toggle]", theme);
each("[data-copy]", copy);
each("[data-why]", why);
each("[data-walkthrough]", (root) => {
  if ("experiment" in root.dataset) return new Experiment(root, page).connect();
  const walkthrough = new Walkthrough(root, page);
  walkthrough.connect();
  controls(walkthrough, walkthrough.wired.signal);
  if (walkthrough.compact) playInView(walkthrough, walkthrough.wired.signal);
  else page.main ??= walkthrough;
});
depth(keep.get("depth") ?? "plain");
new Quiz(page).connect();
chips();
addEventListener("storage", chips);
addEventListener("hashchange", () => page.main?.follow());
