package live

import (
	"context"
	"time"

	"wirewalk/lessons"
)

// dropPause is how long a browser may take to tell JavaScript what has arrived.
// Firefox 153 fires no open for a connection that ends together with its 101.
const dropPause = 250 * time.Millisecond

// sleeps reports whether s is a wait of this server's that takes its time: at
// step pace the gate is the wait.
func (r *Run) sleeps(s *lessons.Step) bool {
	return s.Action == lessons.Wait && s.Actor == lessons.Server && r.Pace == FullPace
}

// doWait does a wait of this server's; it returns ctx's error where that ended
// first.
func (r *Run) doWait(ctx context.Context, s lessons.Step) error {
	if !r.sleeps(&s) {
		return nil
	}
	if err := sleep(ctx, time.Duration(s.MS)*time.Millisecond); err != nil {
		return err
	}
	if r.slept(s.N) {
		r.finish(Finished, "")
	}
	return nil
}

// settle gives a browser dropPause for what was sent before a drop, where nobody
// presses Next in between; it returns ctx's error where that ended first.
func (r *Run) settle(ctx context.Context) error {
	if r.Pace != FullPace {
		return nil
	}
	return sleep(ctx, dropPause)
}

// slept notes that the wait of step n is over, and reports whether the script is
// done with it.
func (r *Run) slept(n int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waited[n] = true
	return r.over == nil && r.advanced(nil)
}

// sleep sleeps for d, or returns ctx's error where that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
