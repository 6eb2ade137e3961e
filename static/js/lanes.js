// What a live run leaves beside the rows of its table: what crossed the wire, what
// JavaScript saw, and what was counted in the end.

import { stateWord } from "./steps.js";
import { fragment, make, write } from "./table.js";

// Long data is shown by its beginning.
const shorten = (text) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

/** The live lanes of a Table. A hook that is missing shows nothing. */
export class Lanes {
  constructor(table) {
    this.table = table;
    this.axis = table.one("[data-axis-live]");
  }

  /** Places a wire fragment of the server beside its row. Returns its data, or nothing where it is there already. */
  wire(html) {
    const event = fragment(html).querySelector(".wire-event");
    const { step, seq } = event.dataset;
    if (this.table.one(`[data-wire-live] > [data-seq="${seq}"]`)) return;
    this.table.one(`[data-wire-live="${step}"]`)?.append(event);
    return event.dataset;
  }

  /** Adds what JavaScript saw, a wire.Seen, to its row's lane. */
  seen({ step, type, readyState, at, data, code, reason, wasClean, lastEventId }) {
    const lane = this.table.one(`[data-seen-live="${step}"]`);
    const item = document.querySelector("template[data-seen-item]")?.content.cloneNode(true);
    if (!lane || !item || type === "state") return;
    const bare = type === "throw" || type === "dropped";
    const detail = [
      data && (bare ? data : JSON.stringify(shorten(data))),
      lastEventId && `id ${lastEventId}`,
      code && `${type === "response" ? "status" : "code"} ${code}`,
      reason && JSON.stringify(reason),
      wasClean !== undefined && (wasClean ? "clean" : "not clean"),
    ];
    write(item.querySelector("[data-seen-type]"), { throw: "threw", dropped: "dropped silently" }[type] ?? type);
    write(item.querySelector("[data-seen-detail]"), detail.filter(Boolean).join(", "));
    write(item.querySelector("[data-seen-state]"), `${stateWord(this.table.protocol, readyState)} (${readyState})`);
    write(item.querySelector("[data-seen-at]"), `${at.toFixed(1)} ms`);
    lane.append(item);
  }

  /** Empties the live lanes and the axis, for a new connection. */
  clear() {
    for (const lane of this.table.all("[data-wire-live], [data-seen-live], [data-axis-live]")) lane.replaceChildren();
  }

  /** Shows the time axis of the live run, as this server rendered it. */
  measure(html) {
    this.axis.replaceChildren(fragment(html));
  }

  /** What crossed on the live connection, as {from, kind, bytes}. */
  crossed() {
    return [...this.table.all("[data-wire-live] .wire-event")].map(({ dataset: { from, kind, bytes } }) => ({
      from, kind, bytes: Number(bytes),
    }));
  }

  /** Fills the table of milliseconds from {wire, page} by row. */
  times(times) {
    const table = this.table.one("[data-full-times]");
    if (!table) return;
    const ms = (t) => make("td", { textContent: Number.isFinite(t) ? t.toFixed(1) : "–" });
    table.tBodies[0].replaceChildren(...this.table.rows.map(({ n }) => {
      const tr = make("tr", {});
      tr.append(make("th", { scope: "row", textContent: n }), ms(times[n].wire), ms(times[n].page));
      return tr;
    }));
    table.hidden = false;
  }

  /** Fills what is shown after the last row. */
  after({ recording, page }, sums) {
    for (const link of this.table.all("[data-export]")) link.href = recording;
    for (const link of this.table.all("[data-replay-link]")) link.href = page;
    for (const counter of this.table.all("[data-counter]")) write(counter, String(sums[counter.dataset.counter]));
  }
}
