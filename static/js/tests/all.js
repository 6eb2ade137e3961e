// Runs every test: in a browser, import this and await run(); without one,
// node --experimental-default-type=module static/js/tests/all.js

import * as backoff from "./backoff.js";
import * as bench from "./bench.js";
import * as inClass from "./class.js";
import * as csv from "./csv.js";
import * as fold from "./fold.js";
import * as forge from "./forge.js";
import * as keep from "./keep.js";
import * as link from "./link.js";
import * as live from "./run.js";
import * as page from "./page.js";
import * as panel from "./panel.js";
import * as plug from "./plug.js";
import * as race from "./race.js";
import * as steps from "./steps.js";

const everywhere = { backoff, csv, inClass, keep, live, plug, race, steps };
const inBrowser = typeof document !== "undefined";
const stages = inBrowser && (await import("./stages.js")); // which looks at the window

/** Runs all tests. @returns {Promise<{name: string, error: string}[]>} one for each; error is "" where it passed */
export async function run(files = inBrowser ? { ...everywhere, bench, fold, link, page, panel, stages } : everywhere) {
  const results = [];
  for (const [file, tests] of Object.entries(files)) {
    for (const [name, test] of Object.entries(tests)) {
      let error = "";
      try {
        await test();
      } catch (e) {
        error = e.stack ?? String(e);
      }
      results.push({ name: `${file}: ${name}`, error });
    }
  }
  return results;
}

if (!inBrowser) {
  const failed = (await run()).filter(({ error }) => error);
  for (const { name, error } of failed) console.error(`${name}\n${error}\n`);
  process.exitCode = failed.length ? 1 : 0;
}
