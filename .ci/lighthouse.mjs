// Lighthouse, as a phone on a slow network sees it, on a page of each kind:
//   node .ci/lighthouse.mjs PROGRAM MODULES
// starts the built program on a port of its own, and takes lighthouse from the
// node_modules that MODULES names. One table; below 100 for accessibility, best
// practices or SEO is a failure. Performance and LCP hang on the machine: they are
// told, and fail nothing. On 127.0.0.1 a page is a secure context, so that best
// practices holds what is ours against it, and not that a classroom has no https.

import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const PAGES = ["/", "/lessons/websocket-protocol", "/labs/answers", "/join"];
const GATED = ["accessibility", "best-practices", "seo"];

const [program, modules] = process.argv.slice(2).map((path) => resolve(path));
const from = (file) => import(pathToFileURL(join(modules, file)));
const { default: lighthouse } = await from("lighthouse/core/index.js");
const { launch } = await from("chrome-launcher/dist/index.js");

const data = mkdtempSync(join(tmpdir(), "wirewalk-lighthouse-"));
const serving = spawn(program, ["--addr", "127.0.0.1:0", "--lab-addr", "127.0.0.1:0", "--data", data], { stdio: ["ignore", "pipe", "pipe"] });
let failed = false;
try {
  const base = await address(serving);
  const chrome = await launch({ chromePath: chromium(), chromeFlags: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"] });
  const rows = [["", "performance", ...GATED, "LCP", "KiB", "requests"]];
  const found = [];
  for (const path of PAGES) {
    const { lhr } = await lighthouse(base + path, { port: chrome.port, logLevel: "error", output: "json" });
    const { categories, audits } = lhr;
    const score = (id) => Math.round(categories[id].score * 100);
    const requests = audits["network-requests"].details.items;
    const bytes = requests.reduce((sum, { transferSize }) => sum + transferSize, 0);
    rows.push([path, score("performance"), ...GATED.map(score), `${(audits["largest-contentful-paint"].numericValue / 1000).toFixed(2)} s`, (bytes / 1024).toFixed(1), requests.length]);
    for (const id of ["performance", ...GATED]) {
      if (score(id) === 100) continue;
      failed ||= GATED.includes(id);
      for (const { id: audit, weight } of categories[id].auditRefs) {
        const { score: got, title, displayValue = "", details } = audits[audit];
        if (!weight || got === null || got === 1) continue;
        found.push(`${path}: ${id}: ${title} ${displayValue}`, ...(details?.items ?? []).slice(0, 3).map((item) => `    ${item.node?.snippet ?? JSON.stringify(item).slice(0, 200)}`));
      }
    }
  }
  await chrome.kill();
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)));
  for (const row of rows) console.log(row.map((cell, i) => (i ? String(cell).padStart(widths[i]) : cell.padEnd(widths[i]))).join("  "));
  for (const line of found) console.log(line);
} finally {
  serving.kill();
  rmSync(data, { recursive: true, force: true });
}
if (failed) {
  console.error("lighthouse: accessibility, best practices and SEO are to be 100");
  process.exit(1);
}

// Resolves with where the program says that it serves.
function address(serving) {
  return new Promise((found, lost) => {
    let said = "";
    for (const stream of [serving.stdout, serving.stderr]) {
      stream.on("data", (text) => {
        said += text;
        const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
        if (url) found(url);
      });
    }
    serving.on("exit", () => lost(new Error(`the program ended before it served: ${said}`)));
  });
}

function chromium() {
  for (const name of ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]) {
    for (const folder of process.env.PATH.split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // the next one
      }
    }
  }
  throw new Error("lighthouse needs Chromium: apt-get install chromium-headless-shell");
}
