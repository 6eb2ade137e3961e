package live_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
)

// The end of a connection is kept even where the recording is full; what comes
// after it ends the run.
func TestAConnectionAfterTheRecordingIsFull(t *testing.T) {
	rows := func() *lessons.Script {
		return stream(connect(), open(": open\n\n"), drop(), reconnect("1"), answer(204))
	}
	b := newBench(t)
	short := b.run(rows(), live.StepPace)
	b.dial().asks(short, "")
	walk(t, short, 1, 2)
	more := live.MaxRecordingEvents - len(short.Recording().Events)

	run := b.run(rows(), live.StepPace)
	b.dial().write("GET /runs/" + run.ID + "/events HTTP/1.1\r\nHost: classroom.test\r\nAccept: text/event-stream\r\n" + strings.Repeat("a:\r\n", more) + "\r\n")
	walk(t, run, 1, 3)
	if got := len(run.Recording().Events); got != live.MaxRecordingEvents+1 {
		t.Fatalf("%d events are kept", got)
	}
	b.dial().asks(run, "1")
	if o := over(t, run); o.Reason != live.Closed || !strings.Contains(o.Text, "more than a run can keep") {
		t.Errorf("over: %+v", o)
	}
}

// What a student types is shown as it was typed.
func TestBracesInAPostStay(t *testing.T) {
	b := newBench(t)
	run := b.run(asked(), live.FullPace)
	c, beside := b.dial(), b.dial()
	c.asks(run, "")
	c.until(": open\n\n\r\n")
	beside.post(run, "{now}\x00{posted}")
	beside.until("\r\n\r\n")
	if got := c.chunk(); got != "data: You said {now}\x00{posted}\n\n" {
		t.Errorf("the stream says %q", got)
	}
	beside.post(run, "{now}{posted}")
	beside.until("\r\n\r\n")
	for _, want := range []string{"data: And \n\n", "data: {now}{posted} \n\n", "data: more \n\n"} {
		if got := c.chunk(); got != want {
			t.Errorf("the stream says %q, want %q", got, want)
		}
	}
}

// A panic where a request is served ends its run too, whose connection would
// otherwise stay claimed.
func TestAPanicWhileARequestIsServedEndsItsRun(t *testing.T) {
	for name, tc := range map[string]struct {
		script *lessons.Script
		asks   func(*browser, *live.Run)
	}{
		"a socket": {tenRows(), (*browser).handshake},
		"a stream": {sixRows(), func(c *browser, run *live.Run) { c.asks(run, "") }},
		"a post":   {stream(posts("x")), func(c *browser, run *live.Run) { c.post(run, "x") }},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			var armed atomic.Bool
			b.runs = live.NewRuns(func() time.Time {
				if armed.CompareAndSwap(true, false) {
					panic("a fault")
				}
				return time.Now()
			})
			told := make(chan string, 1)
			b.runs.Panicked = func(run string, v any, _ []byte) { told <- run + " " + v.(string) }
			run, c := b.run(tc.script, live.StepPace), b.dial()
			armed.Store(true)
			tc.asks(c, run)
			if o := over(t, run); o.Reason != live.Closed || !strings.Contains(o.Text, "went wrong") {
				t.Errorf("over: %+v", o)
			}
			if got := <-told; got != run.ID+" a fault" {
				t.Errorf("told: %s", got)
			}
			c.gone()
		})
	}
}

// All times of a recording are of one clock.
func TestARequestIsTimedByTheRunsClock(t *testing.T) {
	b := newBench(t)
	b.runs = live.NewRuns(func() time.Time { return time.Now().Add(-time.Hour) })
	run := b.run(sixRows(), live.StepPace)
	b.dial().asks(run, "")
	step(t, run, 1)
	if at := run.Recording().Events[0].At; at < 0 || at > time.Minute {
		t.Errorf("the request came %v after the run began", at)
	}
}

// A run may be ended at the moment at which its socket opens.
func TestARunThatEndsAsItOpens(t *testing.T) {
	b := newBench(t)
	for range 50 {
		run, c := b.run(socket(connect(), upgrade(), hears("x")), live.FullPace), b.dial()
		c.handshake(run)
		c.next(1)
		run.End(live.Closed, "")
		c.Close()
	}
}

// A post that dribbles is given up, and its run says so.
func TestAPostThatDribbles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := live.NewRuns(time.Now)
		run, err := runs.New("a visitor", "test", stream(posts("Hello")), live.FullPace)
		if err != nil {
			t.Fatal(err)
		}
		l := newPipes()
		srv := &http.Server{ConnContext: live.ConnContext, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := runs.ServePost(run, w, r); err != nil {
				t.Error(err)
			}
		})}
		go srv.Serve(live.Listen(l))
		conn, theirs := net.Pipe()
		l.conns <- theirs
		defer runs.Shutdown(t.Context())
		defer srv.Close()
		defer conn.Close()
		for _, piece := range []string{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n", "H", "e"} {
			if _, err := io.WriteString(conn, piece); err != nil {
				t.Fatal(err)
			}
			time.Sleep(live.ReadWait / 4)
		}
		synctest.Wait()
		if run.Over() != nil {
			t.Errorf("over: %+v", run.Over())
		}
		time.Sleep(4 * time.Second)
		synctest.Wait()
		if o := run.Over(); o == nil || o.Reason != live.Lost || !strings.Contains(o.Text, "beside the stream") {
			t.Errorf("over: %+v", o)
		}
	})
}
