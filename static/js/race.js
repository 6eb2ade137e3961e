// A race on the reader's own connection: a WebSocket, an event stream and fetch,
// one at a time. Nothing of who wins is written here.

import { socketURL } from "./socket.js";
import { make } from "./table.js";

const PATIENCE = 20_000; // ms for one run of one contestant
const FETCHES = 100; // what fetch runs at most, one after the other
const LINE = 100; // ms, what feels immediate
const CLOSE = 1.15; // within 15 % nobody is called first

const names = { websocket: "WebSocket", stream: "Event stream", fetch: "fetch" };
const contestants = { burst: ["websocket", "stream", "fetch"], calls: ["websocket", "fetch"] };

// Each runs n messages and resolves when JavaScript has the last; count(k) is
// told on the way. What is still open when signal aborts is closed.
const runs = {
  burst: {
    websocket: (n, signal, count) => new Promise((done, fail) => {
      const socket = new WebSocket(socketURL(`/live/burst?n=${n}`));
      let got = 0;
      signal.addEventListener("abort", () => socket.close());
      socket.addEventListener("message", () => {
        count(got += 1);
        if (got === n) done();
      });
      socket.addEventListener("close", () => fail(new Error("The WebSocket was closed early.")));
    }),
    stream: (n, signal, count) => new Promise((done, fail) => {
      const stream = new EventSource(`/live/burst?n=${n}`);
      let got = 0;
      signal.addEventListener("abort", () => stream.close());
      stream.addEventListener("message", () => {
        count(got += 1);
        if (got < n) return;
        stream.close();
        done();
      });
      stream.addEventListener("error", () => {
        stream.close();
        fail(new Error("The event stream was lost."));
      });
    }),
    fetch: async (n, signal, count) => {
      for (let got = 1; got <= n; got += 1) {
        await asked(fetch("/live/burst?n=1", { cache: "no-store", signal }));
        count(got);
      }
    },
  },
  calls: {
    websocket: (n, signal, count) => new Promise((done, fail) => {
      const socket = new WebSocket(socketURL("/live/echo"));
      let got = 0;
      signal.addEventListener("abort", () => socket.close());
      socket.addEventListener("open", () => socket.send("1"));
      socket.addEventListener("message", () => {
        count(got += 1);
        if (got < n) return socket.send(String(got + 1));
        socket.close();
        done();
      });
      socket.addEventListener("close", () => fail(new Error("The WebSocket was closed early.")));
    }),
    fetch: async (n, signal, count) => {
      for (let got = 1; got <= n; got += 1) {
        await asked(fetch("/live/echo", { method: "POST", body: String(got), signal }));
        count(got);
      }
    },
  },
};

async function asked(request) {
  const response = await request;
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  await response.text();
}

