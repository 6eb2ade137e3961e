// This page's own stream, as it comes.

const MOST = 20_000; // characters that are kept on the page

/**
 * Shows the bytes of a link's stream while its part is open. An EventSource keeps
 * them to itself, so meanwhile the link reads its stream with fetch.
 */
export class Specimen {
  constructor(root, link) {
    this.link = link;
    this.part = root.querySelector("details[data-specimen]");
    this.button = root.querySelector("[data-specimen-open]");
    this.pre = root.querySelector("[data-specimen-bytes]");
  }

  connect() {
    this.part?.addEventListener("toggle", () => this.#show(this.part.open));
    this.button?.addEventListener("click", () => {
      this.pre.hidden = !this.pre.hidden;
      this.button.setAttribute("aria-pressed", !this.pre.hidden);
      this.#show(!this.pre.hidden);
    });
  }

  #show(on) {
    this.pre.textContent = "";
    this.link.read(on ? (line) => this.#line(line) : null);
  }

  #line({ bytes, text, means }) {
    const hex = Array.from(bytes.slice(0, 16), (b) => b.toString(16).padStart(2, "0")).join(" ");
    const more = bytes.length > 16 ? ` … ${bytes.length} bytes` : "";
    const line = `${hex}${more}\n  ${text.length > 120 ? `${text.slice(0, 120)}…` : text || "(an empty line)"}\n  ${means}\n`;
    this.pre.textContent = (this.pre.textContent + line).slice(-MOST);
    this.pre.scrollTop = this.pre.scrollHeight;
  }
}
