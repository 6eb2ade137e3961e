// What a reader of a bench writes: read as bytes, kept in the address, and begun
// from one of the positions of the knob.

/**
 * One field. name: of its parameter in the address; blank: what the reader's own
 * begins with; read(text): its bytes, or it throws an Error with a sentence for who
 * wrote it; typed(bytes, text), kept(bytes, text): how it stands in the field and in
 * the address; changed(bytes): it was read anew. The position of the knob that has no
 * preset is "own".
 */
export class Written {
  bytes = null; // null where it cannot be read
  wrong = ""; // why

  constructor(stage, how) {
    Object.assign(this, { stage, how, own: how.blank });
    this.root = stage.closest("[data-experiment]");
    for (const hook of ["written", "problem", "count"]) this[hook] = stage.querySelector(`[data-${hook}]`);
    this.presets = [...stage.querySelectorAll("[data-preset]")].map(({ dataset }) => dataset);
    this.written.addEventListener("input", () => this.#typed());
    const text = new URLSearchParams(location.search).get(how.name);
    if (text !== null) this.#open(text);
    else if (this.written.value !== this.written.defaultValue) this.#typed(); // before this came
  }

  /** Turns to a position of the knob. */
  turn(variant) {
    const preset = this.presets.find((of) => of.preset === variant);
    if (preset) {
      this.#write(preset.text);
      this.#address(null);
    } else if (this.at !== variant) {
      this.#write(this.own);
    }
    this.at = variant;
  }

  /** Writes bytes, as the reader would; false while something runs. */
  set(bytes) {
    if (this.#busy) return false;
    this.written.value = this.how.typed(bytes);
    this.#read();
    this.#owned();
    return true;
  }

  /** The bytes. @throws {Error} where there are none */
  take() {
    if (!this.bytes) throw new Error(this.wrong);
    return this.bytes;
  }

  /** Says what is wrong with them; "" for nothing. */
  tell(text) {
    this.problem.textContent = text;
    this.problem.hidden = !text;
    this.written.setAttribute("aria-invalid", !!text);
  }

  #knob(variant) {
    return this.root.querySelector(`[name=variant][value="${variant}"]`);
  }

  // While something runs the knob is fast, and so is what is written.
  get #busy() {
    return this.#knob("own").disabled;
  }

  // What the address brings stands before the knob's position in it.
  #open(text) {
    const preset = this.presets.find((of) => of.text === text)?.preset ?? "own";
    this.#knob(preset).checked = true;
    if (preset === "own") this.#write(text);
    this.#address(text);
    this.at = preset;
    if (this.bytes) this.own = text;
  }

  #write(text) {
    this.written.value = text;
    this.#read();
    if (this.bytes) this.written.value = this.how.typed(this.bytes, text);
    this.before = this.written.value;
  }

  #typed() {
    if (this.#busy) {
      this.written.value = this.before;
      return;
    }
    this.#read();
    this.#owned();
  }

  #read() {
    this.wrong = "";
    try {
      this.bytes = this.how.read(this.written.value);
    } catch (e) {
      this.bytes = null;
      this.wrong = e.message;
    }
    this.tell(this.wrong);
    const n = this.bytes?.length;
    this.count.textContent = n === undefined ? "" : n === 1 ? "1 byte" : `${n} bytes`;
    this.how.changed(this.bytes);
  }

  // It is the reader's own now: the knob turns there, and what was predicted of
  // others is forgotten.
  #owned() {
    this.at = "own";
    this.before = this.written.value;
    const knob = this.#knob("own");
    knob.checked = true;
    knob.dispatchEvent(new Event("change", { bubbles: true }));
    const kept = this.bytes ? this.how.kept(this.bytes, this.before) : this.before;
    this.own = kept;
    this.#address(kept);
  }

  // One of both stands in the address: what is written, or the knob's position.
  #address(text) {
    const to = new URL(location);
    if (text === null) {
      to.searchParams.delete(this.how.name);
    } else {
      to.searchParams.set(this.how.name, text.slice(0, MOST));
      to.searchParams.delete(this.root.dataset.experiment);
    }
    history.replaceState(history.state, "", to);
  }
}

const MOST = 8192; // characters in an address; what can be sent is shorter
