// What needs a page: markup as the server renders it, made small.

import { Experiment } from "../experiment.js";
import { Keep } from "../keep.js";
import { connect as connectLab } from "../labpage.js";
import { Lanes } from "../lanes.js";
import { Quiz, moved } from "../quiz.js";
import { Session } from "../session.js";
import { Table } from "../table.js";
import { Walkthrough } from "../walkthrough.js";
import { equal, holds } from "./assert.js";

const blocked = () => {
  throw new DOMException("denied", "SecurityError");
};

// Puts markup into the page while a test runs; page is what the modules are given.
async function on(html, test) {
  const room = document.createElement("div");
  room.innerHTML = html;
  document.body.append(room);
  const said = [];
  const page = { keep: new Keep(blocked), chips() {}, voice: { say: (text) => said.push(text) }, main: null };
  const { fetch } = globalThis;
  try {
    await test(room, page, said);
  } finally {
    globalThis.fetch = fetch;
    room.remove();
  }
}

// Answers the next requests with fragments, and keeps their bodies.
function answering(...fragments) {
  const asked = [];
  globalThis.fetch = async (url, { body } = {}) => {
    if (!url.endsWith("/answers")) return new Response(); // of a run of another test
    asked.push(String(body).replace(/key=[0-9a-f]{32}/, "key=K"));
    return new Response(fragments.shift());
  };
  return asked;
}

const soon = () => new Promise((done) => setTimeout(done, 30));

const question = (kind, inside, more = "") =>
  `<form data-question="q" data-kind="${kind}" ${more} action="/lessons/x/answers"><input type="hidden" name="question" value="q">
  ${inside}<div data-verdict></div></form>`;

const select = `<select name="answer"><option value="">Choose</option>
  <option value="A">request</option><option value="B">answer</option><option value="C">frames</option></select>`;

const order = question("order", `<ol data-order>${`<li><label>Position</label>${select}</li>`.repeat(3)}</ol><button>Check</button>`);

const frame = (seq, hex) => `<div class="wire-event" data-seq="${seq}" data-step="3" data-from="client" data-kind="frame" data-bytes="${hex.length}">
  <div class="bytes"><div class="hex">${hex.map((b) => `<span>${b}<u>x</u></span>`).join("")}</div></div></div>`;

const walk = `<div data-protocol="websocket" data-types="ping pong" data-mode="live">
  <p data-say></p><table data-tracker data-track='{"frames":{"state":"None","messages":"0"}}'>
  <tr data-var="state"><td data-before></td><td data-now></td></tr><tr data-var="messages"><td data-before></td><td data-now></td></tr></table>
  <div class="steps-scroll" style="height: 60px; overflow: auto"><table><thead><tr><th>Step</th></tr></thead><tbody>
  ${[1, 2, 3, 4].map((n) => `<tr data-step="${n}" data-actor="server" data-action="send" data-text="" data-times="2" data-ready-state="1" data-fires="1" style="height: 40px"><th>${n}</th></tr>`).join("")}
  </tbody></table></div>
  <div data-pane="4"><div data-wire-beside="3"></div></div><div data-wire-recorded="3"><i>recorded</i></div><div data-wire-live="3"></div></div>`;

export function anOrderIsMovedWithButtons() {
  return on(order, async (room, page, said) => {
    new Quiz(page).connect();
    const items = () => [...room.querySelectorAll(".item")].map((i) => i.textContent);
    const buttons = () => [...room.querySelectorAll("[data-up], [data-down]")];
    equal(items(), ["request", "answer", "frames"]);
    equal(buttons().map((b) => b.getAttribute("aria-disabled")), ["true", "false", "false", "false", "false", "true"]);
    buttons()[1].focus();
    buttons()[1].click();
    equal([items(), said], [["answer", "request", "frames"], ["request, now 2 of 3."]]);
    holds(document.activeElement === buttons()[3], "the focus stays on the button that moves the item further");
    equal(document.activeElement.getAttribute("aria-label"), "Move down: request");
    buttons()[0].click();
    equal([items()[0], said.length], ["answer", 1], "nothing moves above the first");
    const asked = answering('<div class="verdict" data-right="false" data-free="false"><p>Not yet.</p><p><b>request</b>: it comes first.</p><button data-retry></button></div>');
    room.querySelector("form > button").click();
    await soon();
    equal(asked, ["question=q&key=K&hints=0&answer=B&answer=A&answer=C"]);
    room.querySelector("[data-retry]").click();
    holds(document.activeElement === buttons()[2], "the focus goes to what the reason spoke of");
    equal(page.keep.of("x").answers.q.answer, "B,A,C");
  });
}

