package live_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// A panic in what works for a run ends that run with a sentence, and nothing else.
func TestAPanicEndsOnlyItsRun(t *testing.T) {
	for name, tc := range map[string]struct {
		script   *lessons.Script
		walked   int
		disturbs func(*browser, *live.Run)
	}{
		"reading a socket":  {tenRows(), 4, func(c *browser, _ *live.Run) { c.frame(wire.OpText, "Hello") }},
		"the end of one":    {tenRows(), 4, func(c *browser, _ *live.Run) { c.leave() }},
		"a stream's reader": {sixRows(), 3, func(c *browser, _ *live.Run) { c.leave() }},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			var armed atomic.Bool
			told := make(chan string, 1)
			b.runs = live.NewRuns(func() time.Time {
				if armed.CompareAndSwap(true, false) {
					panic("a fault")
				}
				return time.Now()
			})
			b.runs.Panicked = func(run string, v any, stack []byte) {
				told <- run + " " + v.(string) + " " + string(stack)
			}
			run, c := b.run(tc.script, live.StepPace), b.dial()
			if tc.script.Protocol == lessons.WebSocket {
				c.handshake(run)
			} else {
				c.asks(run, "")
			}
			walk(t, run, 1, tc.walked)
			armed.Store(true)
			go tc.disturbs(c, run)
			if o := over(t, run); o.Reason != live.Closed || !strings.Contains(o.Text, "went wrong") {
				t.Errorf("over: %+v", o)
			}
			if got := <-told; !strings.HasPrefix(got, run.ID+" a fault ") || !strings.Contains(got, ".go:") {
				t.Errorf("told: %s", got)
			}
		})
	}
}
