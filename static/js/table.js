// The walkthrough's markup: reads the script from its rows, and shows a state.
// It decides nothing. A hook that is missing shows nothing.

import { lampState, stateWord, verdict } from "./steps.js";

/** A new element with these properties. */
export const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

/** Sets the text of an element, where there is one and it is another. */
export const write = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};

/** The text of an element, in one line. */
export const plain = (element) => element.innerText.replace(/\s+/g, " ").trim();

/** In a group of buttons the arrows move the focus. */
export function arrows(group, selector) {
  group.addEventListener("keydown", (e) => {
    const all = [...group.querySelectorAll(selector)];
    const to = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!to || !all.includes(e.target)) return;
    e.preventDefault();
    all[(all.indexOf(e.target) + to + all.length) % all.length].focus();
  });
}

/** The fragment that this server rendered. */
export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** The view of one root. */
export class Table {
  constructor(root) {
    this.root = root;
    this.narrow = matchMedia("(max-width: 60rem)");
    this.protocol = root.dataset.protocol;
    this.rows = [...this.all("tr[data-step]")].map((tr) => {
      const { step, code, readyState, recordedState, track, ...row } = tr.dataset;
      const number = (text) => (text ? Number(text) : undefined);
      const ready = Number(readyState) < 0 ? null : Number(readyState); // before there is an object
      return {
        ...row, tr, ready,
        n: Number(step),
        code: number(code),
        times: number(row.times),
        ms: number(row.ms),
        fires: number(row.fires),
        recorded: number(recordedState) ?? ready,
        track: track && JSON.parse(track),
      };
    });
    this.types = root.dataset.types?.split(" ").filter(Boolean) ?? [];
    this.start = JSON.parse(this.one("[data-tracker]")?.dataset.track ?? "null"); // the tracker before row 1
    this.last = this.rows.length;
    this.before = [...(this.one("[data-say]")?.childNodes ?? [])]; // the sentence before row 1
    this.panes = this.one("[data-panes]");
    this.home = this.panes?.parentNode;
    this.follows = this.panes?.nextSibling;
  }

  one(selector) {
    return this.root.querySelector(selector);
  }

  all(selector) {
    return this.root.querySelectorAll(selector);
  }

  row(n) {
    return this.rows[n - 1];
  }

  /** Lights row at, and marks what happened. */
  light(at, reached) {
    for (const { tr, n } of this.rows) {
      tr.classList.toggle("now", n === at);
      tr.classList.toggle("happened", n <= reached);
      const header = tr.querySelector("th");
      if (n === at) header.setAttribute("aria-current", "step");
      else header.removeAttribute("aria-current");
    }
    for (const tr of this.all("[data-axis-step]")) tr.classList.toggle("happened", tr.dataset.axisStep <= reached);
    for (const pane of this.all("[data-pane]")) {
      const lit = Number(pane.dataset.pane) === at;
      if (lit && pane.hidden) pane.parentNode.scrollTop = 0;
      pane.hidden = !lit;
    }
    this.place(at);
    this.#scroll(at);
  }

