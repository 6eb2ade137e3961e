package e2e

import (
	"slices"
	"testing"
)

// A page that is left gives its connections back, and works when the visitor
// returns, from the back-forward cache or not.
func TestComeBack(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	w.to(5)
	p.click("header a[href='/glossary']")
	p.wait("the glossary", "location.pathname === '/glossary' && document.readyState === 'complete'")
	p.script("setTimeout(() => history.back())") // after this command has been answered
	p.wait("the lesson", "location.pathname === "+quote(lessonPath)+" && document.readyState === 'complete'")
	t.Logf("from the back-forward cache: %v", read[[]bool](p, "__e2e.shows"))
	s := w.shown(5)
	if len(s.Connections) > 0 { // none is left where the page was loaded anew
		w.until("the connection of before to end", func(s state) bool { return s.Connections[0].State == 3 })
	}
	w.live()
	if s := w.lit(5); s.readyState() != 1 {
		t.Errorf("after coming back Live shows %s", s)
	}
	if s := w.next(6); s.readyState() != 1 || !slices.Equal(s.Happened, upTo(6)) {
		t.Errorf("after coming back Next shows %s", s)
	}
}
