package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// What the walk of the event stream is about: the line is dropped, the browser
// comes back by itself with the last id, gets exactly what it missed, and after
// a 204 it never comes back.
func TestEventStreamComesBack(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.expectRefusals()
	w := p.lesson(streamPath)
	w.live()
	s := w.to(21)
	r := w.recording(s.runID())
	if got := string(r.bytes(t, 1, "client")); !strings.HasPrefix(got, "GET /runs/") || !strings.Contains(got, "\r\nAccept: text/event-stream\r\n") || strings.Contains(got, "Last-Event-ID") {
		t.Errorf("the first request is %q", got)
	}
	if got := string(r.bytes(t, 2, "server")); !strings.HasPrefix(got, "HTTP/1.1 200 OK\r\n") || !strings.HasSuffix(got, "\r\n") || strings.HasSuffix(got, "\r\n\r\n") {
		t.Errorf("row 2: the server sent %q, want a head without its blank line", got)
	}
	for n, id := range map[int]string{13: "2", 20: "5"} {
		if got := string(r.bytes(t, n, "client")); !strings.Contains(got, "\r\nLast-Event-ID: "+id+"\r\n") {
			t.Errorf("row %d: the request is %q, want the last event ID %s", n, got, id)
		}
	}
	if got := string(r.bytes(t, 17, "client")); !strings.HasPrefix(got, "GET ") || strings.Contains(got, "Last-Event-ID") {
		t.Errorf("row 17: a new object asks %q", got)
	}
	var resumed []string
	for _, e := range r.Events {
		if e.Step == 15 && e.Dispatch != nil {
			resumed = append(resumed, e.Dispatch.LastEventID+" "+e.Dispatch.Data)
		}
	}
	if want := []string{"3 This is message 3", "4 This is message 4"}; !slices.Equal(resumed, want) {
		t.Errorf("row 15 brought %q, want exactly what was missed, %q", resumed, want)
	}
	if got := string(r.bytes(t, 21, "server")); !strings.HasPrefix(got, "HTTP/1.1 204 No Content\r\n") {
		t.Errorf("row 21: the server sent %q", got)
	}
	connections := 0
	for _, e := range r.Events {
		connections = max(connections, e.Connection)
	}
	if connections != 4 {
		t.Errorf("the events are on %d connections, want 4", connections)
	}
	p.net.forget()
	time.Sleep(3500 * time.Millisecond) // longer than retry, and Chromium's own 3 s
	for _, q := range p.net.requests() {
		if strings.HasSuffix(q.url.Path, "/events") {
			t.Errorf("after the 204 the browser asked again: %s", q.url)
		}
	}
	if s := w.see(); s.readyState() != 2 {
		t.Errorf("in the end readyState is %d", s.readyState())
	}
}

// On the home page both protocols play a recording, and one press makes each
// of them live.
func TestMakeItLive(t *testing.T) {
	thorough(t)
	t.Parallel()
	for _, script := range []string{"sse-stream", "two-stages"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			steps := readLesson(t, script).Script.Steps
			p := visit(t, laptop())
			p.expectRefusals()
			p.open("/")
			w := p.walkthrough("[data-walkthrough][data-script='" + script + "']")
			w.press("data-mode-set=live")
			last := len(steps)
			var s state
			p.waitFor("the last row of "+script+" live", time.Minute, func() (bool, error) {
				var err error
				s, err = tryRead[state](p, "("+walkScript+")("+quote(w.root)+")")
				done := err == nil && s.Mode == "live" && slices.Equal(s.Now, []int{last}) && s.Run[key(last)] != ""
				return done, err
			})
			for i, step := range steps {
				if got := s.Run[key(i+1)]; !strings.HasPrefix(got, fmt.Sprintf("%d ✓", step.ReadyState)) {
					t.Errorf("row %d: your run says %q, want %d", i+1, got, step.ReadyState)
				}
			}
			// The row that is lit can be seen, whatever the height of the table.
			p.wait("the last row in the window", "((b) => b.top >= 0 && b.bottom <= innerHeight)(document.querySelector("+quote(w.root+" tr.now")+").getBoundingClientRect())")
			p.picture("live")
		})
	}
}
