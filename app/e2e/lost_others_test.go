package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// An event stream that is cut where no row says so would come back by itself; the
// walk goes on with a run of its own, from the row that was reached.
func TestLostStream(t *testing.T) {
	t.Parallel()
	rows := []int{7}
	if isThorough() {
		rows = []int{3, 7, 15}
	}
	for _, n := range rows {
		t.Run(fmt.Sprint("row ", n), func(t *testing.T) {
			t.Parallel()
			x := startProxy(t)
			l := laptop()
			l.port = x.port()
			p := visit(t, l)
			p.expectRefusals()
			w := p.lesson(streamPath)
			w.live()
			w.to(n)
			if cut := x.cut("/events"); cut < 1 {
				t.Fatal("no stream was open")
			}
			lost := w.until("a word about the lost connection", func(s state) bool {
				return s.readyState() == 2 && strings.Contains(s.Say+s.Aside, "connection 2")
			})
			if !slices.Equal(lost.Now, []int{n}) || lost.NextOff {
				t.Errorf("after the cut it shows %s", lost)
			}
			if s := w.next(n + 1); !slices.Equal(s.Happened, upTo(n+1)) || len(s.Connections) < 2 {
				t.Errorf("Next after the cut shows %s", s)
			}
			if s := w.to(21); s.readyState() != 2 || !s.After && !w.until("the end", func(s state) bool { return s.After }).After {
				t.Errorf("connection 2 ends with %s", s)
			}
		})
	}
}

// A WebSocket that is cut between two fragments: the same quiet story.
func TestLostBetweenFragments(t *testing.T) {
	thorough(t)
	t.Parallel()
	x := startProxy(t)
	l := laptop()
	l.port = x.port()
	p := visit(t, l)
	p.expectRefusals()
	w := p.lesson(framesPath)
	w.live()
	w.to(12)
	if n := x.cut("/ws"); n != 1 {
		t.Fatalf("%d connections were open, want one", n)
	}
	w.until("a word about the lost connection", func(s state) bool {
		return s.readyState() == 3 && strings.Contains(s.Say+s.Aside, "connection 2")
	})
	if s := w.next(13); s.readyState() != 1 || len(s.Connections) != 2 || !slices.Equal(s.Happened, upTo(13)) {
		t.Errorf("Next after the cut shows %s", s)
	}
	w.to(18)
}

// A link to a row of the other lessons opens it, and Live there plays up to it,
// over as many connections as it takes, and asks nothing on the way.
func TestDeepLinkOfTheOthers(t *testing.T) {
	thorough(t)
	t.Parallel()
	for slug, n := range map[string]int{"sse-stream": 15, "frames": 12} {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			p := visit(t, laptop())
			p.expectRefusals()
			w := p.lesson(fmt.Sprintf("%s#step-%d", pathOf(slug), n))
			if s := w.shown(n); s.Mode != "replay" || len(s.Connections) != 0 || !slices.Equal(s.Panes, []int{n}) {
				t.Errorf("the link shows %s", s)
			}
			p.wait("the row in the window", fmt.Sprintf(`((b) => b.height > 0 && b.top >= 0 && b.bottom <= innerHeight)(document.querySelector("#step-%d").getBoundingClientRect())`, n))
			w.press("data-mode-set=live")
			s := w.lit(n)
			if want := readLesson(t, slug).Script.Steps[n-1].ReadyState; s.Mode != "live" || s.readyState() != want || s.Predict != 0 || !slices.Equal(s.Happened, upTo(n)) {
				t.Errorf("Live on row %d shows %s", n, s)
			}
			for k := 1; k <= n; k++ {
				if s.Run[key(k)] == "" {
					t.Errorf("Live on row %d leaves your run of row %d empty", n, k)
				}
			}
			w.next(n + 1)
		})
	}
}
