package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Back, forward and the scrubber show this run's own rows, with no new
// connection and no question.
func TestBackShowsTheSameRun(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	end := w.to(10)
	look := func(what string, n int, s state) {
		t.Helper()
		if len(s.Connections) != 1 || s.readyState() != 3 {
			t.Errorf("%s to row %d: the connections are %+v, want the one that is closed", what, n, s.Connections)
		}
		if !slices.Equal(s.Happened, upTo(10)) {
			t.Errorf("%s to row %d: %v happened, want all ten", what, n, s.Happened)
		}
		if fmt.Sprint(s.Run) != fmt.Sprint(end.Run) {
			t.Errorf("%s to row %d: your run says %v, want %v", what, n, s.Run, end.Run)
		}
		if s.Predict != 0 {
			t.Errorf("%s to row %d asks what row %d will do", what, n, s.Predict)
		}
		if n > 0 && s.Tracker["state"][1] != rows()[n-1].state {
			t.Errorf("%s to row %d: the tracker says %v", what, n, s.Tracker)
		}
	}
	for n := 9; n >= 0; n-- {
		w.press("data-back")
		look("back", n, w.shown(n))
	}
	if s := w.see(); !s.BackOff {
		t.Error("Back can still be pressed before row 1")
	}
	for n := 1; n <= 3; n++ {
		w.press("data-next")
		look("forward", n, w.shown(n))
	}

	p.drag(w.root+" [data-scrub]", 3, 8, func() {
		if s := w.see(); s.Scrub != 8 || s.ScrubText == "" {
			t.Errorf("while the scrubber is dragged to row 8 it is at %d and says %q", s.Scrub, s.ScrubText)
		}
	})
	look("the scrubber", 8, w.shown(8))
}

// The scrubber, released on a row that has not happened, plays up to it.
func TestScrubberRunsOnRelease(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	w.to(2)
	p.drag(w.root+" [data-scrub]", 2, 6, func() {
		if s := w.see(); slices.Contains(s.Happened, 3) || s.readyState() != 0 {
			t.Errorf("row 3 happened while the scrubber was still held: %s", s)
		}
	})
	s := w.lit(6)
	if s.readyState() != 1 || len(s.Connections) != 1 || s.Predict != 0 {
		t.Errorf("after the scrubber's release on row 6 it shows %s", s)
	}
}

// drag moves a range's thumb from one value to another; before the release it
// calls held.
func (p *page) drag(selector string, from, to int, held func()) {
	p.t.Helper()
	type track struct{ Left, Width, Middle, Most float64 }
	at := read[track](p, `(() => {
		const el = document.querySelector(`+quote(selector)+`);
		const box = el.getBoundingClientRect();
		return { Left: box.left, Width: box.width, Middle: box.top + box.height / 2, Most: Number(el.max) };
	})()`)
	const thumb = 16
	x := func(value int) float64 {
		return at.Left + thumb/2 + (at.Width-thumb)*float64(value)/at.Most
	}
	left := func(e *input.DispatchMouseEventParams) { e.Button, e.Buttons = input.MouseButtonLeft, 1 }
	p.do("press the thumb", chromedp.MouseEvent(chromedp.MousePressed, x(from), at.Middle, left))
	p.do("drag it", chromedp.MouseEvent(chromedp.MouseMoved, x((from+to)/2), at.Middle, left), chromedp.MouseEvent(chromedp.MouseMoved, x(to), at.Middle, left))
	held()
	p.do("release it", chromedp.MouseEvent(chromedp.MouseReleased, x(to), at.Middle, left))
}
