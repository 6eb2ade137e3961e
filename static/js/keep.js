// What this browser keeps: settings and progress.

/**
 * Settings (text) and the progress of lessons, under wirewalk.*. Storage may be
 * blocked or full; then they stay for as long as the page is open. Never throws.
 */
export class Keep {
  #memory = new Map();
  #storage;

  /** storage: yields a Storage, or throws where it is blocked. */
  constructor(storage = () => localStorage) {
    try {
      this.#storage = storage();
    } catch {
      this.#storage = null;
    }
  }

  get(name) {
    const kept = this.#memory.get(name);
    if (kept !== undefined) return kept;
    try {
      return this.#storage.getItem(`wirewalk.${name}`);
    } catch {
      return null;
    }
  }

  /** Stores text; null removes it. */
  set(name, text) {
    try {
      if (text === null) this.#storage.removeItem(`wirewalk.${name}`);
      else this.#storage.setItem(`wirewalk.${name}`, text);
      this.#memory.delete(name);
    } catch {
      this.#memory.set(name, text);
    }
  }

  /** The progress of all lessons by slug: {step, max, questions, answers, predictions}. */
  all() {
    try {
      const all = JSON.parse(this.get("progress"));
      return all && typeof all === "object" && !Array.isArray(all) ? all : {};
    } catch {
      return {};
    }
  }

  /** One lesson's progress; empty before anything was done. */
  of(slug) {
    const of = this.all()[slug];
    return of && typeof of === "object" ? of : {};
  }

  /**
   * Lets change edit one lesson's progress. Read anew each time: other windows write too. at is
   * the fragment where the reader is, to go on from: "#step-4".
   */
  update(slug, change, at) {
    const of = this.of(slug);
    change(of);
    if (at) this.set("last", slug + at);
    this.set("progress", JSON.stringify({ ...this.all(), [slug]: of }));
  }
}

const answers = (of) => Object.values(of.answers ?? {});

/** How many answers of a lesson are right. */
export const score = (of) => answers(of).filter((a) => a.right).length;

/** "7 of 10 steps · 2 of 3 answers"; "" before anything was done. */
export function progressText(of) {
  const given = answers(of).filter((a) => a.answer).length;
  const parts = [];
  if (of.step > 0) parts.push(`${Math.min(of.step, of.max)} of ${of.max} steps`);
  if (given) parts.push(`${score(of)} of ${of.questions ?? given} answers`);
  return parts.join(" · ");
}

/** Whether every step of a lesson has been taken. */
export const finished = ({ step, max }) => max > 0 && step >= max;
