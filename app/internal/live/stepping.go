package live

import (
	"context"
	"slices"
	"time"

	"wirewalk/lessons/wire"
)

// Step releases the gate of step n and returns when the step is done: at once
// if it was done before. It returns *NotDoneError if step n-1 is not done, or if
// the wire events of n are not taped within StepWait; ErrOver if the run is or
// gets over; ErrNoStep; or ctx's error.
func (r *Run) Step(ctx context.Context, n int) (wire.StepTime, error) {
	if n < 1 || n > len(r.Script.Steps) {
		return wire.StepTime{}, ErrNoStep
	}
	finished, err := r.press(n)
	if err != nil {
		return wire.StepTime{}, err
	}
	if finished {
		r.finish(Finished, "")
	}

	waiting, cancel := context.WithTimeout(ctx, StepWait)
	defer cancel()
	for {
		r.mu.Lock()
		isDone, over, changed := r.done >= n, r.over, r.changed
		var at wire.StepTime
		if isDone {
			at = *r.times[n]
		}
		missing := r.matcher.Missing(n)
		r.mu.Unlock()
		switch {
		case isDone:
			return at, nil
		case over != nil:
			return wire.StepTime{}, ErrOver
		}
		select {
		case <-changed:
		case <-waiting.Done():
			if ctx.Err() != nil {
				return wire.StepTime{}, ctx.Err()
			}
			return wire.StepTime{}, &NotDoneError{n, missing}
		}
	}
}

// press releases step n, unless it is or the run is over; it reports whether the
// script is done with it. It returns *NotDoneError if step n-1 is not done.
func (r *Run) press(n int) (finished bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.over != nil:
	case n > r.done+1:
		return false, &NotDoneError{r.done + 1, r.matcher.Missing(r.done + 1)}
	case n > r.released:
		r.touched = r.now()
		r.release(n)
		r.expiry.Reset(min(r.lifetime(), TotalLifetime-r.since())) // another one than before, where n connects
		return r.advanced(nil), nil                                // its bytes may have come before its release
	}
	return false, nil
}

// release opens the gates up to n. What leaves in one piece is released in one.
// r.mu is held, or the run is not shared yet.
func (r *Run) release(n int) {
	if n < len(r.Script.Steps) && r.Script.Steps[n-1].OneWrite {
		n++
	}
	for k := r.released + 1; k <= n; k++ {
		r.times[k] = &wire.StepTime{Step: k, Connection: max(len(r.lines), 1), Released: r.since()}
	}
	r.released = n
}

// advance marks the steps that are released, whose wire events have all been
// taped, and whose wait is over. Ln is the line whose bytes came last; nil: none
// did now. r.mu is held.
func (r *Run) advance(ln *line) {
	for r.done < r.released && r.matcher.Done(r.done+1) {
		s := &r.Script.Steps[r.done]
		if r.sleeps(s) && !r.waited[s.N] {
			return
		}
		r.done++
		told(r.runs.Stepped)
		t := r.times[r.done]
		t.Done, t.Connection = r.since(), max(len(r.lines), 1)
		switch {
		case len(s.Done) == 0:
		case ln != nil:
			t.Connection = ln.number
		default: // its bytes came before its release
			t.Connection = r.carrier(s.N, t.Connection)
		}
		done := *t
		r.trace = append(r.trace, Entry{Step: &done})
	}
}

// carrier is the connection that carried the last event of step n, or otherwise
// where none is taped. r.mu is held.
func (r *Run) carrier(n, otherwise int) int {
	for _, e := range slices.Backward(r.trace) {
		if e.Event != nil && e.Event.Step == n {
			return e.Event.Connection
		}
	}
	return otherwise
}

// gate waits until step n is released and every step before it is done, and for
// as long as ctx lasts.
func (r *Run) gate(ctx context.Context, n int) error {
	for {
		r.mu.Lock()
		open, over, changed := r.standsAt(n), r.over, r.changed
		r.mu.Unlock()
		switch {
		case over != nil:
			return ErrOver
		case open:
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ErrOver
		}
	}
}

// gateWithin is gate for at most d.
func (r *Run) gateWithin(n int, d time.Duration) error {
	ctx, cancel := context.WithTimeout(r.ctx, d)
	defer cancel()
	return r.gate(ctx, n)
}

// standsAt reports whether step n may happen now, or has happened. r.mu is held.
func (r *Run) standsAt(n int) bool { return r.released >= n && r.done >= n-1 }

// within reports whether nothing but releases lies between what is done and step
// n: no byte that a connection would have to carry first, and no wait. r.mu is
// held.
func (r *Run) within(n int) bool {
	for k := r.done + 1; k < n; k++ {
		s := &r.Script.Steps[k-1]
		if !r.matcher.Done(k) || r.sleeps(s) && !r.waited[k] {
			return false
		}
	}
	return true
}

// reached is standsAt for those who do not hold r.mu.
func (r *Run) reached(n int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.standsAt(n)
}
