// A page that must keep asking, beside one connection on which news arrives.

import { socketURL } from "./socket.js";

/** Connects the part of a page that has it. voice: say(text). */
export function why(root, voice) {
  const [asks, tells, start, aside] = ["[data-asks]", "[data-tells]", "[data-why-start]", "[data-aside]"].map((s) => root.querySelector(s));
  if (!asks || !tells || !start) return;
  const label = start.textContent;
  let stop = null;
  const run = () => {
    let asked = 0;
    let told = 0;
    const socket = new WebSocket(socketURL("/live/echo"));
    socket.addEventListener("message", () => (tells.textContent = told += 1));
    const ask = () => {
      asks.textContent = asked += 1;
      fetch("/healthz", { cache: "no-store" }).catch(() => {});
      // News comes when it comes; the echo brings back what is sent to it.
      if (asked % 4 === 3 && socket.readyState === WebSocket.OPEN) socket.send("news");
      if (asked === 10) end();
    };
    const timer = setInterval(ask, 1000);
    const end = () => {
      clearInterval(timer);
      if (!stop) return;
      stop = null;
      setTimeout(() => socket.close(), 500); // the last news is still on its way
      start.textContent = label;
      voice.say(`${asked} requests to ask; ${told} messages on one connection.`);
    };
    asks.textContent = tells.textContent = "0";
    aside.textContent = "";
    ask();
    start.textContent = "Stop";
    stop = end;
  };
  start.addEventListener("click", ({ detail }) => {
    if (detail > 1) return; // a double click is one press
    if (stop) stop();
    else run();
  });
  addEventListener("pagehide", () => stop?.());
}
