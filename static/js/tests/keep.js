import { Keep, finished, progressText, score } from "../keep.js";
import { equal } from "./assert.js";

function memory(kept = {}) {
  return {
    getItem: (key) => kept[key] ?? null,
    setItem: (key, text) => (kept[key] = text),
    removeItem: (key) => delete kept[key],
    kept,
  };
}

const blocked = () => {
  throw new DOMException("denied", "SecurityError");
};

export function settingsStayUnderOneName() {
  const storage = memory();
  const keep = new Keep(() => storage);
  keep.set("depth", "bytes");
  equal(storage.kept, { "wirewalk.depth": "bytes" });
  equal(keep.get("depth"), "bytes");
  keep.set("depth", null);
  equal(keep.get("depth"), null);
}

export function blockedStorageLastsAsLongAsThePage() {
  const keep = new Keep(blocked);
  equal(keep.get("depth"), null);
  keep.set("depth", "code");
  equal(keep.get("depth"), "code");
  keep.update("a-lesson", (of) => (of.step = 3));
  equal(keep.of("a-lesson"), { step: 3 });
  keep.set("depth", null);
  equal(keep.get("depth"), null);
}

export function fullStorageLastsAsLongAsThePage() {
  const storage = memory();
  storage.setItem = blocked;
  const keep = new Keep(() => storage);
  keep.set("theme", "dark");
  equal(keep.get("theme"), "dark");
}

export function whatCannotBeReadIsNoProgress() {
  for (const text of ["", "{", "null", "[1]", "7", '"x"']) {
    const keep = new Keep(() => memory({ "wirewalk.progress": text }));
    equal(keep.all(), {}, text);
    equal(keep.of("a-lesson"), {}, text);
  }
  equal(new Keep(() => memory({ "wirewalk.progress": '{"a":5}' })).of("a"), {});
}

export function anotherWindowsProgressIsKept() {
  const storage = memory();
  const [here, there] = [new Keep(() => storage), new Keep(() => storage)];
  here.update("one", (of) => (of.step = 1));
  there.update("two", (of) => (of.step = 2));
  here.update("one", (of) => (of.max = 10));
  equal(here.all(), { one: { step: 1, max: 10 }, two: { step: 2 } });
}

export function progressIsSaidInOneLine() {
  const answers = { a: { answer: "A", right: true }, b: { answer: "C", right: false }, c: { hints: 1 } };
  equal(progressText({}), "");
  equal(progressText({ step: 7, max: 10 }), "7 of 10 steps");
  equal(progressText({ step: 7, max: 10, answers, questions: 3 }), "7 of 10 steps · 1 of 3 answers");
  equal(progressText({ answers: { c: { hints: 1 } }, questions: 3 }), "", "a hint is no answer");
  equal(progressText({ step: 12, max: 10 }), "10 of 10 steps", "a script that became shorter");
  equal(score({ answers }), 1);
  equal(score({}), 0);
}

export function whereTheReaderIsCanBeGoneOnFrom() {
  const storage = memory();
  const keep = new Keep(() => storage);
  keep.update("one", (of) => (of.step = 1), "#step-1");
  keep.update("two", (of) => (of.step = 2), "#step-2");
  keep.update("one", (of) => (of.step = 3));
  equal(keep.get("last"), "two#step-2", "what has no place leaves it");
}

export function aLessonIsFinishedWithItsLastStep() {
  equal([{}, { step: 9, max: 10 }, { step: 10, max: 10 }, { step: 12, max: 10 }, { step: 0, max: 0 }].map(finished), [false, false, true, true, false]);
}
