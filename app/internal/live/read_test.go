package live_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// A lesson may step through code before it connects, while the connection is
// open, and after it. Nothing crosses then.
func TestRowsInWhichCodeIsRead(t *testing.T) {
	reads := func(by lessons.Actor) lessons.Step { return lessons.Step{Actor: by, Action: lessons.Read} }
	closes := browsers(lessons.Close, sends(wire.Client, wire.OpClose, ""))
	b := newBench(t)
	run := b.run(socket(
		reads(lessons.Server), reads(lessons.Server),
		connect(), reads(lessons.Server), upgrade(), reads(lessons.Browser), says("Hello"), reads(lessons.Server),
		closes, reads(lessons.Server),
		servers(lessons.AckClose, "", sends(wire.Server, wire.OpClose, ""), server(wire.KindEnd)),
		reads(lessons.Browser),
	), live.StepPace)
	var undone *live.NotDoneError
	if _, err := run.Step(t.Context(), 2); !errors.As(err, &undone) || undone.Step != 1 {
		t.Errorf("a row before the one that was read: %v", err)
	}
	walk(t, run, 1, 2)
	if len(run.Recording().Events) > 0 {
		t.Error("something crossed")
	}
	c := b.dial()
	c.handshake(run)
	walk(t, run, 3, 4)
	c.silent()
	walk(t, run, 5, 6)
	c.until("\r\n\r\n")
	c.silent()
	walk(t, run, 7, 8)
	if got := c.next(7); got != "\x81\x05Hello" {
		t.Errorf("%q", got)
	}
	c.frame(wire.OpClose, "\x03\xe8")
	walk(t, run, 9, 10)
	c.silent()
	walk(t, run, 11, 11)
	if got := c.next(4); got != "\x88\x02\x03\xe8" {
		t.Errorf("% x", got)
	}
	c.gone()
	if o := run.Over(); o != nil {
		t.Errorf("over before its last row: %+v", o)
	}
	walk(t, run, 12, 12)
	if o := over(t, run); o.Reason != live.Finished || o.Step != 12 {
		t.Errorf("over: %+v", o)
	}
	for _, n := range []int{1, 2, 4, 6, 8, 10, 12} {
		if got := crossed(run, n); len(got) > 0 {
			t.Errorf("in row %d, which is read, %v crossed", n, got)
		}
	}
}

func TestRowsInWhichCodeIsReadAroundAStream(t *testing.T) {
	read := servers(lessons.Read, "")
	b := newBench(t)
	run := b.run(stream(read, connect(), read, open(": open\n\n"), read, event("id: 1\ndata: one\n\n", "one"), drop(), read,
		reconnect("1"), open(": open\n\n"), read, leaves(lessons.Close), read), live.FullPace)
	c := b.dial()
	c.write("GET /runs/" + run.ID + "/events HTTP/1.1\r\nHost: x\r\n\r\n")
	c.until("data: one\n\n\r\n")
	c.gone()
	c = b.dial()
	c.write("GET /runs/" + run.ID + "/events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 1\r\n\r\n")
	c.until(": open\n\n\r\n")
	_ = c.Close()
	if o := over(t, run); o.Reason != live.Finished || o.Step != 13 {
		t.Errorf("over: %+v", o)
	}
}

// Who reads code before the connection has as long as who reads beside one; from
// its row on a connection is expected soon.
func TestWhoReadsFirstIsNotHurried(t *testing.T) {
	for name, pace := range map[string]live.Pace{"at step pace": live.StepPace, "at full pace": live.FullPace} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				runs := live.NewRuns(time.Now)
				defer runs.Shutdown(t.Context())
				run, err := runs.New("a visitor", "test", socket(servers(lessons.Read, ""), servers(lessons.Read, ""), connect()), pace)
				if err != nil {
					t.Fatal(err)
				}
				lives := func(d time.Duration) {
					t.Helper()
					time.Sleep(d - time.Second)
					synctest.Wait()
					if o := run.Over(); o != nil {
						t.Fatalf("over too early: %+v", o)
					}
				}
				if pace == live.StepPace {
					lives(live.IdleLifetime)
					step(t, run, 1)
					lives(live.IdleLifetime)
					step(t, run, 2)
					lives(live.IdleLifetime)
					go run.Step(t.Context(), 3)
					synctest.Wait()
				}
				lives(live.ConnectLifetime)
				time.Sleep(2 * time.Second)
				synctest.Wait()
				if o := run.Over(); o == nil || o.Reason != live.Expired {
					t.Errorf("over: %+v", o)
				}
			})
		})
	}
}

func TestAReadRunThatNobodyGoesOnWithExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := live.NewRuns(time.Now)
		defer runs.Shutdown(t.Context())
		run, err := runs.New("a visitor", "test", socket(servers(lessons.Read, ""), connect()), live.StepPace)
		if err != nil {
			t.Fatal(err)
		}
		step(t, run, 1)
		time.Sleep(live.IdleLifetime + time.Second)
		synctest.Wait()
		if o := run.Over(); o == nil || o.Reason != live.Expired || o.Step != 1 {
			t.Errorf("over: %+v", o)
		}
	})
}
