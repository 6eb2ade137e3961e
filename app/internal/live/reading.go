package live

import (
	"strings"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// Follow counts a stream of the trace, until leave is called. It returns
// ErrTooManyFollowers when MaxFollowers are open.
func (r *Run) Follow() (leave func(), err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.follow == MaxFollowers {
		return nil, ErrTooManyFollowers
	}
	r.follow++
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.follow--
	}, nil
}

// Traced returns how many entries the trace has.
func (r *Run) Traced() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.trace)
}

// Trace returns the entries after the first n, which is not negative, whether
// more may come, and a channel that is closed when there are.
func (r *Run) Trace(n int) (entries []Entry, more bool, changed <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n < len(r.trace) {
		entries = r.trace[n:len(r.trace):len(r.trace)]
	}
	return entries, r.over == nil, r.changed
}

// Saw adds to the lane that the page reports, up to MaxSeen entries with
// MaxSeenBytes of text, each text of which is cut at MaxSeenData bytes.
func (r *Run) Saw(seen []wire.Seen) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range seen {
		s.Type, s.Data, s.ID, s.Reason = short(s.Type), short(s.Data), short(s.ID), short(s.Reason)
		said := r.said + len(s.Type) + len(s.Data) + len(s.ID) + len(s.Reason)
		if len(r.seen) == MaxSeen || said > MaxSeenBytes {
			return
		}
		r.said = said
		r.seen = append(r.seen, s)
	}
}

// short cuts text at MaxSeenData bytes, between two characters. What is cut off
// is not kept in memory either.
func short(text string) string {
	if len(text) <= MaxSeenData {
		return text
	}
	return strings.Clone(strings.ToValidUTF8(text[:MaxSeenData], ""))
}

// Recording returns a copy of what has crossed and been seen so far.
func (r *Run) Recording() *wire.Recording {
	r.mu.Lock()
	defer r.mu.Unlock()
	rec := &wire.Recording{
		Schema: wire.RecordingSchema, Script: r.Script.ID, Browser: r.browser, Pace: string(r.Pace),
		Steps: []wire.StepTime{}, Events: []wire.Event{}, Seen: append([]wire.Seen{}, r.seen...),
	}
	for _, e := range r.trace {
		switch {
		case e.Event != nil:
			rec.Events = append(rec.Events, *e.Event)
		case e.Step != nil:
			rec.Steps = append(rec.Steps, *e.Step)
		}
	}
	return rec
}

// Head returns the start line and header fields that one side has sent on the n-th
// connection.
func (r *Run) Head(n int, from wire.Endpoint) []wire.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	var head []wire.Event
	for _, e := range r.trace {
		if ev := e.Event; ev != nil && ev.Connection == n && ev.From == from && (ev.Request != nil || ev.Status != nil || ev.Header != nil) {
			head = append(head, *ev)
		}
	}
	return head
}

// Crossed returns how many bytes the events of step n brought over the wire.
func (r *Run) Crossed(n int) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	var sum int64
	for _, e := range r.trace {
		if e.Event != nil && e.Event.Step == n {
			sum += e.Event.Crossed()
		}
	}
	return sum
}

// Key returns the Sec-WebSocket-Key of the run's handshake, "" before it.
func (r *Run) Key() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.key
}

// Over returns how the run ended, nil while it has not.
func (r *Run) Over() *Over {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.over
}

// StepsDone is how many steps are done.
func (r *Run) StepsDone() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.done
}

// HoldingStep returns the last done step while this run keeps a browser waiting
// in a WebSocket handshake, and 0 otherwise.
func (r *Run) HoldingStep() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over != nil || r.Script.Protocol != lessons.WebSocket || r.stream == nil || r.stream.answered || !r.stream.busy() {
		return 0
	}
	return max(r.done, 1)
}
