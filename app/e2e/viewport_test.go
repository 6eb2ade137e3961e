package e2e

import (
	"fmt"
	"testing"
)

// place is where the things stand that must be on screen together.
type place struct {
	Say, Row, Pane, Next edges
	Question             *edges // nil where none stands
	Height               float64
	Covered              string // what lies over Next, the row or the sentence
}

type edges struct{ Top, Bottom float64 }

const placeScript = `(() => {
	const root = document.querySelector("#walkthrough");
	const edges = (el) => { const b = el.getBoundingClientRect(); return { Top: b.top, Bottom: b.bottom }; };
	const say = root.querySelector("[data-say]"), row = root.querySelector("tr.now"), next = root.querySelector("[data-next]");
	const pane = [...root.querySelectorAll("[data-pane]")].find((e) => e.checkVisibility());
	const asks = [...root.querySelectorAll("[data-predict]")].find((e) => e.checkVisibility() && e.querySelector("input:enabled"));
	const covered = [say, row.querySelector("th"), next].map((el) => {
		const b = el.getBoundingClientRect();
		const top = document.elementFromPoint(b.left + Math.min(b.width / 2, 40), b.top + b.height / 2);
		return top && (el.contains(top) || top.contains(el)) ? "" : el.outerHTML.slice(0, 60) + " by " + (top ? top.outerHTML.slice(0, 80) : "nothing");
	}).filter(Boolean).join("; ");
	return { Say: edges(say), Row: edges(row), Pane: edges(pane), Next: edges(next), Question: asks ? edges(asks) : null, Height: innerHeight, Covered: covered };
})()`

// At 1366 × 657 the sentence, the lit row, the pane and Next are on screen at
// every step, without scrolling by hand: for each form of table at the depth that
// shows code. TestAfterTheOthers sees to the one that shows bytes, for each lesson
// TestWalkEveryLesson to the first.
func TestEverythingOnScreen(t *testing.T) {
	thorough(t)
	t.Parallel()
	for _, slug := range eachForm() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			p := visit(t, laptop().moves())
			p.expectRefusals()
			w := p.lesson(pathOf(slug))
			w.walkOnScreen("code", len(readLesson(t, slug).Script.Steps))
		})
	}
}

// walkOnScreen walks live to the last row at a depth, and wants everything to be
// on screen at each.
func (w *walkthrough) walkOnScreen(depth string, last int) {
	w.t.Helper()
	w.live()
	w.p.click("nav.sections a[href='#walkthrough']")
	w.p.still()
	w.depth(depth)
	for n := 1; n <= last; n++ {
		w.next(n)
		checkOnScreen(w.t, w.p, fmt.Sprintf("row %d, %s", n, depth))
		w.p.picture(fmt.Sprintf("%02d", n))
	}
}

// The same for who scrolls by hand, until Next is there, and presses it.
func TestEverythingOnScreenFromAnywhere(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop().moves())
	w := p.lesson(lessonPath)
	w.live()
	p.script(`{
		const next = document.querySelector("#walkthrough [data-next]");
		while (next.getBoundingClientRect().bottom > innerHeight) scrollBy({ top: 100, behavior: "instant" });
	}`)
	for n := 1; n <= 10; n++ {
		w.next(n)
		checkOnScreen(t, p, fmt.Sprintf("row %d", n))
		p.picture(fmt.Sprintf("%02d", n))
	}
}

// The same when a visitor comes by a link to a row.
func TestDeepLinkOnScreen(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop().moves())
	for _, n := range []int{1, 5, 10} {
		p.open("/")
		w := p.lesson(fmt.Sprintf("%s#step-%d", lessonPath, n))
		w.shown(n)
		checkOnScreen(t, p, fmt.Sprintf("#step-%d", n))
	}
}

// checkOnScreen waits for a scroll to end before it measures.
func checkOnScreen(t *testing.T, p *page, what string) {
	t.Helper()
	p.still()
	at := read[place](p, placeScript)
	inside := func(name string, e edges) {
		t.Helper()
		if e.Top < 0 || e.Bottom > at.Height || e.Bottom <= e.Top {
			t.Errorf("%s: %s stands from %.0f to %.0f, outside a window of %.0f", what, name, e.Top, e.Bottom, at.Height)
		}
	}
	inside("the sentence", at.Say)
	inside("the lit row", at.Row)
	inside("Next", at.Next)
	if at.Question != nil {
		inside("the question", *at.Question)
	}
	const enough = 120 // px of a pane that is longer than the window
	if seen := min(at.Pane.Bottom, at.Next.Top) - max(at.Pane.Top, 0); at.Pane.Top < 0 || seen < min(enough, at.Pane.Bottom-at.Pane.Top) {
		t.Errorf("%s: the pane stands from %.0f to %.0f, Next begins at %.0f", what, at.Pane.Top, at.Pane.Bottom, at.Next.Top)
	}
	if at.Covered != "" {
		t.Errorf("%s: covered: %s", what, at.Covered)
	}
}
