package live_test

import (
	"errors"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/live"
)

func TestARunThatIsNeverConnectedExpires(t *testing.T) {
	walk := tenRows()
	synctest.Test(t, func(t *testing.T) {
		runs := live.NewRuns(time.Now)
		run, err := runs.New("a visitor", "test", walk, live.StepPace)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(live.ConnectLifetime - time.Second)
		if o := run.Over(); o != nil {
			t.Errorf("over too early: %+v", o)
		}
		time.Sleep(2 * time.Second)
		if o := run.Over(); o == nil || o.Reason != live.Expired {
			t.Errorf("over: %+v", o)
		}
		if _, err := run.Step(t.Context(), 1); !errors.Is(err, live.ErrOver) {
			t.Errorf("step: %v", err)
		}
		// Its recording stays for a while.
		if _, err := runs.Get(run.ID); err != nil {
			t.Error(err)
		}
		time.Sleep(live.KeepLifetime + time.Minute)
		if _, err := runs.Get(run.ID); !errors.Is(err, live.ErrUnknownRun) {
			t.Errorf("a run is kept for ever: %v", err)
		}
		if err := runs.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestAStepWaitsForItsBytes(t *testing.T) {
	walk := tenRows()
	synctest.Test(t, func(t *testing.T) {
		runs := live.NewRuns(time.Now)
		run, err := runs.New("a visitor", "test", walk, live.StepPace)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		_, err = run.Step(t.Context(), 1)
		var undone *live.NotDoneError
		if !errors.As(err, &undone) || undone.Step != 1 || len(undone.Missing) == 0 {
			t.Errorf("step: %v", err)
		}
		if took := time.Since(began); took != live.StepWait {
			t.Errorf("waited %v", took)
		}
		if err := runs.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestRunsPerVisitorAreBounded(t *testing.T) {
	walk := tenRows()
	runs := live.NewRuns(time.Now)
	defer runs.Shutdown(t.Context())
	var first *live.Run
	for range live.MaxRunsPerVisitor {
		run, err := runs.New("a visitor", "test", walk, live.StepPace)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = run
		}
	}
	if _, err := runs.New("a visitor", "test", walk, live.StepPace); !errors.Is(err, live.ErrTooManyRuns) {
		t.Errorf("one too many: %v", err)
	}
	if _, err := runs.New("another visitor", "test", walk, live.StepPace); err != nil {
		t.Errorf("another visitor: %v", err)
	}
	first.End(live.Closed, "")
	if _, err := runs.New("a visitor", "test", walk, live.StepPace); err != nil {
		t.Errorf("after one is over: %v", err)
	}
	if _, err := runs.Get(first.ID); !errors.Is(err, live.ErrUnknownRun) {
		t.Errorf("the oldest that was over did not give way: %v", err)
	}
}

func TestAnotherWindowsHandshakeIsNoticed(t *testing.T) {
	b := newBench(t)
	held, other := b.run(tenRows(), live.StepPace), b.run(tenRows(), live.StepPace)
	c := b.dial()
	c.handshake(held)
	step(t, held, 1)
	step(t, held, 2)
	if run, n := b.runs.Holding("a visitor", other.ID); run != held || n != 2 {
		t.Errorf("holding: %v at %d", run, n)
	}
	if run, _ := b.runs.Holding("another visitor", other.ID); run != nil {
		t.Error("another visitor's handshake is in nobody's way")
	}
	step(t, held, 3)
	step(t, held, 4)
	if run, _ := b.runs.Holding("a visitor", other.ID); run != nil {
		t.Error("an open connection is in nobody's way")
	}
}

func TestShutdownSaysGoodbye(t *testing.T) {
	b := newBench(t)
	run, c := b.walked(4)
	c.until("\r\n\r\n")
	if err := b.runs.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := c.next(4); got[:1] != "\x88" || got[2:4] != "\x03\xe9" {
		t.Errorf("goodbye was % x, want a Close with 1001", got)
	}
	if _, err := b.runs.New("a visitor", "test", run.Script, live.StepPace); !errors.Is(err, live.ErrFull) {
		t.Errorf("a run after the end: %v", err)
	}
}

func TestAFullProcessForgetsTheOldestThatIsOver(t *testing.T) {
	walk := tenRows()
	runs := live.NewRuns(time.Now)
	defer runs.Shutdown(t.Context())
	var made []*live.Run
	for i := range live.MaxRuns {
		run, err := runs.New("visitor "+strconv.Itoa(i), "test", walk, live.StepPace)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, run)
	}
	if _, err := runs.New("one more", "test", walk, live.StepPace); !errors.Is(err, live.ErrFull) {
		t.Errorf("one too many: %v", err)
	}
	made[7].End(live.Finished, "")
	if _, err := runs.New("one more", "test", walk, live.StepPace); err != nil {
		t.Errorf("after one is over: %v", err)
	}
	if _, err := runs.Get(made[7].ID); !errors.Is(err, live.ErrUnknownRun) {
		t.Errorf("the one that was over is still kept: %v", err)
	}
}

// Whoever asks for runs and never connects keeps nobody out for long.
func TestAFullProcessDisplacesRunsWithoutAConnection(t *testing.T) {
	walk := tenRows()
	synctest.Test(t, func(t *testing.T) {
		runs := live.NewRuns(time.Now)
		defer runs.Shutdown(t.Context())
		var first *live.Run
		for i := range live.MaxRuns {
			run, err := runs.New("visitor "+strconv.Itoa(i), "test", walk, live.StepPace)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = run
			}
		}
		time.Sleep(live.ConnectSoon)
		if _, err := runs.New("one more", "test", walk, live.StepPace); err != nil {
			t.Fatalf("one more: %v", err)
		}
		if o := first.Over(); o == nil || o.Reason != live.Closed {
			t.Errorf("the oldest: %+v", o)
		}
	})
}
