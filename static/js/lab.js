// What an experiment has on a lab's page: an address for each position of its
// knob, all of them at one press, and its table as a file.

import { save } from "./csv.js";
import { make, plain } from "./table.js";

/** Adds them to an experiment. */
export function connect(experiment) {
  const { root, form } = experiment;
  const name = root.dataset.experiment;
  const asked = new URLSearchParams(location.search).get(name);
  if (asked !== null && !experiment.begin(asked)) strayed(form.querySelector(".knob"), asked, experiment.page.voice);
  form.addEventListener("change", ({ target }) => target.name === "variant" && shown(name, target.value));
  root.querySelector("[data-run-all]")?.addEventListener("click", ({ currentTarget }) => runAll(experiment, currentTarget));

  const table = root.querySelector("[data-results]");
  const download = root.querySelector("[data-download]");
  root.addEventListener("result", () => (download.hidden = false));
  download.firstElementChild.addEventListener("click", () => {
    file(name, [...table.rows].map((row) => [...row.cells].map(plain)));
  });
}

/** Has the browser save a table of this page, beneath what it is about. */
export function file(name, rows) {
  const [question] = document.querySelectorAll("h1");
  save(`wirewalk-${name}.csv`, [[plain(question)], [navigator.userAgent], [new Date().toISOString()], [], ...rows]);
}

const LONGEST = 40; // characters of an address that are worth repeating

/** Says beside a knob, its fieldset, that the address asks for a position that it does not have, and where it stands. */
export function strayed(knob, asked, voice) {
  const there = knob?.querySelector(":checked");
  if (!there) return;
  const called = asked.length > LONGEST ? `${asked.slice(0, LONGEST)}…` : asked;
  const textContent = `The address asks for “${called}”, a position that this knob does not have. It stands at “${plain(there.closest("label"))}”.`;
  const note = make("p", { className: "aside", textContent });
  knob.append(note);
  knob.addEventListener("change", () => note.remove(), { once: true });
  voice.say(textContent);
}

/** Puts a knob's position into the address, which can be sent to somebody. */
export function shown(name, value) {
  const to = new URL(location);
  to.searchParams.set(name, value);
  history.replaceState(history.state, "", to);
}

const PATIENCE = 10_000; // ms that a position may take, unless it says: some wait for as long as a browser does

// Runs each position, unless it is pressed again meanwhile.
async function runAll(experiment, button) {
  const label = button.firstElementChild;
  const stopping = () => {
    experiment.stopped = true;
    experiment.running?.stop();
  };
  if ("running" in button.dataset) return stopping();
  if (experiment.running) return experiment.root.dispatchEvent(new Event("ran"));
  experiment.stopped = false;
  button.dataset.running = "";
  button.lastElementChild.textContent = "■";
  const all = [...experiment.variants.keys()];
  for (const [i, variant] of all.entries()) {
    label.textContent = `Stop (${i + 1} of ${all.length})`;
    experiment.turn(variant);
    const timer = setTimeout(() => experiment.running?.stop(), experiment.variants.get(variant).patience ?? PATIENCE);
    await experiment.run();
    clearTimeout(timer);
    if (experiment.stopped) break;
  }
  delete button.dataset.running;
  label.textContent = "Run them all";
  button.lastElementChild.textContent = "▶";
  experiment.root.dispatchEvent(new Event("ran"));
}
