// The benches of labs, with connections that a test moves by hand.

import { bench as crowd } from "../crowd.js";
import { bench as forge } from "../forge.js";
import { bench as restart } from "../restart.js";
import { bench as six } from "../six.js";
import { bench as stream } from "../stream.js";
import { showWire } from "../twosides.js";
import { equal } from "./assert.js";

const side = (protocol) => `<div data-side="${protocol}"><span data-lamp><span data-lamp-word></span></span><p data-said></p><ol data-seen></ol><div data-wire></div></div>`;
const markup = `<section data-experiment="x"><input type="radio" name="variant" value="own"><div data-stage>
  <textarea data-written></textarea><p data-problem></p><small data-count></small><div data-forged></div>
  <pre data-visible></pre><textarea data-expected></textarea><ol data-compared></ol><p data-agrees></p>
  <div data-wire-live></div><ol data-seen-live></ol>${side("websocket")}${side("event-stream")}
  <div><ol data-streams></ol></div><div><ol data-sockets></ol></div><p><span data-fetched></span></p><p data-ended></p>
  <figure data-crowd="at-once"><span data-told></span><svg data-chart></svg><details data-numbers><table><tbody></tbody></table></details></figure>
  </div></section>`;

const soon = () => new Promise((done) => setTimeout(done, 30));
const page = { voice: { say() {} } };

// Gives a stage to a test. answer(path) is a Response, a promise of one, or an Error.
async function staged(answer, test) {
  const { WebSocket, EventSource, fetch } = globalThis;
  const made = [];
  class Connection extends EventTarget {
    readyState = 0;
    constructor() {
      super();
      made.push(this);
    }
    close() {
      this.readyState = 2;
    }
    now(readyState, type) {
      this.readyState = readyState;
      this.dispatchEvent(new Event(type));
    }
  }
  globalThis.WebSocket = class extends Connection {};
  globalThis.EventSource = class extends Connection {
    static CLOSED = 2;
  };
  globalThis.fetch = async (url, { signal } = {}) => {
    signal?.throwIfAborted();
    const stopped = new Promise((_, fail) => signal?.addEventListener("abort", () => fail(signal.reason)));
    const response = await Promise.race([answer(new URL(url, location.href).pathname), stopped]);
    if (response instanceof Error) throw response;
    return response;
  };
  const room = document.createElement("div");
  room.innerHTML = markup;
  document.body.append(room);
  try {
    await test(room.querySelector("[data-stage]"), made);
  } finally {
    Object.assign(globalThis, { WebSocket, EventSource, fetch });
    room.remove();
  }
}

const json = (value) => new Response(JSON.stringify(value));
const parcel = { url: "/parcels/1", crossed: "/parcels/1/crossed", types: [] };
const told = (promise) => promise.then((result) => result?.did ?? "nothing", (e) => e.message);

// A bench that is stopped while the server has not answered yet opens nothing afterwards.
const stopsBefore = (bench, variant, answer) => {
  let release;
  const held = new Promise((done) => (release = () => done(json(answer))));
  return staged((path) => (path === "/labs/forge/decode" ? new Response("") : held), async (stage, made) => {
    const of = bench(stage, page);
    of.turn?.(variant);
    const stopping = new AbortController();
    const running = told(of.run(variant, { signal: stopping.signal, tick() {} }));
    await soon();
    stopping.abort();
    release();
    await Promise.race([running, soon()]);
    equal(made.length, 0, "connections");
  });
};

export const aForgeThatIsStoppedOpensNothing = () => stopsBefore(forge, "own", parcel);

export const aStreamThatIsStoppedOpensNothing = () => stopsBefore(stream, "own", parcel);

export const aRestartThatIsStoppedOpensNothing = () => stopsBefore(restart, "code", { at: "/pairs/1" });

const streamed = (test) => staged((path) => (path === "/parcels" ? json(parcel) : new Response('<div data-fires="[]"></div>')), async (stage, made) => {
  const of = stream(stage, page);
  of.turn("own");
  const running = told(of.run("own", { signal: new AbortController().signal, tick() {} }));
  await soon();
  await test(made[0], running);
});

export const aStreamThatIsRefusedHasFiredNothing = () => streamed(async (source, running) => {
  source.now(2, "error");
  equal(await running, "The stream could not be opened. Wait a moment, and run it again.");
});

export const aStreamMayEndBeforeItsOpenEvent = () => streamed(async (source, running) => {
  source.now(0, "error"); // as Firefox has it
  equal(await running, "Nothing fired");
});

const away = "This page cannot reach the server just now. Try again in a moment.";

export async function theLabOriginIsNotTold() {
  const run = (stage) => told(six(stage).run("streams", { signal: new AbortController().signal }));
  await staged(() => new TypeError("Failed to fetch"), async (stage) => equal(await run(stage), away));
  await staged(() => new Response("<html>", { status: 502 }), async (stage) => equal(await run(stage), "This server answered 502. Try again in a moment."));
}

export const sixIsStoppedWhileItAsks = () => staged(() => new Promise(() => {}), async (stage) => {
  const stopping = new AbortController();
  const running = told(six(stage).run("streams", { signal: stopping.signal }));
  await soon();
  stopping.abort();
  equal(await Promise.race([running.then(() => "stopped"), soon().then(() => "it waits")]), "stopped");
});

export const aCrowdWhoseStreamBreaksIsNoResult = () => staged(() => {
  const bytes = new TextEncoder().encode('event: count\ndata: {"bin":0,"attempts":1,"refused":0,"back":1}\n\n');
  let sent = false;
  const pull = (to) => (sent ? to.error(new TypeError("network error")) : to.enqueue(bytes), (sent = true));
  return new Response(new ReadableStream({ pull }));
}, async (stage) => {
  equal(await told(crowd(stage).run("at-once", { signal: new AbortController().signal })), "This server stopped the crowd. Run it again in a moment.");
  equal(stage.querySelector("[data-told]").textContent, "not run");
});

export const whatCrossedMayNotCome = () => staged(() => new TypeError("Failed to fetch"), async () => {
  equal(await showWire([], "/pairs/1/wire"), false);
  const signal = AbortSignal.abort();
  equal(await showWire([], "/pairs/1/wire", signal).catch(() => "stopped"), "stopped");
});
