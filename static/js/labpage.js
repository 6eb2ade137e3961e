// All experiments of a lab at one press, and their tables as one.

import { file } from "./lab.js";
import { make, plain } from "./table.js";

/** Connects the part of a lab's page that has its experiments. */
export function connect(root, page) {
  const experiments = [...root.querySelectorAll("[data-experiment]")];
  const [button, part, save] = ["run-page", "page-results", "download-page"].map((hook) => root.querySelector(`[data-${hook}]`));
  const table = part.querySelector("table");

  // Of each experiment its own rows, beneath its title.
  const collect = () => {
    for (const body of [...table.tBodies]) body.remove();
    for (const of of experiments) {
      const rows = [...of.querySelectorAll("[data-results] tbody tr")];
      if (!rows.length) continue;
      const title = make("th", { colSpan: 3, scope: "rowgroup", role: "rowheader", ariaColSpan: "3", textContent: plain(of.querySelector("h3")) });
      const heading = make("tr", { role: "row" });
      heading.append(title);
      const body = Object.assign(table.createTBody(), { role: "rowgroup" });
      body.append(heading, ...rows.map((tr) => tr.cloneNode(true)));
    }
  };
  root.addEventListener("result", collect, true);

  let stopped = null; // while they run: whether they are to stop
  let goOn; // ends the waiting for the one that runs, which may never have come
  const runAll = async () => {
    const [label, shape] = button.children;
    const was = label.textContent;
    stopped = false;
    part.hidden = false;
    shape.textContent = "■";
    for (const [i, of] of experiments.entries()) {
      label.textContent = `Stop (experiment ${i + 1} of ${experiments.length})`;
      const ran = new Promise((done) => of.addEventListener("ran", (goOn = done), { once: true }));
      of.querySelector("[data-run-all]").click();
      await ran;
      if (stopped) break;
    }
    label.textContent = was;
    shape.textContent = "▶";
    page.voice.say(stopped ? "Stopped." : "All experiments have run. The table has what your browser did.");
    stopped = null;
  };
  button.addEventListener("click", () => {
    if (stopped === null) return void runAll();
    stopped = true;
    const running = root.querySelector("[data-run-all][data-running]");
    if (running) running.click();
    else goOn();
  });

  save.addEventListener("click", () => {
    const headings = ["Experiment", ...[...table.tHead.rows[0].cells].map(plain)];
    const rows = [...table.tBodies].flatMap(({ rows: [heading, ...rows] }) => rows.map((tr) => [heading, ...tr.cells].map(plain)));
    file(location.pathname.split("/").pop(), [headings, ...rows]);
  });
}
