package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Without JavaScript the page reads: the whole table, every pane of the
// recording, links from step to step, and nothing that cannot work.
func TestWithoutJavaScript(t *testing.T) {
	l := laptop()
	l.noScript = true
	p := visit(t, l)
	p.open(lessonPath)
	w := p.walkthrough("#walkthrough")
	s := w.see()
	if !slices.Equal(s.Panes, append([]int{0}, upTo(10)...)) && !slices.Equal(s.Panes, upTo(10)) {
		t.Errorf("the panes that can be seen are %v, want all ten", s.Panes)
	}
	for i, r := range rows() {
		for c, want := range r.cells {
			if got := s.Cells[key(i+1)][c]; !strings.Contains(got, want) || got == "?" {
				t.Errorf("row %d, column %d shows %q, want %q", i+1, c, got, want)
			}
		}
	}
	if s.Next != "" || s.Skip || s.After {
		t.Errorf("controls that cannot work are shown: Next %q, Skip %v", s.Next, s.Skip)
	}
	for n := 1; n <= 10; n++ {
		events := read[[]shownEvent](p, fmt.Sprintf("(%s)(\"#walkthrough [data-wire-recorded='%d']\")", crossedScript, n))
		if len(events) == 0 || !events[0].Visible {
			t.Errorf("the recorded bytes of row %d cannot be seen: %+v", n, events)
		}
	}
	p.click("#pane-4 a[href='#pane-5']")
	p.wait("the pane of row 5", "location.hash === '#pane-5'")
	if top := read[float64](p, "document.querySelector('#pane-5').getBoundingClientRect().top"); top < 0 || top > 400 {
		t.Errorf("the link to row 5 leads to %v px from the top", top)
	}
	p.picture("pane-5")
	for _, hidden := range read[[]string](p, "[...document.querySelectorAll('button[type=button]:not([popovertarget])')].filter((b) => b.checkVisibility({ visibilityProperty: true })).map((b) => b.outerHTML.slice(0, 90))") {
		t.Errorf("a button that needs JavaScript is shown: %s", hidden)
	}
	checkWidth(t, p, lessonPath, 1366)
}

// Without JavaScript a form grades the quiz: the page comes back with the
// verdict in place.
func TestQuizWithoutJavaScript(t *testing.T) {
	lesson := readLesson(t, "websocket-protocol")
	l := laptop()
	l.noScript = true
	p := visit(t, l)
	p.open(lessonPath)
	for _, q := range questions() {
		for _, option := range []string{q.wrong, q.right} {
			p.answer(q, option)
			p.verdict(q, fmt.Sprint(option == q.right))
			explains(t, p, lesson, q, option)
			if n := read[int](p, "document.querySelectorAll('.verdict').length"); n != 1 {
				t.Errorf("%s, %s: the page has %d verdicts, want one", q.id, option, n)
			}
			p.wait("the verdict in the window", `((b) => b.top >= 0 && b.bottom <= innerHeight)(document.querySelector(".verdict").getBoundingClientRect())`)
		}
	}
}

// The other pages without JavaScript: they read, and scroll nowhere sideways.
func TestPagesWithoutJavaScript(t *testing.T) {
	p := visit(t, look{width: 320, height: 640, noScript: true})
	p.net.expect(`/no-such-page|404`)
	for _, path := range allPages() {
		p.open(path)
		checkPage(t, p, path)
		checkWidth(t, p, path, 320)
	}
}
