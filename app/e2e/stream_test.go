package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// The event stream's six rows, live: readyState 0 1 1 1 1 0, the bytes, and no
// second request after the end.
func TestWalkEventStream(t *testing.T) {
	p := visit(t, laptop())
	w := p.lesson(streamPath)
	w.live()
	w.press("data-depth-set=bytes")
	words := []string{"CONNECTING", "OPEN", "OPEN", "OPEN", "OPEN", "CONNECTING"}
	received := []string{"None", "None", "one", "two", "three", "three"}
	ready := []int{0, 1, 1, 1, 1, 0}
	for n := 1; n <= 6; n++ {
		s := w.next(n)
		// After the last row the page closes the stream, or it would ask again.
		if n < 6 && s.readyState() != ready[n-1] {
			t.Errorf("row %d: readyState is %d, want %d", n, s.readyState(), ready[n-1])
		}
		if want := fmt.Sprintf("%d ✓%s (%d), as expected", ready[n-1], words[n-1], ready[n-1]); s.Run[key(n)] != want {
			t.Errorf("row %d: your run says %q, want %q", n, s.Run[key(n)], want)
		}
		if !slices.Equal(s.Current, []int{n}) || !slices.Equal(s.Happened, upTo(n)) {
			t.Errorf("row %d: %v is current, %v happened", n, s.Current, s.Happened)
		}
		if n >= 3 && n <= 5 && s.Tracker["received"][1] != received[n-1] {
			t.Errorf("row %d: the tracker says %v", n, s.Tracker)
		}
		shown, r := w.crossed(n)
		if n >= 3 && n <= 5 {
			checkChunk(t, n, received[n-1], shown, r)
		}
		p.picture(fmt.Sprintf("row-%d", n))
	}
	s := w.see()
	if last := read[int](p, "__e2e.seen.findLast((e) => e.url.endsWith('/events') && e.type === 'error').state"); last != 0 {
		t.Errorf("when the response ended readyState was %d, want 0", last)
	}
	if !s.After {
		t.Error("what comes after the last row stays closed")
	}
	p.waitFor("the stream to be closed for good", eventWait, func() (bool, error) { return w.see().readyState() == 2, nil })
	r := w.recording(s.runID())
	if head := string(r.bytes(t, 1, "client")); !strings.HasPrefix(head, "GET /runs/") || !strings.Contains(head, "Accept: text/event-stream\r\n") {
		t.Errorf("the request was %q", head)
	}
	if got := r.header("server", "Content-Type"); !strings.HasPrefix(got, "text/event-stream") {
		t.Errorf("the response is of type %q", got)
	}
}

// checkChunk wants row n to be one chunk that fires one event.
func checkChunk(t *testing.T, n int, word string, shown []shownEvent, r recording) {
	t.Helper()
	id := n - 2
	payload := fmt.Sprintf("id: %d\ndata: %s\n\n", id, word)
	want := fmt.Sprintf("%x\r\n%s\r\n", len(payload), payload)
	if got := string(r.bytes(t, n, "server")); got != want {
		t.Errorf("row %d: the server sent %q, want %q", n, got, want)
	}
	if got := r.bytes(t, n, "client"); len(got) > 0 {
		t.Errorf("row %d: the browser sent %q, and has nothing to say", n, got)
	}
	fired := slices.ContainsFunc(r.Events, func(e event) bool {
		return e.Step == n && e.Dispatch != nil && e.Dispatch.Data == word && e.Dispatch.LastEventID == fmt.Sprint(id)
	})
	if !fired {
		t.Errorf("row %d fires no event with %q", n, word)
	}
	for _, e := range shown {
		if !e.Visible {
			t.Errorf("row %d: an event is not visible: %s", n, e.Text)
		}
	}
}

// On the home page both protocols play a recording, and one press makes each
// of them live.
func TestMakeItLive(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		script string
		ready  []int
	}{
		{"sse-stream", []int{0, 1, 1, 1, 1, 0}},
		{"websocket-protocol", []int{0, 0, 0, 1, 1, 1, 1, 1, 2, 3}},
	} {
		t.Run(c.script, func(t *testing.T) {
			t.Parallel()
			p := visit(t, laptop())
			p.open("/")
			w := p.walkthrough("[data-walkthrough][data-script='" + c.script + "']")
			w.press("data-mode-set=live")
			last := len(c.ready)
			var s state
			p.waitFor("the last row of "+c.script+" live", 40*time.Second, func() (bool, error) {
				var err error
				s, err = tryRead[state](p, "("+walkScript+")("+quote(w.root)+")")
				if err == nil && s.Mode == "live" && len(s.Connections) > 1 {
					t.Fatalf("it took %d connections", len(s.Connections))
				}
				done := err == nil && s.Mode == "live" && slices.Equal(s.Now, []int{last}) && s.Run[key(last)] != ""
				return done, err
			})
			for i, ready := range c.ready {
				if got := s.Run[key(i+1)]; !strings.HasPrefix(got, fmt.Sprintf("%d ✓", ready)) {
					t.Errorf("row %d: your run says %q, want %d", i+1, got, ready)
				}
			}
			p.picture("live")
		})
	}
}
