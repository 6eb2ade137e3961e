// What the instructor asks, on whichever page somebody is.

import { backoff } from "./backoff.js";
import { send } from "./send.js";
import { fragment, make } from "./table.js";

const TRIES = 6; // at one question, until the class says anew what it does
const SOON = 500; // ms until the second of them, at least
const MISSED = "?"; // what is asked did not come

// What is asked now, as this server rendered it; null where it has nothing for this
// browser. Rejects where another try may help.
async function question() {
  const response = await fetch("/class/question", { signal: AbortSignal.timeout(10_000) });
  if (response.status >= 500 || response.status === 429) throw new Error(`status ${response.status}`);
  return response.ok ? fragment(await response.text()) : null;
}

/** The panel of a page in a class. put(state) shows what is asked; changed() is called when waits has changed. */
export class Panel {
  shown = ""; // "n/round/state" of the question, "" for none, or MISSED
  folded = false;
  changed = () => {};

  constructor(root, page) {
    Object.assign(this, { root, page });
    this.body = make("div", { className: "panel-body" });
    const fold = make("button", { type: "button", className: "btn small", textContent: "Put aside" });
    fold.addEventListener("click", () => this.fold());
    root.append(this.body, fold);
  }

  /** What the button that opens a folded panel says; "" where there is nothing to open. */
  get waits() {
    if (!this.folded) return "";
    if (this.plug) return "The plug";
    return this.shown && "The question";
  }

  fold() {
    this.#place(true);
  }

  open() {
    this.#place(false);
    this.root.querySelector("h2")?.setAttribute("tabindex", "-1");
    this.root.querySelector("h2")?.focus();
  }

  #place(folded = this.folded) {
    this.folded = folded;
    this.root.hidden = folded || !(this.shown || this.plug);
    this.changed();
  }

  /** Shows what is asked in a state of the class; null: nothing is. */
  async put(state) {
    this.#plug(state?.plug);
    const asking = state?.asking;
    const what = asking && !asking.row ? `${asking.n}/${asking.round}/${asking.state}` : "";
    if (what === this.shown) return;
    const fresh = this.shown.split("/").slice(0, 2).join("/") !== what.split("/").slice(0, 2).join("/");
    this.shown = what;
    if (!what) {
      this.sending?.abort();
      this.body.querySelector("[data-asked]")?.remove();
      return this.#place();
    }
    await this.#fetch(what, fresh);
  }

  async #fetch(what, fresh, tries = 0) {
    let html;
    try {
      html = await question();
    } catch {
      if (this.shown !== what) return;
      if (tries + 1 === TRIES) this.shown = MISSED;
      else setTimeout(() => this.shown === what && this.#fetch(what, fresh, tries + 1), backoff(tries, SOON));
      return;
    }
    if (!html || this.shown !== what) return;
    this.body.querySelector("[data-asked]")?.remove();
    const form = html.querySelector("form[data-vote]");
    if (form) this.#form(form);
    // Who has come to the lab is not to look at how to get there.
    this.body.prepend(html);
    const there = this.body.querySelector(".trials a")?.pathname === location.pathname;
    this.#place(there || (!fresh && this.folded));
    const { state } = this.body.querySelector("[data-asked]").dataset;
    const words = { open: "Your instructor asks a question.", closed: "The vote is closed.", revealed: "Your instructor shows what everyone answered." };
    this.page.voice.say(words[state]);
  }

  async #form(form) {
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.#send(form, e.submitter);
    });
    const list = form.querySelector("[data-order]");
    const bytes = form.querySelector("[data-bytes]");
    if (!list && !bytes) return;
    const { ordering, rove } = await import("./quiz.js");
    if (list) ordering(list, (text) => this.page.voice.say(text));
    if (bytes) rove(bytes);
  }

  async #send(form, submitter) {
    const saved = form.querySelector("[data-vote-saved]");
    const fields = [...new FormData(form)];
    if (submitter?.name === "answer") fields.push(["answer", submitter.value]);
    for (const b of form.querySelectorAll(".byte")) b.setAttribute("aria-pressed", b === submitter);
    const tell = (text) => {
      saved.textContent = text;
      this.page.voice.say(text);
    };
    this.sending?.abort();
    const { signal } = (this.sending = new AbortController());
    saved.textContent = "Sending…";
    let told = false;
    try {
      await send(form.action, fields, {
        signal,
        late: () => (told ||= (tell("Not sent yet: this page cannot reach the server. It is sent as soon as it can be."), true)),
      });
      tell("Stored. You may change it until the vote is closed.");
    } catch (refusal) {
      if (refusal) tell(refusal.message);
    }
  }

  // Both connections of the plug live as long as it is plugged in.
  async #plug(plug) {
    if ((plug?.n ?? 0) === (this.plug ?? 0)) return;
    this.plug = plug?.n;
    this.unplug?.disconnect();
    this.unplug = null;
    this.body.querySelector("[data-plug]")?.remove();
    if (!plug) return this.#place();
    this.page.main?.session.run?.leave(); // a page has two streams at most
    const part = document.querySelector("[data-plug-template]").content.cloneNode(true).firstElementChild;
    this.body.append(part);
    this.#place(false);
    const { connect } = await import("./plug.js");
    if (this.plug === plug.n) this.unplug = connect(part, this.page);
  }
}
