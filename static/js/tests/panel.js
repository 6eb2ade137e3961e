// The panel of the plug, with connections that a test moves by hand.

import { connect } from "../plug.js";
import { equal, holds } from "./assert.js";

const side = (protocol, name) => `<section data-side="${protocol}"><h3 data-name>${name}</h3>
  <span data-lamp><span data-lamp-word></span></span><p data-said></p><ol data-messages></ol></section>`;
const markup = `<section data-plug data-socket="/socket" data-stream="/stream">${side("websocket", "WebSocket")}${side("event-stream", "Event stream")}</section>`;

const soon = () => new Promise((done) => setTimeout(done, 200));

// Connects a panel to connections that are moved by hand, the newest last.
async function plugged(test) {
  const real = { WebSocket: globalThis.WebSocket, EventSource: globalThis.EventSource };
  const made = { sockets: [], streams: [] };
  const byHand = (list, { CLOSING, CLOSED }) => class extends EventTarget {
    static CLOSING = CLOSING;
    static CLOSED = CLOSED;
    readyState = 0;
    constructor(url) {
      super();
      this.url = new URL(url, location.href).pathname;
      list.push(this);
    }
    close(code) {
      this.closedWith = code ?? "no code";
      this.readyState = CLOSING ?? CLOSED;
    }
    now(readyState, type, properties = {}) {
      this.readyState = readyState;
      this.dispatchEvent(Object.assign(new Event(type), properties));
    }
  };
  globalThis.WebSocket = byHand(made.sockets, real.WebSocket);
  globalThis.EventSource = byHand(made.streams, real.EventSource);
  const room = document.createElement("div");
  room.innerHTML = markup;
  document.body.append(room);
  const said = [];
  const plug = connect(room.firstElementChild, { voice: { say: (text) => said.push(text) } });
  const shown = (protocol) => {
    const part = room.querySelector(`[data-side=${protocol}]`);
    return {
      lamp: `${part.querySelector("[data-lamp]").dataset.state} ${part.querySelector("[data-lamp-word]").textContent}`,
      said: part.querySelector("[data-said]").textContent,
      lines: [...part.querySelectorAll("li")],
    };
  };
  try {
    await test({ plug, made, said, socket: () => shown("websocket"), stream: () => shown("event-stream") });
  } finally {
    plug.disconnect();
    Object.assign(globalThis, real);
    room.remove();
  }
}

const message = (n) => ({ data: JSON.stringify({ number: n, time: "2000-01-01T00:00:00.000Z" }), lastEventId: String(n) });

// Both open, with message 1 on each.
function open({ sockets: [socket], streams: [stream] }) {
  for (const connection of [socket, stream]) {
    connection.now(1, "open");
    connection.now(1, "message", message(1));
  }
  return { socket, stream };
}

export const theCutIsShownAndSaidOnce = () => plugged(async ({ made, said, socket, stream }) => {
  equal([made.sockets[0].url, made.streams[0].url], ["/socket", "/stream"]);
  equal([socket().lamp, stream().lamp], ["0 CONNECTING (0)", "0 CONNECTING (0)"]);
  const of = open(made);
  equal([socket().lamp, stream().lamp, socket().lines[0].querySelector("b").textContent], ["1 OPEN (1)", "1 OPEN (1)", "1"]);
  await soon();
  equal(said.splice(0), ["WebSocket: Open. Either side may speak at any time. Event stream: Open. From now on only this server speaks."]);
  of.socket.now(1, "message", message(2));
  of.stream.now(1, "message", message(2));
  await soon();
  equal(said, [], "no message is said");

  of.socket.now(3, "close", { code: 1006, reason: "", wasClean: false });
  of.stream.now(0, "error");
  equal([socket().lamp, stream().lamp], ["3 CLOSED (3)", "0 CONNECTING (0)"]);
  await soon();
  equal([said.length, said[0].startsWith("WebSocket: close, code 1006"), said[0].includes(" Event stream: error, after message 2.")], [1, true, true]);

  of.stream.now(1, "open");
  of.stream.now(1, "resume", { data: '{"lastEventId":2,"from":3,"to":4}' });
  of.stream.now(1, "message", message(3));
  of.stream.now(1, "message", message(4));
  of.stream.now(1, "message", message(5));
  holds(/^error, then it asked again after \d+\.\d s with Last-Event-ID: 2 and got 3 and 4\.$/.test(stream().said), stream().said);
  const marks = stream().lines.map((li) => `${li.className} ${li.querySelector("b")?.textContent ?? ""}`.trim());
  equal(marks, ["5", "break", "missed 4", "missed 3", "break", "2", "1", "break"], "the newest first");
  equal([made.sockets.length, made.streams.length, socket().lamp], [1, 1, "3 CLOSED (3)"], "the page opens nothing again");
});

export const aPageThatLeavesClosesBoth = () => plugged(async ({ plug, made, said, socket, stream }) => {
  const of = open(made);
  dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  equal([of.socket.closedWith, of.stream.closedWith], [1000, "no code"]);
  equal([socket().lamp, stream().lamp], ["2 CLOSING (2)", "3 CLOSED (2)"]);
  of.socket.now(3, "close", { code: 1000, reason: "", wasClean: true });
  equal([socket().lamp, socket().said], ["3 CLOSED (3)", "close, code 1000."]);
  await soon();
  equal(said, [], "nobody is there to hear it");
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  equal([made.sockets.length, made.streams.length], [2, 2]);
  of.stream.now(0, "error");
  equal(stream().lamp, "0 CONNECTING (0)", "what an earlier connection does is not shown");
  plug.disconnect();
  equal([made.sockets[1].closedWith, made.streams[1].closedWith], [1000, "no code"]);
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  equal(made.sockets.length, 2, "it is over for good");
});

export const aStreamThatAnotherPageTookIsNotTakenBack = () => plugged(async ({ made, stream }) => {
  const of = open(made);
  of.stream.now(1, "taken", { data: "" });
  equal([of.stream.closedWith, stream().lamp, stream().said], ["no code", "3 CLOSED (2)", "Closed: another page of yours took this place."]);
});

export const theListIsBounded = () => plugged(async ({ made, socket }) => {
  const of = open(made);
  for (let n = 2; n < 100; n += 1) of.socket.now(1, "message", message(n));
  equal([socket().lines.length, socket().lines[0].querySelector("b").textContent], [30, "99"]);
});
