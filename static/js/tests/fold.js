// The panel of a page in a class, put aside and opened again.

import { Panel } from "../panel.js";
import { equal } from "./assert.js";

const soon = () => new Promise((done) => setTimeout(done, 30));

// Gives a panel to a test, in a page whose template has a plug that connects nowhere.
async function panel(test) {
  const { WebSocket, EventSource, fetch } = globalThis;
  class Nowhere extends EventTarget {
    readyState = 0;
    close() {}
  }
  globalThis.WebSocket = class extends Nowhere {};
  globalThis.EventSource = class extends Nowhere {};
  globalThis.fetch = async () => new Response('<section data-asked data-state="open"><h2>Which one?</h2></section>');
  const side = (protocol) => `<div data-side="${protocol}"><h3 data-name>It</h3><span data-lamp><span data-lamp-word></span></span><p data-said></p><ol data-messages></ol></div>`;
  const room = document.createElement("div");
  room.innerHTML = `<section hidden></section><template data-plug-template><section data-plug data-socket="/s" data-stream="/e">
    <h2>Your two connections</h2>${side("websocket")}${side("event-stream")}</section></template>`;
  document.body.append(room);
  const root = room.firstElementChild;
  const of = new Panel(root, { voice: { say() {} }, main: null });
  try {
    await test(of, root, () => root.querySelector(":scope > button").click());
  } finally {
    await of.put(null);
    Object.assign(globalThis, { WebSocket, EventSource, fetch });
    room.remove();
  }
}

// The time between two tries passes at once.
const hurried = (test) => panel(async (...of) => {
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (act, ms) => later(act, ms > 100 ? 5 : ms);
  try {
    await test(...of);
  } finally {
    globalThis.setTimeout = later;
  }
});

const plug = { n: 1, pulled: false };
const asking = { n: 1, round: 1, state: "open", row: 0 };

export const aPlugAloneCanBePutAsideAndOpened = () => panel(async (of, root, putAside) => {
  let changes = 0;
  of.changed = () => (changes += 1);
  await of.put({ plug });
  await soon();
  equal([root.hidden, of.waits], [false, ""]);
  putAside();
  equal([root.hidden, of.waits], [true, "The plug"]);
  changes = 0;
  of.open();
  equal([root.hidden, of.waits, changes, document.activeElement.textContent], [false, "", 1, "Your two connections"]);
  putAside();
  await of.put({});
  equal([root.hidden, of.waits], [true, ""], "nothing is left to open");
});

export const whatIsPutAsideStaysAside = () => panel(async (of, root, putAside) => {
  await of.put({ plug, asking });
  await soon();
  putAside();
  equal([root.hidden, of.waits], [true, "The plug"]);
  await of.put({ plug });
  equal([root.hidden, of.waits], [true, "The plug"], "its vote is over");
  await of.put({ asking });
  await soon();
  equal([root.hidden, of.waits], [false, ""], "a question is asked");
  putAside();
  equal(of.waits, "The question");
  await of.put({ asking: { ...asking, state: "closed" } });
  equal([root.hidden, of.waits], [true, "The question"], "it is the same one");
  await of.put({});
  equal([root.hidden, of.waits], [true, ""]);
});

export const aQuestionThatDidNotComeIsAskedForAgain = () => hurried(async (of, root) => {
  const { fetch } = globalThis;
  let tries = 0;
  globalThis.fetch = async () => {
    tries += 1;
    throw new TypeError("away");
  };
  await of.put({ asking });
  for (let waits = 0; waits < 50 && tries < 6; waits += 1) await soon();
  await soon();
  equal([root.hidden, tries], [true, 6]);
  globalThis.fetch = fetch;
  await of.put({ asking }); // as the stream begins anew
  await soon();
  equal([root.hidden, root.querySelector("h2")?.textContent], [false, "Which one?"]);
});

export const aQuestionThatCameInPartIsAskedForAgain = () => hurried(async (of, root) => {
  const { fetch } = globalThis;
  globalThis.fetch = async () => {
    globalThis.fetch = fetch;
    return new Response(new ReadableStream({ start: (to) => to.error(new TypeError("network error")) }));
  };
  await of.put({ asking }).catch(() => {});
  await soon();
  equal(root.querySelector("h2")?.textContent, "Which one?");
});
