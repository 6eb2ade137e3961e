package e2e

import (
	"slices"
	"testing"
)

// A walk through code begins at the code, with the lines of the linked row lit in
// the pane and in the whole listing. What a reader chooses instead stays.
func TestWalkThroughCode(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(pathOf("choosing/code/secure-server") + "#step-9")
	s := w.shown(9)
	if s.Depth != "code" || s.Mode != "replay" || len(s.Connections) != 0 {
		t.Errorf("linked, it shows %s", s)
	}
	p.wait("row 9 in the window", `((b) => b.height > 0 && b.top >= 0 && b.bottom <= innerHeight)(document.querySelector("#step-9").getBoundingClientRect())`)
	p.wait("the lit line in the listing", litInListing(`"server"`)+`.join() === "28"`)
	pane := read[[]string](p, `[...document.querySelectorAll("[data-pane='9'] .lit")].filter((e) => e.checkVisibility()).map((line) => line.dataset.line)`)
	if !slices.Equal(pane, []string{"12", "28"}) {
		t.Errorf("in the pane the lines %v are lit", pane)
	}
	p.picture("linked")
	p.script(`document.querySelector("#listing").scrollIntoView({ behavior: "instant" })`)
	p.picture("listing")

	w.press("data-depth-set=plain")
	p.open(lessonPath)
	p.open(pathOf("choosing/code/stream-page"))
	if got := p.walkthrough("#walkthrough").see().Depth; got != "plain" {
		t.Errorf("on the next walk the depth is %q, chosen was plain", got)
	}
}

// Who has looked at a lesson, and chosen no depth there, still begins a walk at
// the code; and a lesson after it in plain words.
func TestDepthIsThePagesOwn(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	for _, at := range []struct{ path, depth string }{
		{lessonPath, "plain"}, {pathOf("choosing/code/stream-page"), "code"}, {lessonPath, "plain"},
	} {
		if got := p.lesson(at.path).see().Depth; got != at.depth {
			t.Errorf("%s begins at the depth %q, want %q", at.path, got, at.depth)
		}
	}
}

// The page of a run through code has its listing, which follows the rows.
func TestRunThroughCode(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(pathOf("choosing/code/stream-page"))
	w.live()
	run := w.to(5).runID()
	p.open("/runs/" + run)
	replay := p.walkthrough("#walkthrough")
	for n, want := range map[int]string{1: "1", 2: "3"} {
		p.script("location.hash = '#step-" + key(n) + "'")
		replay.shown(n)
		p.wait("the line of row "+key(n), litInListing(`"browser"`)+`.join() === "`+want+`"`)
	}
	p.click("main a[href='/lessons/choosing/code/stream-page']")
	p.wait("the walk", "location.pathname === '/lessons/choosing/code/stream-page'")
}

// litInListing is an expression of the numbers of the lines that are lit in the
// whole code of one side, itself an expression.
func litInListing(side string) string {
	return `((side) => {
		const whole = document.querySelector("[data-listing]");
		const listing = whole.querySelectorAll(":scope > .sample")[whole.dataset.listing.split(" ").indexOf(side)];
		return [...listing.querySelectorAll(".line")].flatMap((line, i) => line.classList.contains("lit") ? [i + 1] : []);
	})(` + side + `)`
}
