// A bar that a room's page plays by itself, and what comes of it.

import { BEAT } from "./pulse.js";
import { median } from "./runners.js";
import { ms } from "./stand.js";
import { until } from "./twosides.js";

const NOTES = ["C4", "E4", "G4", "C5", "G4", "E4", "D4", "C4"]; // one on each beat
const PATIENCE = 5000; // ms for the room to open
const BACK = 3000; // ms for the last note to come back
const NOBODY = 2 * BEAT; // ms after which nothing comes of what was not sent

const wait = (till, signal) => until(() => performance.now() >= till, Infinity, "", signal);

/**
 * Plays it over one of the ways; resolves with who heard it, and what is said of
 * that. The page is in the room afterwards.
 */
export async function bar(room, over, signal) {
  const refused = await room.begin();
  if (refused) throw new Error(refused);
  try {
    await until(() => room.here, PATIENCE, "The room did not open. Run it again.", signal);
    const heard = (room.heard = { websocket: [], "event-stream": [] });
    const { sent, thrown } = await play(room, over, heard, signal);
    const crossed = await room.wire();
    room.say("The bar is over. You are in the room: play with whoever is there.");
    return { observed: heardBy(over, heard), did: thrown ? `${thrown}. Nothing was sent, and nobody heard anything.` : told(over, sent, heard, crossed) };
  } finally {
    room.heard = null;
  }
}

async function play(room, over, heard, signal) {
  let sent = 0;
  for (const pad of NOTES) {
    await wait(room.pulse.next(performance.now()).at, signal);
    if (!room.here) throw new Error("The room was left. Run it again.");
    room.light(pad, "client", 200);
    const thrown = await room.send(pad, over);
    if (thrown && over !== "stream") throw new Error(thrown);
    if (thrown) {
      await wait(performance.now() + NOBODY, signal);
      return { thrown };
    }
    sent += 1;
  }
  const last = performance.now() + BACK;
  await until(() => Object.values(heard).every(({ length }) => length === sent) || performance.now() > last, Infinity, "", signal);
  return { sent };
}

/**
 * Who heard what was played over one connection: it, and the other one, which
 * listens as everybody else does. heard: times of what came, by way
 */
export function heardBy(over, heard) {
  const [own, other] = over === "websocket" ? ["websocket", "event-stream"] : ["event-stream", "websocket"];
  if (heard[own].length && heard[other].length) return "everybody";
  return heard[own].length ? "you" : heard[other].length ? "others" : "nobody";
}

// What was measured, in a sentence or two. crossed: the list of what did.
function told(over, sent, heard, crossed) {
  const back = (way) => (heard[way].length ? `${heard[way].length} of ${sent} came back, after ${ms(median(heard[way]))}` : "none came back");
  const so = `Over the WebSocket ${back("websocket")}; over the event stream ${back("event-stream")} (medians).`;
  if (over === "websocket") {
    const frame = [...(crossed?.querySelectorAll("[data-kind=frame][data-from=client]") ?? [])].at(-1);
    return frame ? `${so} Each went up in a frame of ${frame.dataset.bytes} bytes.` : so;
  }
  const { posts, postedBytes } = crossed?.dataset ?? {};
  return posts > 0 ? `${so} Each went up in a request of its own, ${Math.round(postedBytes / posts)} bytes with its answer.` : so;
}
