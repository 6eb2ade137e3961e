// What is asked before something happens. The server grades, and the run decides.

import { fragment, plain } from "./table.js";

/** The predictions of one root. They carry no marks. */
export class Predictions {
  judging = false;
  asked = new Map(); // row to option, "" where it was skipped

  constructor(root) {
    this.forms = new Map([...root.querySelectorAll("form[data-predict]")].map((f) => [Number(f.dataset.predict), f]));
  }

  /** Whether row n has one that was not asked in this attempt. */
  open(n) {
    return this.forms.has(n) && !this.asked.has(n);
  }

  /** Keeps the chosen option. Where none is chosen it is false, and the question is brought into view. */
  commit(n) {
    const form = this.forms.get(n);
    const answer = new FormData(form).get("answer");
    if (answer) this.asked.set(n, answer);
    else form.scrollIntoView({ block: "nearest" });
    return !!answer;
  }

  skip(n) {
    this.asked.set(n, "");
  }

  /** Shows the one that is asked, and the outcome of row at. */
  show(asks, at) {
    for (const [n, form] of this.forms) form.hidden = n !== asks && !(n === at && form.dataset.answered);
  }

  /**
   * Has the server hold what was said before row n against the run; more is what
   * it must know besides. keep edits the stored progress. Resolves with the
   * outcome as text, "" for none.
   */
  async judge(n, run, keep, more = {}) {
    const answer = this.asked.get(n);
    const form = this.forms.get(n);
    if (!answer || form.dataset.answered) return "";
    this.judging = true;
    form.dataset.answered = answer;
    this.#lock(form, true);
    const question = form.elements.question.value;
    const said = form.querySelector("[data-outcome]");
    await run.flush(); // what decides may be what JavaScript saw
    try {
      said.replaceChildren(fragment(await run.ask(form.action, { question, answer, ...more })));
      keep((of) => ((of.predictions ??= {})[question] = { answer }));
    } catch (refusal) {
      said.textContent = refusal.message;
    }
    this.judging = false;
    return plain(said);
  }

  /** Makes all of them new, for a new attempt. */
  reset() {
    this.asked.clear();
    for (const form of this.forms.values()) {
      delete form.dataset.answered;
      form.querySelector("[data-outcome]").replaceChildren();
      this.#lock(form, false);
      for (const radio of form.querySelectorAll("[name=answer]")) radio.checked = false;
    }
  }

  #lock(form, on) {
    for (const radio of form.querySelectorAll("[name=answer]")) radio.disabled = on;
  }
}