export function aMatchThatWasWrongIsAskedAgainWhereItWas() {
  const match = question("match", `<ul data-match><li><label>Upgrade</label>${select}</li><li><label>FIN</label>${select}</li></ul><button>Check</button>`);
  return on(match, async (room, page) => {
    new Quiz(page).connect();
    const [first, second] = room.querySelectorAll("select");
    Object.assign(first, { value: "A" });
    Object.assign(second, { value: "B" });
    const asked = answering('<div class="verdict" data-right="false" data-free="false"><p><b>FIN</b>: no.</p><button data-retry></button></div>');
    room.querySelector("button").click();
    await soon();
    equal(asked, ["question=q&key=K&hints=0&answer=A&answer=B"]);
    room.querySelector("[data-retry]").click();
    holds(document.activeElement === second, "the focus goes to the match that was wrong");
  });
}

export function theBytesToClickAreTheReadersOwnAsSoonAsTheyCrossed() {
  const bytes = question("click-byte", `<p data-bytes-caption>The 2 bytes of row 3</p>
    <div data-bytes data-from="client" data-event="frame" data-nth="0"><button name="answer" value="0" class="byte">81</button><button name="answer" value="1" class="byte">80</button></div>
    <p data-capture-note>From the recording.</p>`, 'data-row="3" data-capture="recorded"');
  return on(walk + bytes, async (room, page) => {
    const table = new Table(room.firstElementChild);
    const lanes = new Lanes(table);
    page.main = { table, session: { run: { id: "r7" } } };
    new Quiz(page).connect();
    const form = room.querySelector("form");
    const all = () => [...form.querySelectorAll(".byte")];
    equal(all().map((b) => b.tabIndex), [0, -1]);
    lanes.wire(frame(9, ["81", "83", "aa"]));
    await soon();
    equal([form.dataset.capture, all().map((b) => b.textContent)], ["own", ["81", "83", "aa"]]);
    equal(all()[1].getAttribute("aria-label"), "byte 2 of 3, hex 83");
    all()[0].focus();
    all()[0].dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
    holds(document.activeElement === all()[2], "the arrows move the focus, around the end");
    equal(all().map((b) => b.tabIndex), [-1, -1, 0]);
    const asked = answering('<div class="verdict" data-right="true" data-free="false"><p>Right.</p></div>');
    all()[2].click();
    await soon();
    equal(asked, ["question=q&key=K&hints=0&answer=2&run=r7"]);
    equal(all().map((b) => b.dataset.marked ?? ""), ["", "", "right"]);
    lanes.clear();
    await soon();
    equal([form.dataset.capture, all().length], ["recorded", 2], "a new connection has not crossed yet");
  });
}

export function aTableReadsItsRowsAndShowsBesideWhatCrossed() {
  return on(walk, (room) => {
    const table = new Table(room.firstElementChild);
    const lanes = new Lanes(table);
    const { text, times, ms, fires, ready } = table.row(2);
    equal([table.types, text, times, ms ?? null, fires, ready], [["ping", "pong"], "", 2, null, 1, 1]);
    equal(lanes.wire(frame(4, ["81"])).kind, "frame");
    equal(lanes.wire(frame(4, ["81"])), undefined, "a fragment that comes again");
    const beside = room.querySelector("[data-wire-beside]");
    table.beside(4, true);
    equal(beside.querySelectorAll(".wire-event").length, 1);
    table.beside(4, false);
    equal(beside.textContent, "recorded");
    room.querySelector("[data-wire-recorded]").remove();
    table.beside(4, false);
    equal(beside.textContent, "", "a hook that is missing shows nothing");
    table.tracker({ before: table.start.frames, now: "?" });
    equal([...room.querySelectorAll("[data-var] td")].map((td) => td.textContent), ["None", "?", "0", "?"]);
    const box = room.querySelector(".steps-scroll");
    const inView = (n) => {
      const [row, view] = [table.row(n).tr, box].map((e) => e.getBoundingClientRect());
      return row.bottom <= view.bottom + 1 && row.top >= view.top;
    };
    table.light(4, 4);
    holds(inView(4), "the lit row is in view");
    table.light(0, 0);
    equal(box.scrollTop, 0);
  });
}

