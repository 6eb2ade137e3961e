package live

import (
	"context"
	"time"

	"wirewalk/lessons"
)

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
