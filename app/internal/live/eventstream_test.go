package live_test

import (
	"slices"
	"strings"
	"testing"

	"wirewalk/app/internal/live"
)

func (c *browser) request(path string) {
	c.t.Helper()
	c.write("GET " + path + " HTTP/1.1\r\nHost: classroom.test\r\nAccept: text/event-stream\r\n\r\n")
}

func TestAnEventStreamStepByStep(t *testing.T) {
	b := newBench(t)
	run := b.run(sixRows(), live.StepPace)
	c := b.dial()
	c.request("/runs/" + run.ID + "/events")
	step(t, run, 1)
	c.silent()
	step(t, run, 2)
	if head := c.until("\r\n\r\n"); !strings.Contains(head, "Content-Type: text/event-stream\r\n") {
		t.Errorf("the head is %q", head)
	}
	if first := c.until("\n\r\n"); !strings.HasPrefix(first[strings.Index(first, "\r\n")+2:], ":") {
		t.Errorf("the body begins with %q, want a comment", first)
	}
	c.silent()
	for n := 3; n <= 5; n++ {
		step(t, run, n)
		if got := c.until("\n\n\r\n"); !strings.Contains(got, "id: ") {
			t.Errorf("step %d sent %q", n, got)
		}
		c.silent()
		if got := crossed(run, n); !slices.Contains(got, "server dispatch") {
			t.Errorf("step %d: %v", n, got)
		}
	}
	step(t, run, 6)
	if got := c.until("0\r\n\r\n"); got != "0\r\n\r\n" {
		t.Errorf("the end is %q", got)
	}
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
	events := len(run.Recording().Events)

	// The connection is an ordinary one again: the same run is over, and the
	// next one is tapped from its own first byte.
	c.request("/runs/" + run.ID + "/events")
	if got := c.until("\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 204 ") {
		t.Errorf("coming back: %q", got)
	}
	if got := len(run.Recording().Events); got != events {
		t.Errorf("the run that is over recorded %d more events", got-events)
	}
	next := b.run(sixRows(), live.FullPace)
	c.request("/runs/" + next.ID + "/events")
	c.until("\r\n0\r\n\r\n")
	if o := over(t, next); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}

func TestAReaderThatLeavesItsStream(t *testing.T) {
	b := newBench(t)
	run := b.run(sixRows(), live.StepPace)
	c := b.dial()
	c.request("/runs/" + run.ID + "/events")
	for n := 1; n <= 3; n++ {
		step(t, run, n)
	}
	c.Close()
	if o := over(t, run); o.Reason != live.Lost || o.Step != 3 {
		t.Errorf("over: %+v", o)
	}
}
