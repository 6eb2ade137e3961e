// What is asked: predictions before a row, the cards of the quiz, and
// experiments, which begin with a prediction. The server grades.

import { score } from "./keep.js";
import { ask } from "./run.js";
import { Session } from "./session.js";
import { Table, fragment } from "./table.js";

const plain = (element) => element.innerText.replace(/\s+/g, " ").trim();
const numbers = (text) => (text?.match(/\d+/g) ?? []).map(Number);
const chosen = (form) => new FormData(form).get("answer");

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
    const answer = chosen(form);
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
   * Has the server hold what was said before row n against the run. keep edits
   * the stored progress. Resolves with the outcome as text, "" for none.
   */
  async judge(n, run, keep) {
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
      said.replaceChildren(fragment(await ask(form.action, { question, answer, run: run.id })));
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
      form.reset();
      delete form.dataset.answered;
      form.querySelector("[data-outcome]").replaceChildren();
      this.#lock(form, false);
    }
  }

  #lock(form, on) {
    for (const radio of form.querySelectorAll("[type=radio]")) radio.disabled = on;
  }
}

/** An experiment: a prediction, then the whole script unheld, under a stopwatch. */
export class Experiment {
  constructor(root, page) {
    this.page = page;
    this.table = new Table(root);
    this.predictions = new Predictions(root);
    [this.row] = this.predictions.forms.keys();
    this.session = new Session(this.table, {
      tell: (told) => this.#tell(told),
      changed: () => this.table.lamp(this.session.state),
    });
  }

  connect() {
    const press = (e) => {
      e.preventDefault();
      this.press();
    };
    this.table.one("[data-next]")?.addEventListener("click", press);
    this.predictions.forms.get(this.row)?.addEventListener("submit", press);
    addEventListener("pagehide", () => this.session.run?.leave());
  }

  /** Runs it, or stops what runs. */
  async press() {
    const { table, session, predictions, row } = this;
    if (session.busy) return session.run?.letGo();
    if (predictions.open(row) && !predictions.commit(row)) return this.#tell("Choose one first. A guess costs nothing.");
    this.#tell("");
    this.#label("Stop");
    session.reset();
    table.light(0, 0);
    let ended;
    const watch = setInterval(() => this.#watch(ended), 100);
    const result = await session.attempt(() => session.fullSpeed(({ type, step, say, at, readyState }) => {
      if (type === "close" || type === "error") ended = at;
      if (type) return table.cell(step, readyState);
      table.light(step, step);
      table.say(step, say);
    }));
    clearInterval(watch);
    this.#label("Run it again");
    if (result !== "done") return;
    this.#watch(ended);
    for (const after of table.all("[data-after]")) after.hidden = false;
    const keep = (change) => this.page.keep.update(table.root.dataset.lesson, change);
    const outcome = await predictions.judge(row, session.run, keep);
    this.page.voice.say(`${table.said} ${outcome}`);
  }

  // The time until the connection was gone, or until now.
  #watch(ended) {
    const { born } = this.session.run ?? {};
    const watch = this.table.one("[data-stopwatch]");
    if (watch && born) watch.textContent = ended ? `${ended.toFixed(1)} ms` : `${((performance.now() - born) / 1000).toFixed(1)} s`;
  }

  #label(text) {
    for (const label of this.table.all("[data-next-label]")) label.textContent = text;
  }

  #tell(told) {
    const parts = [told].flat();
    this.table.aside(...parts);
    if (told) this.page.voice.say(parts[0]);
  }
}

/** The quiz: graded by the server, in the page. Without it the forms still work. */
export class Quiz {
  constructor(page) {
    this.page = page;
    this.forms = [...document.querySelectorAll("form[data-question]")];
    this.slug = /\/lessons\/([^/]+)\//.exec(this.forms[0]?.action)?.[1];
  }

  connect() {
    for (const form of this.forms) {
      form.addEventListener("submit", (e) => {
        e.preventDefault();
        this.#check(form);
      });
      form.addEventListener("change", () => this.#mark(form, null));
      form.addEventListener("click", ({ target }) => {
        const rows = target.closest("[data-show-rows]")?.dataset.showRows;
        if (rows) this.page.main?.point(numbers(rows));
        if (target.closest("[data-retry]")) this.#retry(form);
      });
      for (const hint of form.querySelectorAll("[data-hint]")) {
        hint.addEventListener("toggle", () => this.#hint(form, hint));
      }
      this.#restore(form);
    }
    if (this.forms.length) this.#score();
  }

  async #check(form) {
    const { question } = form.dataset;
    const answer = chosen(form);
    const said = form.querySelector("[data-verdict]");
    const before = this.#kept(form);
    const attempt = (before.attempts ?? 0) + 1;
    try {
      said.replaceChildren(fragment(await ask(form.action, { question, answer, attempt })));
    } catch (refusal) {
      said.textContent = `${refusal.message} Your answer is still chosen.`;
      return this.page.voice.say(said.textContent);
    }
    const { right, free } = said.querySelector(".verdict").dataset;
    const counts = before.answer !== answer && free !== "true";
    // Who got it right may look at what the other options would have said.
    const kept = { answer, right: right === "true", free: free === "true" };
    if (!before.right) this.#keep(form, { ...kept, attempts: counts ? attempt : attempt - 1 });
    this.#mark(form, kept);
    this.page.voice.say([...said.querySelectorAll("p:not(.actions)")].map(plain).join(" "));
  }

  #retry(form) {
    form.querySelector("[data-verdict]").replaceChildren();
    for (const radio of form.querySelectorAll("[type=radio]")) radio.checked = false;
    this.#mark(form, null);
    form.querySelector("[type=radio]").focus();
  }

  // An opened hint lights what it speaks of, and is recorded.
  #hint(form, { dataset, open }) {
    this.page.main?.table.hint(numbers(dataset.rows), dataset.column, open);
    const hints = Math.max(this.#kept(form).hints ?? 0, Number(dataset.hint));
    if (open) this.#keep(form, { hints });
  }

  // What was answered before is marked; its reason is the server's to tell, when asked again.
  #restore(form) {
    const kept = this.#kept(form);
    const { answer, right, free } = kept;
    const said = form.querySelector("[data-verdict]");
    const radio = answer && form.querySelector(`[type=radio][value="${CSS.escape(answer)}"]`);
    if (!radio || said.childElementCount) return;
    radio.checked = true;
    this.#mark(form, kept);
    const was = right ? "right" : free ? "true elsewhere" : "not this one";
    said.textContent = `You answered ${answer}: ${was}. Check again to read why.`;
  }

  #mark(form, kept) {
    for (const option of form.querySelectorAll(".option")) {
      delete option.dataset.marked;
      if (kept && option.querySelector(":checked")) option.dataset.marked = kept.right ? "right" : kept.free ? "free" : "wrong";
    }
  }

  #kept(form) {
    return this.page.keep.of(this.slug).answers?.[form.dataset.question] ?? {};
  }

  #keep(form, change) {
    this.page.keep.update(this.slug, (of) => {
      const answers = (of.answers ??= {});
      const before = { right: false, attempts: 0, hints: 0, ...answers[form.dataset.question] };
      answers[form.dataset.question] = { ...before, ...change };
      of.questions = this.forms.length;
    });
    this.#score();
    this.page.chips();
  }

  #score() {
    const text = `${score(this.page.keep.of(this.slug))} of ${this.forms.length}`;
    for (const output of document.querySelectorAll("[data-score]")) output.textContent = text;
  }
}
