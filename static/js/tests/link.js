// The stream of a class, with a network that a test moves by hand.

import { Link } from "../link.js";
import { equal } from "./assert.js";

// Resolves once it holds, or does not within a second.
async function until(holds) {
  for (let tries = 0; tries < 100 && !holds(); tries += 1) await new Promise((done) => setTimeout(done, 10));
}

// Gives a link to a test. answers are what its requests get, one after the other; the
// time between two tries passes at once.
async function linked(answers, test) {
  const { EventSource, fetch, setTimeout: later } = globalThis;
  const sources = [];
  globalThis.EventSource = class extends EventTarget {
    static CLOSED = 2;
    readyState = 0;
    constructor() {
      super();
      sources.push(this);
    }
    close() {
      this.readyState = 2;
    }
  };
  const asked = [];
  globalThis.fetch = async (url, { headers, signal }) => {
    signal?.throwIfAborted();
    asked.push(headers.Accept);
    const next = answers.shift() ?? new TypeError("away");
    if (next instanceof Error) throw next;
    return next;
  };
  const told = [];
  const link = new Link("/class/stream", {
    class: (state) => told.push(`class ${state.n}`),
    refused: () => told.push("refused"),
    away: (is) => is && told.push("away"),
    gone() {},
  });
  try {
    link.connect();
    globalThis.setTimeout = (act, ms) => later(act, ms > 100 ? 5 : ms);
    await test(link, { asked, told, sources });
  } finally {
    link.read(null);
    sources.at(-1).dispatchEvent(new Event("gone"));
    Object.assign(globalThis, { EventSource, fetch, setTimeout: later });
  }
}

const stream = "text/event-stream";
const json = "application/json";
const lines = (text) => new Response(text, { headers: { "Content-Type": stream } });

export const whoIsInNoClassAnyMoreIsToldSoWhileItsBytesAreRead = () => linked([new Response("", { status: 401 }), new Response("", { status: 401 })], async (link, { asked, told }) => {
  link.read(() => {});
  await until(() => told.includes("refused"));
  equal([told.filter((what) => what !== "away"), asked.filter((accept) => accept === stream).length], [["refused"], 1], "it does not ask again");
});

export const bytesAreReadAgainAfterTheNetworkWasAway = () => {
  const answers = [new TypeError("away"), new TypeError("away"), lines("event: class\ndata: {\"n\":7}\n\n")];
  return linked(answers, async (link, { asked, told }) => {
    const read = [];
    link.read(({ text }) => read.push(text));
    await until(() => told.includes("class 7"));
    equal([told.filter((what) => what !== "away"), read, asked.slice(0, 3)], [["class 7"], ["event: class", 'data: {"n":7}', ""], [stream, json, stream]]);
  });
};

export const aPageIsToldThatItIsAwayWhileItsBytesAreRead = () => linked([], async (link, { told }) => {
  link.read(() => {});
  await until(() => told.length);
  equal(told[0], "away");
});
