// A WebSocket and an EventSource are reset at one moment, and the server comes
// back in one way or another: who returns, and with what?

import { range } from "./plug.js";
import { ask } from "./run.js";
import { socketURL } from "./socket.js";
import { named } from "./steps.js";
import { Side, showWire, until } from "./twosides.js";

const FIRST = 3; // messages that each has before the reset
const AGAIN = 3; // messages that come after what was missed
const LOOK = 2000; // ms after the reset within which whoever comes back has
const OWN = 1000; // ms after which the page's own code makes another WebSocket
const PATIENCE = 8000; // ms for anything that this server does

// What the server does after the reset, by the position of the knob.
const returns = { stream: "stream", code: "stream", unavailable: "unavailable", "no-content": "no-content", "wrong-type": "wrong-type" };

// Both are left when it is told who came back, and what they fire then is not noted.
class Socket {
  last = 0; // the number of the last message
  lost = null; // since another object was made: {from, to} that nobody sent again

  constructor(side, url) {
    Object.assign(this, { side, url });
    this.open();
  }

  get state() {
    return this.socket.readyState;
  }

  open() {
    const socket = (this.socket = new WebSocket(this.url));
    const { side } = this;
    side.lamp(socket.readyState);
    const on = (type, act) => socket.addEventListener(type, (e) => this.left || act(e));
    on("open", () => side.saw("open", socket.readyState));
    on("message", ({ data }) => {
      const { number } = JSON.parse(data);
      if (this.closed && !this.lost) this.lost = { from: this.last + 1, to: number - 1 };
      this.last = number;
      side.saw("message", socket.readyState, { number });
    });
    on("error", () => side.saw("error", socket.readyState));
    on("close", ({ code }) => {
      this.closed = code;
      side.saw("close", socket.readyState, { detail: `code ${code}` });
      this.onclose?.();
    });
  }

  leave() {
    this.left = true;
    this.socket.close();
  }

  told() {
    const so = `close ${this.closed}`;
    if (this.state !== WebSocket.OPEN) return `${so}, and it stays ${named("websocket", this.state)}.`;
    const { from, to } = this.lost;
    return `${so}. The page’s code made another, which is ${named("websocket", 1)}. Of ${range(from, to)} nothing came again.`;
  }
}

class Stream {
  last = 0;
  resume = null; // after a reset: {lastEventId, from, to}
  missed = 0; // how many of those came

  constructor(side, url) {
    this.side = side;
    const stream = (this.stream = new EventSource(url));
    side.lamp(stream.readyState);
    stream.addEventListener("open", () => {
      if (this.failed) this.away = performance.now() - this.failed;
      side.saw("open", stream.readyState);
    });
    stream.addEventListener("resume", ({ data }) => {
      this.resume = JSON.parse(data);
      side.saw("resume", stream.readyState, { detail: data });
    });
    stream.addEventListener("message", ({ lastEventId }) => {
      const number = Number(lastEventId);
      if (number >= this.resume?.from && number <= this.resume.to) this.missed += 1;
      this.last = number;
      side.saw("message", stream.readyState, { number });
    });
    stream.addEventListener("error", () => {
      if (this.failed) this.away ??= performance.now() - this.failed;
      this.failed ??= performance.now();
      side.saw("error", stream.readyState);
    });
  }

  get state() {
    return this.stream.readyState;
  }

  /** Whether it came back or never will. */
  get settled() {
    return this.failed && (this.state === EventSource.CLOSED || (this.state === EventSource.OPEN && this.last >= (this.resume?.to ?? Infinity) + AGAIN));
  }

  leave() {
    this.stream.close();
  }

  told() {
    const asked = `error, and after ${(this.away / 1000).toFixed(1)} s it asked again`;
    if (this.state !== EventSource.OPEN) return `${asked}. Then it stays ${named("event-stream", this.state)}.`;
    const { lastEventId, from, to } = this.resume;
    return `${asked}, with Last-Event-ID: ${lastEventId}. It is ${named("event-stream", 1)} and got ${this.missed} missed events, ${range(from, to)}.`;
  }
}

/** The bench of an experiment, see bench.js. */
export function bench(stage) {
  const [left, right] = [...stage.querySelectorAll("[data-side]")].map((root) => new Side(root));

  return {
    async run(variant, { signal }) {
      const { at } = JSON.parse(await ask("/pairs", { return: returns[variant] }));
      signal.throwIfAborted();
      const born = performance.now();
      for (const side of [left, right]) side.begin(born);
      const socket = new Socket(left, socketURL(`${at}/socket`));
      const stream = new Stream(right, `${at}/stream`);
      signal.addEventListener("abort", () => [socket, stream].forEach((one) => one.leave()));
      await until(() => socket.last >= FIRST && stream.last >= FIRST, PATIENCE, "One of the two did not open. Run it again.", signal);

      if (variant === "code") socket.onclose = () => setTimeout(() => signal.aborted || socket.open(), OWN);
      const cut = performance.now();
      await ask(`${at}/reset`, {});
      const back = () => variant !== "code" || (socket.lost && socket.last >= socket.lost.to + AGAIN);
      await until(() => performance.now() - cut > LOOK && socket.closed && stream.settled && back(), PATIENCE, "The reset did not arrive. Run it again.", signal);

      const [one, two] = [socket.state === WebSocket.OPEN, stream.state === EventSource.OPEN];
      left.say(socket.told());
      right.say(stream.told());
      await showWire([left, right], `${at}/wire`, signal);
      return {
        observed: one ? (two ? "both" : "websocket") : two ? "event-stream" : "neither",
        did: `WebSocket: ${socket.told()} EventSource: ${stream.told()}`,
      };
    },
  };
}
