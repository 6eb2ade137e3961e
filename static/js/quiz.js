// The cards of the quiz. The server grades.

import { score } from "./keep.js";
import { ask } from "./run.js";
import { newKey } from "./send.js";
import { arrows, fragment, make, plain } from "./table.js";

const numbers = (text) => (text?.match(/\d+/g) ?? []).map(Number);

/** A list with its item at i moved by one place up (-1) or down (1); the same list at its ends. */
export function moved(list, i, by) {
  const to = i + by;
  if (to < 0 || to >= list.length) return list;
  const next = [...list];
  [next[i], next[to]] = [next[to], next[i]];
  return next;
}

/**
 * An order without dragging: the selects of the positions stay the model, and
 * each position gets its item with two buttons. say(text) announces a move.
 * Returns set(ids), which puts the items in that order.
 */
export function ordering(list, say) {
  const selects = [...list.querySelectorAll("select")];
  const words = new Map([...selects[0].options].filter((o) => o.value).map((o) => [o.value, o.text]));
  const places = selects.map((select, i) => {
    const li = select.parentNode;
    for (const plainly of li.children) plainly.hidden = true;
    const item = make("span", { className: "item" });
    const buttons = [["up", "↑", -1], ["down", "↓", 1]].map(([way, textContent, by]) => {
      const button = make("button", { type: "button", className: "btn icon", textContent });
      button.dataset[way] = "";
      button.setAttribute("aria-disabled", !selects[i + by]);
      button.addEventListener("click", () => {
        if (!selects[i + by]) return;
        set(moved(selects.map((s) => s.value), i, by));
        select.dispatchEvent(new Event("change", { bubbles: true }));
        places[i + by].buttons[by < 0 ? 0 : 1].focus();
        say(`${words.get(selects[i + by].value)}, now ${i + by + 1} of ${selects.length}.`);
      });
      return button;
    });
    li.append(item, ...buttons);
    return { select, item, buttons };
  });
  const set = (ids) => {
    for (const [i, { select, item, buttons }] of places.entries()) {
      select.value = ids[i];
      item.textContent = words.get(ids[i]);
      for (const b of buttons) b.setAttribute("aria-label", `Move ${"up" in b.dataset ? "up" : "down"}: ${item.textContent}`);
    }
  };
  const ids = selects.map((s) => s.value);
  set(ids.every(Boolean) ? ids : [...words.keys()]);
  list.className = "placed";
  return set;
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
        this.#check(form, e.submitter);
      });
      form.addEventListener("change", () => this.#mark(form, null));
      form.addEventListener("click", ({ target }) => {
        const rows = target.closest("[data-show-rows]")?.dataset.showRows;
        if (rows) this.page.main?.point(numbers(rows));
        if (target.closest("[data-retry]")) this.#retry(form);
      });
      for (const hint of form.querySelectorAll("[data-hint]")) {
        hint.addEventListener("toggle", () => this.#hint(form, hint));
        if (hint.open) this.#hint(form, hint); // it was quicker than this script
      }
      const list = form.querySelector("[data-order]");
      if (list) form.order = ordering(list, (text) => this.page.voice.say(text));
      this.#capture(form);
      this.#restore(form);
    }
    if (this.forms.length) this.#score();
  }

  async #check(form, submitter) {
    const { question, capture } = form.dataset;
    const given = new FormData(form).getAll("answer");
    if (submitter?.name === "answer") given.push(submitter.value);
    const answer = given.join(",");
    const said = form.querySelector("[data-verdict]");
    const before = this.#kept(form);
    const attempt = (before.attempts ?? 0) + 1;
    const run = capture === "own" ? this.page.main.session.run : null;
    // The same answer, sent again because no word came back, counts once.
    if (form.sent !== answer) Object.assign(form, { sent: answer, key: newKey() });
    const fields = [["question", question], ["key", form.key], ["hints", before.hints ?? 0], ...given.map((a) => ["answer", a])];
    try {
      said.replaceChildren(fragment(await ask(form.action, run ? [...fields, ["run", run.id]] : fields)));
    } catch (refusal) {
      said.textContent = `${refusal.message} Your answer is still chosen.`;
      return this.page.voice.say(said.textContent);
    }
    form.sent = null;
    const { right, free } = said.querySelector(".verdict")?.dataset ?? {};
    if (!right) return this.page.voice.say(plain(said));
    const counts = before.answer !== answer && free !== "true";
    // Who got it right may look at what the other options would have said.
    const kept = { answer, right: right === "true", free: free === "true" };
    if (!before.right) this.#keep(form, { ...kept, attempts: counts ? attempt : attempt - 1 });
    this.#mark(form, kept);
    this.#readOn(form);
    this.page.voice.say([...said.querySelectorAll("p:not(.actions)")].map(plain).join(" "));
  }

  // What is read after the answer opens with it.
  #readOn({ dataset }) {
    const after = document.querySelector(`[data-read-on="${CSS.escape(dataset.question)}"]`);
    if (after) after.open = true;
  }

  // The focus goes to what the reason spoke of, or to the first thing to answer with.
  #retry(form) {
    const said = form.querySelector("[data-verdict]");
    const about = [...said.querySelectorAll("b")].map(plain);
    said.replaceChildren();
    const clicked = form.querySelector("[aria-pressed=true]");
    for (const radio of form.querySelectorAll("[type=radio]")) radio.checked = false;
    this.#mark(form, null);
    const spoken = [...form.querySelectorAll("[data-order] li, [data-match] li")].find((li) => {
      return about.includes(plain(li.querySelector(".item, label:not([hidden])")));
    });
    const field = form.querySelector("[type=radio], [type=text], [data-match] select, [data-up], .byte");
    (spoken?.querySelector("button[aria-disabled=false], select:not([hidden])") ?? clicked ?? field).focus();
    if (field.type === "text") field.select();
  }

  // An opened hint lights what it speaks of, and is recorded.
  #hint(form, { dataset, open }) {
    this.page.main?.table.hint(numbers(dataset.rows), dataset.column, open);
    const hints = Math.max(this.#kept(form).hints ?? 0, Number(dataset.hint));
    if (open) this.#keep(form, { hints });
  }

  // As soon as the reader's run has the row that is asked about, it is asked
  // instead of the recording, and its bytes stand there to be clicked.
  #capture(form) {
    const { row, capture } = form.dataset;
    const lane = row && this.page.main?.table.one(`[data-wire-live="${row}"]`);
    const bytes = form.querySelector("[data-bytes]");
    const [note, caption] = ["capture-note", "bytes-caption"].map((hook) => form.querySelector(`[data-${hook}]`));
    if (bytes) rove(bytes);
    if (!capture || !lane) return;
    const recorded = [bytes, note, caption].map((of) => [of, [...(of?.childNodes ?? [])]]);
    const look = () => {
      const { from, event, nth } = bytes?.dataset ?? {};
      const own = bytes ? lane.querySelectorAll(`[data-from="${from}"][data-kind="${event}"]`)[nth] : lane.firstElementChild;
      const hex = bytes && own && [...own.querySelectorAll(".bytes .hex > span:not(.more)")].map((b) => b.firstChild.data.trim());
      if (own && hex?.length !== 0) {
        form.dataset.capture = "own";
        note?.replaceChildren(bytes ? "These are your own bytes." : "Your own run is asked.");
        if (hex) this.#bytes(form, bytes, caption, hex.slice(0, 48), Number(own.dataset.bytes));
      } else if (form.dataset.capture === "own") {
        form.dataset.capture = capture;
        for (const [of, nodes] of recorded) of?.replaceChildren(...nodes);
      }
    };
    new MutationObserver(look).observe(lane, { childList: true });
    look();
  }

  #bytes(form, bytes, caption, hex, all) {
    bytes.replaceChildren(...hex.map((text, i) => {
      const button = make("button", { name: "answer", value: i, className: "byte", textContent: text });
      button.setAttribute("aria-label", `byte ${i + 1} of ${all}, hex ${text}`);
      button.tabIndex = i ? -1 : 0;
      return button;
    }));
    const many = all === 1 ? "The one byte" : hex.length < all ? `The first ${hex.length} of ${all} bytes` : `The ${all} bytes`;
    caption?.replaceChildren(`${many} of row ${form.dataset.row}`);
  }

  // What was answered before is marked; its reason is the server's to tell, when asked again.
  #restore(form) {
    const kept = this.#kept(form);
    const { answer, right, free } = kept;
    const said = form.querySelector("[data-verdict]");
    if (!answer || said.childElementCount) return;
    const { kind } = form.dataset;
    const ids = answer.split(",");
    const radio = form.querySelector(`[type=radio][value="${CSS.escape(answer)}"]`);
    if (radio) radio.checked = true;
    else if (!kind || kind === "choice") return; // an option that is gone
    if (kind === "order") form.order(ids);
    if (kind === "match") for (const [i, select] of form.querySelectorAll("select").entries()) select.value = ids[i] ?? "";
    if (kind === "fill-in") form.querySelector("[type=text]").value = answer;
    this.#mark(form, kept);
    this.#readOn(form);
    const was = right ? "right" : free ? "true elsewhere" : "not this one";
    const what = kind === "click-byte" ? `You chose byte ${Number(answer) + 1}` : radio || kind === "fill-in" ? `You answered ${answer}` : "You answered";
    said.textContent = `${what}: ${was}. Check again to read why.`;
  }

  #mark(form, kept) {
    const marked = kept && (kept.right ? "right" : kept.free ? "free" : "wrong");
    for (const option of form.querySelectorAll(".option, .byte")) {
      const chosen = option.value === undefined ? option.querySelector(":checked") : option.value === kept?.answer;
      if (option.value !== undefined) option.setAttribute("aria-pressed", chosen);
      if (marked && chosen) option.dataset.marked = marked;
      else delete option.dataset.marked;
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
    }, `#${form.id}`);
    this.#score();
    this.page.chips();
  }

  #score() {
    const text = `${score(this.page.keep.of(this.slug))} of ${this.forms.length}`;
    for (const output of document.querySelectorAll("[data-score]")) output.textContent = text;
  }
}

/** Keeps one byte of a group in the tab order, the one that had the focus last; the arrows reach the others. */
export function rove(group) {
  const one = (chosen) => group.querySelectorAll(".byte").forEach((b) => (b.tabIndex = b === chosen ? 0 : -1));
  one(group.querySelector("[aria-pressed=true]") ?? group.querySelector(".byte"));
  group.addEventListener("focusin", ({ target }) => one(target));
  arrows(group, ".byte");
}
