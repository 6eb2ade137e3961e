// The screen in front of the room. It walks like a student's page, on a
// connection of its own, and names nobody.

import { Follower } from "./follower.js";
import { Link } from "./link.js";
import { refresh } from "./regions.js";
import { Specimen } from "./specimen.js";

/** Connects the screen; page is {main, voice}. */
export function connect(root, page) {
  const follower = new Follower(page);
  const lost = root.querySelector("[data-lost]");
  const tell = (text) => {
    lost.hidden = !text;
    lost.textContent = text;
  };
  const covered = () => root.toggleAttribute("data-covered", !!root.querySelector("[data-covers]"));
  const link = new Link(root.dataset.stream, {
    class(state) {
      const lesson = state.pacing?.lesson;
      if (lesson !== root.dataset.lesson) return location.reload();
      if (!lesson || !page.main) return;
      follower.lead(state);
    },
    fresh(change) {
      refresh(root, change);
      covered();
    },
    gone: () => tell("This class is deleted."),
    refused: () => tell("You are signed out. Sign in again, and reload this page."),
    away: (is) => tell(is ? "The screen cannot reach the server just now. It goes on by itself." : ""),
  });
  page.depth("bytes");
  covered();
  link.connect();
  new Specimen(root, link).connect();
}
