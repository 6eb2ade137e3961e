package live

import (
	"runtime/debug"
	"time"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// End ends the run from outside, with a sentence for its reader.
func (r *Run) End(reason Reason, text string) { r.finish(reason, text) }

// StopWaiting ends the TCP connection where the script waits for a browser to lose
// patience with a Close that nobody answers, or with a connection that nobody
// ends: JavaScript cannot. Elsewhere it changes nothing.
func (r *Run) StopWaiting() {
	r.mu.Lock()
	ln := r.stream
	step, p, ok := r.matcher.Next(wire.Client)
	waits := r.over == nil && ln != nil && ln.busy() && ln.closeStep > 0 && ok && p.Kind == wire.KindEnd && r.standsAt(step)
	if waits {
		ln.leaving = true
	}
	r.mu.Unlock()
	if waits {
		ln.tap.endHere()
	}
}

// finish ends the run once; later calls change nothing. Where the script is done
// and has left its connection open, that stays so: see linger.
func (r *Run) finish(reason Reason, text string) {
	lines, first := r.conclude(reason, text)
	if !first {
		return
	}
	r.expiry.Stop()
	if reason != Lost && reason != Finished {
		for _, ln := range lines {
			if ln.goodbye != nil {
				ln.goodbye()
			}
		}
	}
	r.stop()
	for _, ln := range lines {
		ln.tap.unclaim(ln)
		if reason != Finished {
			_ = ln.tap.Close()
		}
	}
}

// conclude writes the end down, once, and returns the lines that still carry
// something, each with its goodbye if it has one.
func (r *Run) conclude(reason Reason, text string) (lines []*line, first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over != nil {
		return nil, false
	}
	r.overAt = r.now()
	r.over = &Over{Reason: reason, Step: r.done, Text: text}
	r.trace = append(r.trace, Entry{Over: r.over})
	if r.runs.Ended != nil {
		r.runs.Ended(reason)
	}
	r.notify()
	for _, ln := range r.lines {
		if !ln.busy() {
			continue
		}
		if ln.goodbye == nil && ln.open {
			// Between the 101's last byte and the first frame nobody else writes.
			ln.goodbye = func() { _, _ = ln.tap.Write(goingAway) }
		}
		lines = append(lines, ln)
	}
	r.lines, r.stream = nil, nil
	return lines, true
}

// finishWith ends the run as o says; nil changes nothing.
func (r *Run) finishWith(o *Over) {
	if o != nil {
		r.finish(o.Reason, o.Text)
	}
}

// linger returns when the run is over; where its script is done, only when the
// client has left or has had AfterwardsWait to do so. What a script leaves open
// is the page's to close: it may still be looking at it.
func (r *Run) linger(left <-chan struct{}) {
	select {
	case <-left:
		return
	case <-r.ctx.Done():
	}
	if r.Over().Reason != Finished {
		return
	}
	wait := time.NewTimer(AfterwardsWait)
	defer wait.Stop()
	select {
	case <-left:
	case <-wait.C:
	case <-r.runs.ctx.Done():
	}
}

// rescue, deferred, keeps a panic within its run, which it ends.
func (r *Run) rescue() {
	if v := recover(); v != nil {
		r.panicked(v, debug.Stack())
	}
}

func (r *Run) panicked(v any, stack []byte) {
	r.runs.panicked(r.ID, v, stack)
	r.finish(Closed, "Something went wrong on this server, so it ended this run. Press Next to open another connection.")
}

// rescue, deferred, keeps a panic within one connection that is no run's.
func (rs *Runs) rescue() {
	if v := recover(); v != nil {
		rs.panicked("", v, debug.Stack())
	}
}

func (rs *Runs) panicked(run string, v any, stack []byte) {
	if rs.Panicked != nil {
		rs.Panicked(run, v, stack)
	}
}

// expire ends the run where a lifetime has run out, and otherwise looks again when
// the next may have.
func (r *Run) expire() {
	defer r.rescue()
	now := r.now()
	r.mu.Lock()
	idle, total := now.Sub(r.touched), now.Sub(r.began)
	most, connected := r.lifetime(), r.streams > 0
	if total < TotalLifetime && idle < most {
		r.expiry.Reset(min(most-idle, TotalLifetime-total))
		r.mu.Unlock()
		return
	}
	r.mu.Unlock()
	switch {
	case total >= TotalLifetime:
		r.finish(Expired, "This run has lasted an hour, which is as long as a run may last. Press Next to open another connection.")
	case connected:
		r.finish(Expired, "Nothing happened on this connection for a while, so this server closed it. Press Next to open another and play it up to here.")
	default:
		r.finish(Expired, "Nothing happened for a while, so this server ended this run. Press Next to begin another and play it up to here.")
	}
}

// lifetime is how long the run may stay as it is. r.mu is held.
func (r *Run) lifetime() time.Duration {
	first := r.nth(1, lessons.Connect)
	if r.streams > 0 || first == nil || first.N > 1 && r.released < first.N {
		return IdleLifetime
	}
	return ConnectLifetime
}
