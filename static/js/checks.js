// Tries what a class needs of a network: an event stream and a WebSocket.

import { socketURL } from "./socket.js";

const PATIENCE = 2000; // ms

// Resolves with the milliseconds until it worked, or null.
function tried(begin) {
  return new Promise((done) => {
    const began = performance.now();
    let end = () => {};
    const finish = (ms) => (clearTimeout(timer), end(), done(ms));
    const timer = setTimeout(() => finish(null), PATIENCE);
    end = begin(() => finish(Math.max(1, Math.round(performance.now() - began))), () => finish(null));
  });
}

const eventStream = () => tried((works) => {
  const source = new EventSource("/live/clock");
  source.onmessage = works;
  return () => source.close();
});

const webSocket = () => tried((works, fails) => {
  const socket = new WebSocket(socketURL("/live/echo"));
  socket.onopen = () => socket.send("Is anybody there?");
  socket.onmessage = works;
  socket.onerror = fails;
  return () => {
    socket.onerror = null;
    socket.close();
  };
});

function words(stream, socket) {
  if (stream && socket) return `Yes. An event stream spoke after ${stream} ms, a WebSocket after ${socket} ms.`;
  if (stream) return "Your network lets no WebSocket through, so the lessons on WebSocket show you their recordings. Everything else works, and your instructor sees it. Another network, or no VPN, may help.";
  if (socket) return "A WebSocket works, but no event stream came through within two seconds: a proxy may hold it back. This page asks again by itself; another network, or no VPN, may help.";
  return "Neither an event stream nor a WebSocket came through. Reload this page; if that does not help, try another network.";
}

/** Connects the card that says how good the network is; page is {voice}. */
export function connect(card, page) {
  const said = card.querySelector("[data-checks-said]");
  const check = async () => {
    said.textContent = "Trying an event stream and a WebSocket, two seconds at most…";
    const [stream, socket] = await Promise.all([eventStream(), webSocket()]);
    said.textContent = words(stream, socket);
    page.voice.say(said.textContent);
    const found = JSON.stringify({ webSocket: socket !== null, eventStream: stream !== null });
    await fetch("/class/checks", { method: "POST", body: found, headers: { "Content-Type": "application/json" } }).catch(() => {});
  };
  card.querySelector("[data-check-again]").addEventListener("click", check);
  if (!("joined" in card.dataset)) return;
  history.replaceState(null, "", location.pathname);
  check();
}