export function anotherPositionOfTheKnobIsAnotherPrediction() {
  const variant = (id) => `<div data-walkthrough data-variant="${id}" data-protocol="websocket"><p data-aside></p>
    <table><tr data-step="1" data-actor="browser" data-action="connect" data-ready-state="0"><th>1</th></tr></table></div>`;
  const markup = `<section data-experiment="x" data-lesson="x"><form data-predict="1" action="/lessons/x/answers"><input type="hidden" name="question" value="q">
    <label><input type="radio" name="variant" value="a" checked>one</label><label><input type="radio" name="variant" value="b">two</label>
    <label><input type="radio" name="answer" value="A">so</label><div data-outcome></div></form>
    <p class="experiment-foot"><button data-next><span>Run it</span> <span>▶</span></button></p>${variant("a")}${variant("b")}</section>`;
  return on(markup, async (room, page, said) => {
    const experiment = new Experiment(room.firstElementChild, page);
    experiment.connect();
    const shown = () => [...room.querySelectorAll("[data-variant]")].filter((v) => !v.hidden).map((v) => v.dataset.variant);
    equal([experiment.variant, shown()], ["a", ["a"]]);
    await experiment.press();
    holds(said[0].startsWith("Choose one first."), "without a prediction nothing runs");
    const answer = room.querySelector("[name=answer]");
    answer.checked = true;
    room.querySelector("[value=b]").click();
    equal([experiment.variant, shown(), answer.checked], ["b", ["b"], false]);
  });
}

export function anItemMovesByOnePlace() {
  const list = ["a", "b", "c"];
  equal([moved(list, 0, 1), moved(list, 2, -1)], [["b", "a", "c"], ["a", "c", "b"]]);
  equal([moved(list, 0, -1), moved(list, 2, 1)], [list, list], "at its ends");
}

export function aStopIsKeptUntilTheScriptWouldBegin() {
  return on(walk, async (room) => {
    const made = { id: "r1", protocol: "websocket", url: "/runs/r1/ws", trace: "/runs/r1/trace" };
    globalThis.fetch = async (url) => new Response(url === "/runs" ? JSON.stringify(made) : "");
    const told = [];
    const session = new Session(new Table(room.firstElementChild), { tell: (text) => told.push(text), changed() {} });
    const result = session.attempt(async () => {
      session.stop();
      await session.fullSpeed();
    });
    equal([await Promise.race([result, soon().then(() => "it runs")]), told], ["failed", ["Stopped."]]);
    session.disconnect();
  });
}

export function aStopMayComeBeforeTheLiveSide() {
  return on(walk, async (room, page) => {
    globalThis.fetch = async () => new Response("", { status: 503 });
    const walkthrough = new Walkthrough(room.firstElementChild, page);
    walkthrough.mode = "live";
    const running = walkthrough.fullSpeed();
    equal(await walkthrough.fullSpeed().catch((e) => e.message), undefined);
    await running;
  });
}

export function aLabThatNeverAnswersCanBeStopped() {
  const experiment = '<section data-experiment="x"><h3>One</h3><button data-run-all><span>Run them all</span></button></section>';
  const lab = `<section><button data-run-page><span>Run all</span> <span>▶</span></button><div data-page-results hidden><table><thead><tr><th>What</th></tr></thead></table>
    <button data-download-page></button></div>${experiment}${experiment}</section>`;
  return on(lab, async (room, page, said) => {
    connectLab(room.firstElementChild, page);
    const button = room.querySelector("[data-run-page]");
    button.click();
    equal(button.textContent, "Stop (experiment 1 of 2) ■");
    button.click();
    await soon();
    equal([button.textContent, said], ["Run all ▶", ["Stopped."]]);
  });
}
