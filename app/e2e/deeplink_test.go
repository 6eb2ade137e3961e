package e2e

import (
	"slices"
	"testing"
)

// #step-7 opens row 7 of the recording; Live there plays up to it, and asks
// nothing on the way.
func TestDeepLink(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop().moves())
	w := p.lesson(lessonPath + "#step-7")
	check := func(what string, s state) {
		t.Helper()
		if s.Mode != "replay" || !slices.Equal(s.Happened, upTo(7)) || len(s.Connections) != 0 || s.Predict != 0 || !slices.Equal(s.Panes, []int{7}) {
			t.Errorf("%s: it shows %s", what, s)
		}
		if s.Tracker["sent"][1] != "How are you?" || s.LampWord != "OPEN" {
			t.Errorf("%s: lamp %s, tracker %v", what, s.LampWord, s.Tracker)
		}
		p.wait(what+": row 7 in the window", `((b) => b.height > 0 && b.top >= 0 && b.bottom <= innerHeight)(document.querySelector("#step-7").getBoundingClientRect())`)
	}
	check("opened", w.shown(7))
	p.reload()
	check("reloaded", w.shown(7))

	w.press("data-mode-set=live")
	s := w.lit(7)
	if s.Mode != "live" || s.readyState() != 1 || len(s.Connections) != 1 || s.Predict != 0 || !slices.Equal(s.Happened, upTo(7)) {
		t.Errorf("Live on row 7 shows %s", s)
	}
	for n := 1; n <= 7; n++ {
		if s.Run[key(n)] == "" {
			t.Errorf("Live on row 7 leaves your run of row %d empty", n)
		}
	}
	if s := w.next(8); s.readyState() != 1 {
		t.Errorf("row 8 shows %s", s)
	}
}

// A walk that is reloaded in the middle opens where it was.
func TestReloadInTheMiddle(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop().moves())
	w := p.lesson(lessonPath)
	w.live()
	w.to(7)
	p.reload()
	if s := w.shown(7); s.Mode != "replay" || len(s.Connections) != 0 {
		t.Errorf("reloaded on row 7 it shows %s", s)
	}
	chip := read[string](p, "document.querySelector('[data-progress=websocket-protocol]').textContent")
	if chip != "7 of 10 steps" {
		t.Errorf("after the reload the progress says %q", chip)
	}
	p.open("/lessons")
	if got := read[string](p, "document.querySelector('[data-progress=websocket-protocol]').textContent"); got != chip {
		t.Errorf("the list of lessons says %q, the lesson %q", got, chip)
	}
}
