// Walking together: the instructor's step moves this page's walkthrough, on its
// own connection.

import { send } from "./send.js";

const AGAIN = 150; // ms until a walkthrough that is busy is led on
const BARRED = "Your network lets no WebSocket through, so this is the recording. On your class page you can try again.";

/** Leads the walkthrough of a page; page.main is the walkthrough, or null. */
export class Follower {
  constructor(page) {
    this.page = page;
  }

  /** Whether this page has the walkthrough of that lesson. */
  isOn(lesson) {
    const { dataset } = this.page.main?.root ?? {};
    return !!dataset && dataset.script === lesson && dataset.lesson === lesson && !dataset.runId;
  }

  /** Keeps a walkthrough over WebSocket to its recording, where the network lets none through. */
  bar(noWebSocket) {
    const { main } = this.page;
    if (main?.table.protocol !== "websocket") return;
    main.barred = noWebSocket ? BARRED : "";
    if (noWebSocket && main.mode === "live") main.replay(BARRED);
  }

  /** Whether the walkthrough is on the screen. */
  get inView() {
    const { top, bottom } = this.page.main.root.getBoundingClientRect();
    return bottom > innerHeight * 0.25 && top < innerHeight * 0.75;
  }

  /** Takes the walkthrough to where the class is. */
  lead({ pacing, asking }) {
    const { main } = this.page;
    this.pacing = pacing;
    this.asking = asking;
    main.led = { step: pacing.step, predicts: pacing.predicts, next: (n) => this.#next(n) };
    if (pacing.predicts && asking?.row === pacing.predicts) {
      this.#note(`${asking.answered} committed. Your instructor releases the row.`);
    }
    this.#go();
  }

  /** Lets the walkthrough go. */
  free() {
    const { main } = this.page;
    clearTimeout(this.timer);
    if (!main?.led) return;
    this.pacing = null;
    this.went = "";
    main.led = null;
    main.render();
  }

  async #go() {
    clearTimeout(this.timer);
    const { main } = this.page;
    const { pacing } = this;
    if (!pacing) return;
    const to = pacing.predicts ? pacing.predicts - 1 : pacing.step;
    if (main.busy) return void (this.timer = setTimeout(() => this.#go(), AGAIN));
    if (this.went === `${to}/${pacing.predicts}`) return main.render();
    this.went = `${to}/${pacing.predicts}`;
    if (main.mode === "replay" && !main.barred) main.mode = "live";
    this.#take(to);
    // Who reads elsewhere on the page is not moved by somebody else's step.
    await main.go(to, this.inView ? "class" : "linked");
    // The row may have been lost on the way, with a browser that gave up on a held handshake.
    if (main.at !== to && this.pacing === pacing && main.mode === "live") {
      this.went = "";
      this.timer = setTimeout(() => this.#go(), AGAIN * 10);
    } else if (this.pacing !== pacing) this.#go();
  }

  // Next only commits to what the class is asked.
  #next(n) {
    const { main } = this.page;
    const { predictions } = main;
    if (n !== this.pacing.predicts) return main.tell("Your instructor leads the class. Step out, and Next is yours again.");
    if (!predictions.commit(n)) return main.tell("Choose one first.");
    this.#commit(n, predictions.asked.get(n));
    predictions.asked.delete(n); // it stays open until the row is released
  }

  // What is chosen before the rows up to n is held against them, committed or not.
  #take(n) {
    const { at, predictions } = this.page.main;
    for (let k = at + 1; k <= n; k++) {
      if (predictions.open(k)) predictions.asked.set(k, new FormData(predictions.forms.get(k)).get("answer") ?? "");
    }
  }

  #note(text) {
    this.page.main.note = text;
    this.page.main.render();
  }

  // A prediction of the class is stored before it counts as committed.
  #commit(row, answer) {
    const { n: asking, round } = this.asking ?? {};
    if (this.asking?.row !== row) return;
    this.#note("Sending…");
    this.sending?.abort();
    this.sending = new AbortController();
    send("/class/answers", { asking, round, answer }, {
      signal: this.sending.signal,
      late: () => this.#note("Not sent yet: this page cannot reach the server. It is sent as soon as it can be."),
    }).then(
      () => this.#note("Committed. You may change it until your instructor releases the row."),
      (refusal) => refusal && this.#note(refusal.message),
    );
  }
}
