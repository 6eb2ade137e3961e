package live_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// fiveRows is a WebSocket whose first and last rows have their answers.
func fiveRows() *lessons.Script {
	asks := browsers(lessons.Connect, client(wire.KindRequestLine), client(wire.KindHeadEnd), status(101), server(wire.KindHeadEnd))
	asks.Answered = true
	closes := browsers(lessons.Close, sends(wire.Client, wire.OpClose, ""), sends(wire.Server, wire.OpClose, ""), server(wire.KindEnd))
	closes.Code, closes.Answered = 1000, true
	return socket(asks, says("Hello Client!"), says("news"), hears("Hi"), closes)
}

// released lets step n happen while the browser does its part.
func released(t *testing.T, run *live.Run, n int) (done chan error) {
	t.Helper()
	done = make(chan error, 1)
	go func() {
		_, err := run.Step(context.Background(), n)
		done <- err
	}()
	return done
}

func TestRowsWithTheirAnswers(t *testing.T) {
	b := newBench(t)
	run, c := b.run(fiveRows(), live.StepPace), b.dial()
	c.handshake(run)
	c.silent() // the request alone releases nothing
	walk(t, run, 1, 1)
	c.until("\r\n\r\n")
	c.silent()
	walk(t, run, 2, 3)
	if got := c.next(15 + 6); got != "\x81\x0dHello Client!\x81\x04news" {
		t.Errorf("%q", got)
	}
	c.frame(wire.OpText, "Hi")
	walk(t, run, 4, 4)
	c.frame(wire.OpClose, "\x03\xe8")
	c.silent()
	walk(t, run, 5, 5)
	if got := c.next(4); got != "\x88\x02\x03\xe8" {
		t.Errorf("% x", got)
	}
	c.gone()
	if o := over(t, run); o.Reason != live.Finished || o.Step != 5 {
		t.Errorf("over: %+v", o)
	}
	first, last := crossed(run, 1), crossed(run, 5)
	for _, want := range []string{"client request-line", "client head-end", "server status-line", "server head-end"} {
		if !slices.Contains(first, want) {
			t.Errorf("row 1 lacks %q: %q", want, first)
		}
	}
	if want := []string{"client frame", "server frame", "server end"}; !slices.Equal(last, want) {
		t.Errorf("row 5 has %q, want %q", last, want)
	}
}

func TestRowsWithTheirAnswersAtFullPace(t *testing.T) {
	b := newBench(t)
	run, c := b.run(fiveRows(), live.FullPace), b.dial()
	c.handshake(run)
	c.until("Hello Client!\x81\x04news")
	c.frame(wire.OpText, "Hi")
	c.frame(wire.OpClose, "\x03\xe8")
	if got := c.next(4); got != "\x88\x02\x03\xe8" {
		t.Errorf("% x", got)
	}
	c.gone()
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}

// The release and the browser's part travel on two connections.
func TestAnAnsweredRowWhoseReleaseComesFirst(t *testing.T) {
	b := newBench(t)
	run := b.run(fiveRows(), live.StepPace)
	done := released(t, run, 1)
	time.Sleep(20 * time.Millisecond)
	c := b.dial()
	c.handshake(run)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	c.until("\r\n\r\n")
	walk(t, run, 2, 3)
	c.frame(wire.OpText, "Hi")
	walk(t, run, 4, 4)
	done = released(t, run, 5)
	time.Sleep(20 * time.Millisecond)
	c.next(15 + 6)
	c.silent() // the answer waits for the Close
	c.frame(wire.OpClose, "\x03\xe8")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	c.next(4)
	c.gone()
}

// A browser that leaves where a row would have its answer is lost.
func TestWhoLeavesBeforeTheAnswerIsLost(t *testing.T) {
	b := newBench(t)
	run, c := b.run(fiveRows(), live.StepPace), b.dial()
	c.handshake(run)
	walk(t, run, 1, 3)
	c.frame(wire.OpText, "Hi")
	walk(t, run, 4, 4)
	_ = c.Close()
	if o := over(t, run); o.Reason != live.Lost || o.Step != 4 {
		t.Errorf("over: %+v", o)
	}
	early, e := b.run(fiveRows(), live.StepPace), b.dial()
	e.handshake(early)
	e.silent()
	_ = e.Close()
	if o := over(t, early); o.Reason != live.Lost || o.Step != 0 {
		t.Errorf("over: %+v", o)
	}
}
