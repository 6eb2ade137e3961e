// The cockpit: everyone in a class, and what they are led through.

import { Link } from "./link.js";
import { refresh } from "./regions.js";
import { Specimen } from "./specimen.js";

const AWAY = "This page cannot reach the server just now. What it shows may be old; it goes on by itself.";

/** Connects a cockpit; page is {voice}. */
export function connect(root, page) {
  const lost = root.querySelector("[data-lost]");
  const tell = (text) => {
    lost.hidden = !text;
    lost.textContent = text;
    if (text) page.voice.say(text);
  };
  let away = false;
  const link = new Link(root.dataset.stream, {
    class() {},
    fresh: (change) => refresh(root, change),
    gone: () => tell("This class is deleted."),
    refused: () => tell("You are signed out. Sign in again, and come back here."),
    away(is) {
      if (is !== away) tell(is ? AWAY : "");
      away = is;
    },
  });
  link.connect();
  new Specimen(root, link).connect();
  // A press is answered by the stream: what it changed comes back as a fresh region.
  const press = async (action, body) => {
    const response = await fetch(action, { method: "POST", body, headers: { "X-Fragment": "done" }, signal: AbortSignal.timeout(10_000) }).catch(() => null);
    if (response?.ok) return tell("");
    const { detail } = (await response?.json().catch(() => null)) ?? {};
    tell(detail ?? "That did not reach the server. Press it again.");
  };
  // Two requests may overtake each other, and Close after Reveal is refused.
  let turn = Promise.resolve();
  root.addEventListener("submit", (e) => {
    const form = e.target.closest("form[data-act]");
    if (!form) return;
    e.preventDefault();
    if (form.busy) return;
    form.busy = true;
    const body = new URLSearchParams(new FormData(form, e.submitter));
    turn = turn.then(() => press(form.action, body)).finally(() => (form.busy = false));
  });
}
