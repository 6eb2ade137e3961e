import { Story, closed, range } from "../plug.js";
import { equal } from "./assert.js";

export const ranges = () => equal([[4, 4], [42, 43], [42, 45]].map(([from, to]) => range(from, to)), ["4", "42 and 43", "42 to 45"]);

export function aCloseIsToldByItsCode() {
  const told = (code, reason = "", wasOpen = true) => closed({ code, reason }, wasOpen);
  equal(told(1006), "close, code 1006: the connection ended without a Close frame. It stays closed until a page opens another.");
  equal(told(1006, "", false), "close, code 1006, before it was open. This network or this server did not let it through.");
  equal(told(1000, "the plug was put away"), "close, code 1000: the plug was put away.");
  equal(told(1005), "close, code 1005.");
}

// A story up to message 41 and its cut, 1 s after the page began.
function cutAfter41() {
  const story = new Story();
  equal(story.opened(10), "Open. From now on only this server speaks.");
  equal([40, 41].map((n) => story.heard(n)), ["", ""]);
  equal(story.failed(1000, false), "error, after message 41. Nobody has to press anything: your browser will ask again.");
  return story;
}

export function aStreamTellsWhatItMissedWhenItHasIt() {
  const story = cutAfter41();
  equal(story.opened(4240), "");
  equal(story.resumed({ lastEventId: 41, from: 42, to: 45 }), "");
  equal([41, 42, 45, 46].map((n) => story.missed(n)), [false, true, true, false]);
  equal([42, 43, 44].map((n) => story.heard(n)), ["", "", ""]);
  equal(story.heard(45), "error, then it asked again after 3.2 s with Last-Event-ID: 41 and got 42 to 45.");
  equal([46, 47].map((n) => story.heard(n)), ["", ""], "it is told once");
}

export function aStreamThatMissedNothingSaysSoAtOnce() {
  const story = cutAfter41();
  story.opened(1950);
  equal(story.resumed({ lastEventId: 41 }), "error, then it asked again after 0.9 s with Last-Event-ID: 41, and had missed nothing.");
  equal([story.missed(42), story.heard(42)], [false, ""]);
}

export function aStreamTellsWhatIsNoLongerKept() {
  const story = cutAfter41();
  story.opened(601_000);
  story.resumed({ lastEventId: 41, from: 44, to: 45 });
  story.heard(44);
  equal(story.heard(45), "error, then it asked again after 600.0 s with Last-Event-ID: 41 and got 44 and 45; 42 and 43 were no longer kept.");
}

export function aServerThatKnowsNothingOfItBeginsAnew() {
  const story = cutAfter41();
  story.opened(3000);
  equal(story.heard(7), "error, then it asked again after 2.0 s, and this server began anew with 7.");
}

export function aStreamThatAsksInVainIsToldOfOnce() {
  const story = cutAfter41();
  equal([story.failed(2000, false), story.failed(4000, false)], ["", ""]);
  story.opened(6000);
  equal(story.resumed({ lastEventId: 41 }), "error, then it asked again after 5.0 s with Last-Event-ID: 41, and had missed nothing.");
  equal(story.failed(7000, false), "error, after message 41. Nobody has to press anything: your browser will ask again.", "another cut");
}

export function aCutInTheMiddleOfWhatWasMissedIsAnotherCut() {
  const story = cutAfter41();
  story.opened(3000);
  story.resumed({ lastEventId: 41, from: 42, to: 45 });
  story.heard(42);
  equal(story.failed(3100, false), "error, after message 42. Nobody has to press anything: your browser will ask again.");
  story.opened(5100);
  story.resumed({ lastEventId: 42, from: 43, to: 47 });
  equal([43, 44, 45, 46].map((n) => story.heard(n)), ["", "", "", ""]);
  equal(story.heard(47), "error, then it asked again after 2.0 s with Last-Event-ID: 42 and got 43 to 47.");
}

export function aStreamThatStaysClosedSaysWhetherItEverWasOpen() {
  equal(cutAfter41().failed(3000, true), "error, and now it stays closed: this server has no more for it.");
  equal(new Story().failed(10, true), "error. This server did not give the stream.");
  equal(new Story().failed(10, false), "error, before anything came. Your browser will ask again.");
}
