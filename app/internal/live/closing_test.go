package live_test

import (
	"errors"
	"slices"
	"syscall"
	"testing"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

func closesWith(actor lessons.Actor, code int) lessons.Step {
	from := wire.Client
	if actor == lessons.Server {
		from = wire.Server
	}
	return lessons.Step{Actor: actor, Action: lessons.Close, Code: code, Done: []lessons.Pattern{sends(from, wire.OpClose, "")}}
}

func drops(kind wire.Kind) lessons.Step {
	if kind == wire.KindReset {
		return servers(lessons.Reset, "", server(kind))
	}
	return servers(lessons.Drop, "", server(kind))
}

// This server's Close frame answers the browser's, with whatever code the script
// says, and TCP stays open until the script ends it.
func TestBothCloseFramesAndNoEndYet(t *testing.T) {
	for name, c := range map[string]struct {
		code int
		wire string
	}{
		"the same code": {3001, "\x88\x02\x0b\xb9"},
		"another code":  {4002, "\x88\x02\x0f\xa2"},
		"no code":       {0, "\x88\x00"},
	} {
		t.Run(name, func(t *testing.T) {
			run, b := newBench(t).upgraded(socket(connect(), upgrade(),
				closesWith(lessons.Browser, 3001), closesWith(lessons.Server, c.code), pause(100), drops(wire.KindEnd)))
			b.frame(wire.OpClose, "\x0b\xb9")
			step(t, run, 3)
			b.silent()
			step(t, run, 4)
			if got := b.next(len(c.wire)); got != c.wire {
				t.Errorf("the answer is % x, want % x", got, c.wire)
			}
			step(t, run, 5)
			b.silent()
			step(t, run, 6)
			b.gone()
			if o := over(t, run); o.Reason != live.Finished {
				t.Errorf("over: %+v", o)
			}
		})
	}
}

// At full pace nothing but the script's own wait lies between the second Close
// frame and the end of TCP.
func TestTheEndComesLater(t *testing.T) {
	for _, want := range []time.Duration{0, 400 * time.Millisecond} {
		rows := []lessons.Step{connect(), upgrade(), closesWith(lessons.Browser, 1000), closesWith(lessons.Server, 1000)}
		if want > 0 {
			rows = append(rows, pause(int(want/time.Millisecond)))
		}
		b := newBench(t)
		run, c := b.run(socket(append(rows, drops(wire.KindEnd))...), live.FullPace), b.dial()
		c.handshake(run)
		c.until("\r\n\r\n")
		c.frame(wire.OpClose, "\x03\xe8")
		c.next(4)
		answered := time.Now()
		c.gone()
		if took := time.Since(answered); took < want-20*time.Millisecond || took > want+200*time.Millisecond {
			t.Errorf("TCP ended %v after the answer, want %v", took, want)
		}
		if o := over(t, run); o.Reason != live.Finished {
			t.Errorf("over: %+v", o)
		}
	}
}

func TestAnAnswerThatTakesItsTime(t *testing.T) {
	b := newBench(t)
	run, c := b.run(socket(connect(), upgrade(), closesWith(lessons.Browser, 1000), pause(300),
		servers(lessons.AckClose, "", sends(wire.Server, wire.OpClose, ""), server(wire.KindEnd))), live.FullPace), b.dial()
	c.handshake(run)
	c.until("\r\n\r\n")
	sent := time.Now()
	c.frame(wire.OpClose, "\x03\xe8")
	c.next(4)
	if took := time.Since(sent); took < 280*time.Millisecond {
		t.Errorf("the answer took %v", took)
	}
	c.gone()
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}

// The browser's Close is answered with the end of TCP, or with a reset.
func TestACloseThatIsAnsweredWithTheEnd(t *testing.T) {
	for _, kind := range []wire.Kind{wire.KindEnd, wire.KindReset} {
		b := newBench(t)
		run, c := b.run(socket(connect(), upgrade(), closesWith(lessons.Browser, 1000), drops(kind)), live.FullPace), b.dial()
		c.handshake(run)
		c.until("\r\n\r\n")
		c.frame(wire.OpClose, "\x03\xe8")
		_, err := c.in.ReadByte()
		if reset := errors.Is(err, syscall.ECONNRESET); err == nil || reset != (kind == wire.KindReset) {
			t.Errorf("%s: the client read %v", kind, err)
		}
		if o := over(t, run); o.Reason != live.Finished {
			t.Errorf("%s: over: %+v", kind, o)
		}
		if got := crossed(run, 4); !slices.Equal(got, []string{"server " + string(kind)}) {
			t.Errorf("%s: %v crossed", kind, got)
		}
	}
}

// What JavaScript cannot do: the waiting in CLOSING ends when the page asks this
// server. Nothing else is ended so.
func TestStopWaiting(t *testing.T) {
	for name, rows := range map[string][]lessons.Step{
		"no answer":         nil,
		"TCP that is open":  {closesWith(lessons.Server, 1000)},
		"a slow answer yet": {pause(100)},
	} {
		t.Run(name, func(t *testing.T) {
			all := append([]lessons.Step{connect(), upgrade(), closesWith(lessons.Browser, 1000)}, rows...)
			b := newBench(t)
			run, c := b.run(socket(append(all, leaves(lessons.Wait))...), live.FullPace), b.dial()
			run.StopWaiting()
			c.handshake(run)
			c.until("\r\n\r\n")
			run.StopWaiting()
			c.silent() // the page has not closed: it can help itself
			c.frame(wire.OpClose, "\x03\xe8")
			if len(rows) > 0 && rows[0].Action == lessons.Close {
				c.next(4)
			}
			last := len(run.Script.Steps)
			for deadline := time.Now().Add(5 * time.Second); run.StepsDone() < last-1; time.Sleep(time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("%d rows are done", run.StepsDone())
				}
			}
			run.StopWaiting()
			run.StopWaiting()
			c.gone()
			c.Close()
			if o := over(t, run); o.Reason != live.Finished {
				t.Errorf("over: %+v", o)
			}
			if got := crossed(run, last); !slices.Contains(got, "client end") {
				t.Errorf("%v crossed in the last row", got)
			}
			run.StopWaiting()
		})
	}
}

func TestStopWaitingForAHandshake(t *testing.T) {
	b := newBench(t)
	run, c := b.run(socket(connect(), servers(lessons.Hold, ""), leaves(lessons.Wait)), live.FullPace), b.dial()
	c.handshake(run)
	for deadline := time.Now().Add(5 * time.Second); run.StepsDone() < 2 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	run.StopWaiting()
	c.silent()
	if o := run.Over(); o != nil {
		t.Errorf("over: %+v", o)
	}
}