/** The middle one of some numbers. */
export function median(all) {
  const sorted = all.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Who is first per message: an id, or "none" where it is too close to call. results: [{id, each}], each in ms. */
export function first(results) {
  const [one, two] = results.toSorted((a, b) => a.each - b.each);
  return two && two.each < one.each * CLOSE ? "none" : one.id;
}

const shortly = (ms) => (ms < 10 ? `${ms.toFixed(ms < 1 ? 2 : 1)} ms` : ms < 10_000 ? `${Math.round(ms).toLocaleString("en")} ms` : `${(ms / 1000).toFixed(1)} s`);

/** The sentence about a race. guess: an id or "none". */
export function told(results, guess) {
  const order = results.toSorted((a, b) => a.each - b.each);
  const [one, two] = order;
  const winner = first(results);
  const said = guess === "none" ? "that it is too close to call" : names[guess];
  const so = winner === "none"
    ? `${names[one.id]} and ${names[two.id]} were too close to call, with ${shortly(one.each)} and ${shortly(two.each)} for each message.`
    : `${names[one.id]} was first, with ${shortly(one.each)} for each message; ${names[two.id]} took ${(two.each / one.each).toFixed(1)} times as long.`;
  return `You said ${said}. ${so}`;
}

const svg = (name, attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

// A bar of a length in proportion, with the line at 100 ms.
function bar(ms, most) {
  const at = (v) => Math.max(0.5, (v / most) * 100).toFixed(1);
  const picture = svg("svg", { viewBox: "0 0 100 10", width: 100, height: 10, preserveAspectRatio: "none", "aria-hidden": "true", class: "bar-of" });
  picture.append(
    svg("rect", { x: 0, y: 1, width: at(ms), height: 8, class: "taken" }),
    svg("line", { x1: at(LINE), x2: at(LINE), y1: 0, y2: 10, class: "line" }),
  );
  return picture;
}

class Race {
  constructor(root, page) {
    Object.assign(this, { root, page, form: root.querySelector("[data-race]") });
    for (const hook of ["go", "aside", "running", "lap", "raced", "told", "caption", "elsewhere"]) {
      this[hook] = root.querySelector(`[data-${hook}]`);
    }
    this.progress = root.querySelector("progress");
    this.label = this.go.textContent;
  }

  connect() {
    this.form.addEventListener("submit", (e) => {
      e.preventDefault();
      if (this.stopping) this.stopping.abort();
      else this.start();
    });
    this.form.addEventListener("change", () => this.turn());
    // What is measured in a page that nobody sees is worth nothing.
    for (const type of ["pagehide", "visibilitychange"]) document.addEventListener(type, () => document.hidden && this.stopping?.abort());
    addEventListener("pagehide", () => this.stopping?.abort());
    this.turn();
  }

  get chosen() {
    const { way, messages, guess } = this.form.elements;
    return { way: way.value, n: Number(messages.value), guess: guess.value };
  }

  // An event stream has no way up, so it does not run in call and answer.
  turn() {
    const away = this.chosen.way === "calls";
    const option = this.form.querySelector("[data-runner=stream]");
    option.hidden = away;
    if (away) option.querySelector("input").checked = false;
  }

  tell(text) {
    this.aside.textContent = text;
    if (text) this.page.voice.say(text);
  }

  async start() {
    const { way, n, guess } = this.chosen;
    if (!guess) return this.tell("Choose one first. A guess costs nothing.");
    this.tell("");
    this.stopping = new AbortController();
    this.go.textContent = "Stop";
    this.running.hidden = false;
    const fields = [...this.form.querySelectorAll("input")];
    if (fields.includes(document.activeElement)) this.go.focus({ preventScroll: true });
    for (const field of fields) field.disabled = true;
    try {
      const results = await this.laps(way, n);
      this.show(way, n, results, guess);
    } catch (e) {
      this.tell(this.stopping.signal.aborted ? "Stopped. Nothing was counted." : `${e.message} The race is off; start it again in a moment.`);
    }
    this.stopping = null;
    this.go.textContent = this.label;
    this.running.hidden = true;
    for (const field of fields) field.disabled = false;
  }

  // All run in each lap, and each lap begins with another, so that none always
  // finds the connections cold. A first lap is run and not counted.
  async laps(way, n) {
    const ids = contestants[way];
    const laps = n > 100 ? 3 : 5;
    const of = (id) => (id === "fetch" ? Math.min(n, FETCHES) : n);
    const times = Object.fromEntries(ids.map((id) => [id, []]));
    const all = (laps + 1) * ids.length;
    let over = 0;
    for (let lap = 0; lap <= laps; lap += 1) {
      const order = ids.map((_, i) => ids[(i + lap) % ids.length]);
      for (const id of order) {
        this.lap.textContent = lap === 0 ? `Warming up: ${names[id]}` : `Round ${lap} of ${laps}: ${names[id]}`;
        const ms = await this.run(way, id, of(id), (done) => (this.progress.value = (over + done) / all));
        if (lap > 0) times[id].push(ms);
        over += 1;
      }
    }
    return ids.map((id) => {
      const middle = median(times[id]);
      return { id, n: of(id), median: middle, least: Math.min(...times[id]), most: Math.max(...times[id]), each: middle / of(id), laps };
    });
  }

  // The ms that one takes, from making the object until JavaScript has the last message.
  async run(way, id, n, tick) {
    const { signal } = this.stopping;
    const one = new AbortController();
    signal.addEventListener("abort", () => one.abort());
    let drawn = 0;
    const count = (got) => {
      const now = performance.now();
      if (now - drawn < 100) return; // drawing takes time that is not theirs
      drawn = now;
      tick(got / n);
    };
    const began = performance.now();
    let timer;
    try {
      return await Promise.race([
        runs[way][id](n, one.signal, count).then(() => performance.now() - began),
        new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(`${names[id]} took more than ${PATIENCE / 1000} s.`)), PATIENCE))),
        new Promise((_, fail) => signal.addEventListener("abort", () => fail(new Error("Stopped.")))),
      ]);
    } finally {
      clearTimeout(timer);
      one.abort();
    }
  }

  show(way, n, results, guess) {
    const heads = [...this.raced.querySelectorAll("thead th")].map((th) => th.textContent);
    const most = Math.max(LINE, ...results.map((r) => r.median));
    const rows = results.map((r) => {
      // On a narrow screen the rows are no table's to the style sheet; the roles say so.
      const row = make("tr", { role: "row" });
      const cell = (text) => {
        const td = Object.assign(row.insertCell(), { role: "cell", textContent: text });
        td.dataset.column = heads[td.cellIndex];
        return td;
      };
      row.append(make("th", { scope: "row", role: "rowheader", textContent: names[r.id] }));
      cell(r.n.toLocaleString("en"));
      cell(shortly(r.median));
      cell(`${shortly(r.least)} to ${shortly(r.most)}`);
      cell(shortly(r.each));
      cell(r.median <= LINE ? "within" : "beyond").append(bar(r.median, most));
      return row;
    });
    const what = way === "burst" ? "One way" : "Call and answer";
    this.caption.textContent = `${what}, ${n.toLocaleString("en")} messages, ${results[0].laps} rounds, in your browser now`;
    this.raced.querySelector("tbody").replaceChildren(...rows);
    this.told.textContent = told(results, guess);
    this.raced.hidden = false;
    this.elsewhere.classList.remove("nojs-only"); // it would have given the answer away before
    this.page.voice.say(this.told.textContent);
  }
}

/** Connects the section that has the race. */
export function connect(root, page) {
  new Race(root, page).connect();
}