  // The lit row stays in view of a table that scrolls by itself; the page does not move.
  #scroll(at) {
    const box = this.one(".steps-scroll");
    if (!box) return;
    const view = box.getBoundingClientRect();
    const row = this.row(at)?.tr.getBoundingClientRect();
    const head = this.one("thead").offsetHeight;
    if (!row) box.scrollTop = 0;
    else box.scrollTop += Math.min(0, row.top - view.top - head) + Math.max(0, row.bottom - view.bottom);
  }

  /** Under 60rem the panes open beneath the lit row, and above the first where a question comes before it. */
  place(at) {
    if (!this.panes) return;
    const focus = document.activeElement;
    const row = this.narrow.matches && this.row(at)?.tr;
    const first = this.narrow.matches && !row && this.one('[data-predict="1"]') && this.row(1).tr;
    if (row || first) {
      if (!this.drawer) {
        this.drawer = make("tr", { className: "pane-row", role: "row" });
        this.drawer.append(make("td", { colSpan: this.rows[0].tr.cells.length, role: "cell" }));
      }
      if (first && first.previousSibling !== this.drawer) first.before(this.drawer);
      if (row && row.nextSibling !== this.drawer) row.after(this.drawer);
      if (!this.drawer.contains(this.panes)) this.drawer.firstChild.append(this.panes);
    } else if (this.panes.parentNode !== this.home) {
      this.home.insertBefore(this.panes, this.follows);
      this.drawer.remove();
    }
    if (this.panes.contains(focus) && focus !== document.activeElement) focus.focus({ preventScroll: true });
  }

  /** Calls place when the width passes 60rem. */
  onWidth(place, signal) {
    this.narrow.addEventListener("change", place, { signal });
  }

  lamp(state) {
    const lamp = this.one("[data-lamp]");
    if (!lamp) return;
    lamp.dataset.state = lampState(this.protocol, state);
    write(lamp.querySelector("[data-lamp-word]"), stateWord(this.protocol, state));
  }

  /** Says the sentence of a row: the server's HTML, else the recorded one. */
  say(n, html) {
    const recorded = this.one(`[data-pane="${n}"] .pane-say`) ?? this.one(`template[data-say-step="${n}"]`)?.content;
    const sentence = n === 0 ? this.before : html ? [fragment(html)] : recorded?.cloneNode(true).childNodes;
    if (sentence) this.one("[data-say]")?.replaceChildren(...sentence);
  }

  /** The sentence that is shown, as text. */
  get said() {
    return this.one("[data-say]")?.textContent.trim() ?? "";
  }

  /** Fills the quiet line with texts and elements; empty ones are left out. */
  aside(...parts) {
    const shown = parts.filter(Boolean).flatMap((part, i) => (i ? [" ", part] : [part]));
    const aside = this.one("[data-aside]");
    const now = [...(aside?.childNodes ?? [])].map((node) => node.data ?? node);
    if (shown.length !== now.length || shown.some((part, i) => part !== now[i])) aside?.replaceChildren(...shown);
  }

  /** Fills "Your run" of a row with the readyState got, null where there is no object; undefined empties it. */
  cell(n, got) {
    const cell = this.row(n)?.tr.querySelector("[data-run]");
    const { text, spoken, right } = verdict(this.protocol, got, this.row(n).ready);
    const mark = make("span", { textContent: text, ariaHidden: "true" });
    cell?.replaceChildren(...(got === undefined ? [] : [mark, make("span", { className: "vh", textContent: spoken })]));
    cell?.classList.toggle("mismatch", got !== undefined && !right);
  }

  /** Fills "Your run" up to row reached with what the recorded browser said. */
  recorded(reached) {
    for (const { n, recorded } of this.rows) this.cell(n, n <= reached ? recorded : undefined);
  }

  /** Shows another row's bytes beside row at's: live those of this run, else the recorded ones. */
  beside(at, live) {
    const beside = this.one(`[data-pane="${at}"] [data-wire-beside]`);
    const lane = beside && this.one(`[data-wire-${live ? "live" : "recorded"}="${beside.dataset.wireBeside}"]`);
    beside?.replaceChildren(...(lane?.cloneNode(true).childNodes ?? []));
  }

  tracker({ before, now }) {
    for (const tr of this.all("[data-tracker] [data-var]")) {
      const [was, is] = [before, now].map((values) => (typeof values === "string" ? values : values[tr.dataset.var]));
      write(tr.querySelector("[data-before]"), was);
      write(tr.querySelector("[data-now]"), is);
      tr.classList.toggle("changed", was !== is);
    }
  }

  /** Shows how far a run at full speed is, and that it can be stopped; without a row, that it can be started. */
  fast(row) {
    const [button, bar] = ["[data-full-speed]", "[data-fast]"].map((hook) => this.one(hook));
    if (!button) return;
    write(button, row === undefined ? "Run at full speed" : "Stop");
    bar.hidden = row === undefined;
    bar.value = row ?? 0;
  }

  /** Shows what may be pressed, and what is chosen. */
  buttons({ at, mode, asks, playing, finished, led }) {
    const { view, count } = this.root.dataset;
    const each = (hook, act) => this.all(`[data-${hook}]`).forEach(act);
    const press = (hook, on) => each(hook, (b) => b.setAttribute("aria-pressed", on(b.dataset)));
    press("mode-set", ({ modeSet }) => modeSet === mode);
    press("count-set", ({ countSet }) => countSet === count);
    press("show-all", () => "show" in this.root.dataset);
    press("flip", () => view === "server");
    press("play", () => playing);
    each("play", (b) => b.setAttribute("aria-label", playing ? "Stop" : "Play"));
    each("back", (b) => b.setAttribute("aria-disabled", at === 0));
    each("next", (b) => b.setAttribute("aria-disabled", !asks && at >= (led?.step ?? this.last)));
    each("next-label", (b) => write(b, !asks ? "Next" : led ? "Commit" : "Commit and run"));
    each("skip", (b) => (b.hidden = !asks || !!led));
    each("scrub", (range) => (range.value = at));
    each("after", (after) => (after.hidden = !finished));
    this.preview(at);
  }

  /** Says where the scrubber is. */
  preview(n) {
    write(this.one("[data-at]"), `${n} / ${this.last}`);
    const action = this.row(n)?.tr.querySelector(".action")?.textContent;
    const text = n ? `Step ${n} of ${this.last}: ${action}` : "Before step 1";
    this.one("[data-scrub]")?.setAttribute("aria-valuetext", text);
    for (const { tr, n: k } of this.rows) tr.classList.toggle("aim", k === n && !tr.classList.contains("now"));
  }

  /** Lights rows and a column that a hint speaks of, or puts them out. */
  hint(rows, column, on) {
    for (const n of rows) this.row(n)?.tr.classList.toggle("hinted", on);
    const cells = column ? this.all(`[data-col="${column}"], tr[data-step] > .${column}`) : [];
    for (const cell of cells) cell.classList.toggle("hinted", on);
  }

  focusNext() {
    this.one("[data-next]")?.focus({ preventScroll: true });
  }

  /** Scrolls the lit row and what stands beside it into view, and only if they are out of it. */
  reveal(at) {
    const box = (selector) => this.one(selector)?.getBoundingClientRect();
    const row = this.row(at)?.tr.getBoundingClientRect();
    if (!row) return;
    const top = box(".bar").height; // where it sticks; it may not yet
    const bottom = box("[data-foot]")?.top ?? innerHeight;
    const side = !this.narrow.matches && box(".side");
    let away = row.top < top ? row.top - top : Math.max(0, row.bottom - bottom);
    const asked = this.narrow.matches && box("[data-predict]:not([hidden]):has(:enabled)");
    if (asked) away = Math.max(away, Math.min(asked.bottom - bottom, row.top - top)); // the row stays in view
    if (side) away = Math.max(away, Math.min(side.bottom - bottom, box(".stage").top)); // the stage's top stays in view
    if (side?.top < 0) {
      // A link to a row puts the row at the top, and what stands beside it out of view.
      const lowest = innerHeight - (box("[data-foot]")?.height ?? 0);
      away = Math.min(away, Math.max(box(".stage").top, row.bottom - lowest));
    }
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (away) scrollBy({ top: away, behavior: calm ? "instant" : "smooth" });
  }
}
