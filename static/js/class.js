// A page in a class: what the class does now, the walk together, what is asked.

import { Follower } from "./follower.js";
import { Link } from "./link.js";
import { Panel } from "./panel.js";
import { make } from "./table.js";

/** Connects the bar of a page in a class; page is {keep, voice, main}. */
export function connect(bar, page) {
  new InClass(bar, page).connect();
}

const APART = "wirewalk.apart"; // this window has stepped out

class InClass {
  constructor(bar, page) {
    Object.assign(this, { bar, page });
    this.one = (name) => bar.querySelector(`[data-class-${name}]`);
    this.panel = new Panel(document.querySelector("[data-class-panel]"), page);
    this.follower = new Follower(page);
    this.link = new Link("/class/stream", {
      me: (me) => this.#me(me),
      class: (state) => this.#show(state),
      gone: () => this.#gone("This class is no more, or you are no longer in it."),
      refused: () => this.#gone("This browser is in no class any more."),
      away: (away) => bar.toggleAttribute("data-away", away),
    }, { carried: true });
  }

  connect() {
    this.link.connect();
    this.one("actions").addEventListener("click", ({ target }) => {
      if (target.closest("[data-apart]")) this.#apart(true);
      if (target.closest("[data-join-in]")) this.#apart(false);
      if (target.closest("[data-open-panel]")) this.panel.open();
      if (target.closest("[data-go-there]")) this.page.main?.root.scrollIntoView({ block: "start" });
    });
    if (document.querySelector("[data-specimen]")) {
      import("./specimen.js").then(({ Specimen }) => new Specimen(document, this.link).connect());
    }
    this.panel.changed = () => this.state && this.#show(this.state);
  }

  get apart() {
    return sessionStorage.getItem(APART) === "yes";
  }

  #apart(out) {
    sessionStorage.setItem(APART, out ? "yes" : "no");
    this.#show(this.state);
    this.one("actions").querySelector("button")?.focus();
    this.page.voice.say(out ? "You walk by yourself now." : "You follow your instructor again.");
  }

  // What the server knows of this person comes first: they may be here from another device.
  #me({ name, noWebSocket, lessons }) {
    this.name = name;
    this.follower.bar(noWebSocket);
    for (const [slug, { step, of }] of Object.entries(lessons)) {
      if ((this.page.keep.of(slug).step ?? 0) < step) this.page.keep.update(slug, (kept) => Object.assign(kept, { step, max: of }));
    }
    this.page.chips();
  }

  #gone(text) {
    this.state = null;
    this.follower.free();
    this.panel.put(null);
    this.one("now").textContent = text;
    this.one("chip").textContent = "Class";
    this.one("actions").replaceChildren(make("a", { href: "/join", className: "btn small", textContent: "Join a class" }));
    this.bar.hidden = false;
  }

  #show(state) {
    this.state = state;
    this.bar.hidden = false;
    const bdi = (textContent) => make("bdi", { textContent });
    this.one("chip").replaceChildren(bdi(state.title), ...(this.name ? [": ", bdi(this.name)] : []));
    this.panel.put(state.ended ? null : state);
    const { words, actions } = this.#says(state);
    const now = this.one("now");
    if (now.textContent !== words) now.textContent = words;
    const had = this.one("actions");
    const next = [...actions, ...this.#answer()];
    if (had.textContent !== next.map((b) => b.textContent).join("")) had.replaceChildren(...next);
  }

  #answer() {
    if (!this.panel.waits) return [];
    const button = make("button", { type: "button", className: "btn small primary", textContent: this.panel.waits });
    button.dataset.openPanel = "";
    return [button];
  }

  #says({ ended, pacing }) {
    const button = (hook, textContent) => {
      const b = make("button", { type: "button", className: "btn small", textContent });
      b.dataset[hook] = "";
      return b;
    };
    if (ended || !pacing) {
      this.follower.free();
      return { words: ended ? "This class has ended. The lessons stay open." : "Walk at your own speed.", actions: [] };
    }
    const { lesson, title, step, steps, predicts } = pacing;
    const at = step ? `row ${step} of ${steps}` : "the beginning";
    if (!this.follower.isOn(lesson)) {
      const there = make("a", { className: "btn small primary", href: `/lessons/${lesson}#walkthrough`, textContent: "Go there" });
      return { words: `The class is at ${at} of “${title}”.`, actions: [there] };
    }
    if (this.apart) {
      this.follower.free();
      return { words: `The class is at ${at}. You walk by yourself.`, actions: [button("joinIn", "Step back in")] };
    }
    this.follower.lead(this.state);
    const actions = [button("apart", "Step out")];
    if (!this.follower.inView) actions.unshift(button("goThere", "Go there"));
    const { answered, row } = this.state.asking ?? {};
    const words = predicts && row === predicts
      ? `Say what row ${predicts} will do: ${answered} of ${Math.max(answered, this.state.here)} committed.`
      : `Your instructor leads: ${at}.`;
    return { words, actions };
  }
}
