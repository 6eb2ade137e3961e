package live

import "wirewalk/lessons"

// End ends the run from outside, with a sentence for its reader.
func (r *Run) End(reason Reason, text string) { r.finish(reason, text) }

// finish ends the run once; later calls change nothing.
func (r *Run) finish(reason Reason, text string) {
	r.mu.Lock()
	if r.over != nil {
		r.mu.Unlock()
		return
	}
	r.over = &Over{Reason: reason, Step: r.done, Text: text}
	r.overAt = r.now()
	r.trace = append(r.trace, Entry{Over: r.over})
	r.notify()
	t, goodbye := r.tap, r.goodbye
	if goodbye == nil && r.open {
		// Between the 101's last byte and the first frame nobody else writes.
		goodbye = func() { _, _ = t.Write(goingAway) }
	}
	r.mu.Unlock()
	r.expiry.Stop()
	if goodbye != nil && reason != Lost && reason != Finished {
		goodbye()
	}
	r.stop()
	switch {
	case t == nil:
	case reason == Finished && !r.closesConnection():
		t.unclaim()
	default:
		_ = t.Close()
	}
}

// finishWith ends the run as o says; nil changes nothing.
func (r *Run) finishWith(o *Over) {
	if o != nil {
		r.finish(o.Reason, o.Text)
	}
}

// closesConnection reports whether the script's end is the connection's, so
// that it cannot serve another request.
func (r *Run) closesConnection() bool {
	for _, s := range r.Script.Steps {
		if s.Action == lessons.FinishAccept {
			return true
		}
	}
	return false
}

func (r *Run) expire() {
	r.mu.Lock()
	idle, total := r.now().Sub(r.touched), r.now().Sub(r.began)
	most := IdleLifetime
	if r.taps == 0 {
		most = ConnectLifetime
	}
	r.mu.Unlock()
	switch {
	case total >= TotalLifetime:
		r.finish(Expired, "This run has lasted an hour, which is as long as a run may last. Press Next to open another connection.")
	case idle >= most:
		r.finish(Expired, "Nothing happened on this connection for a while, so this server closed it. Press Next to open another and play it up to here.")
	default:
		r.expiry.Reset(min(most-idle, TotalLifetime-total))
	}
}
