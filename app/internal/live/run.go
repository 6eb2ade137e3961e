// Package live executes scripts: a run is one script on one real connection,
// held at a gate before each step, tapped below the protocol's own library, and
// recorded in both directions.
package live

import (
	"container/list"
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// Pace says whether a run waits at its gates.
type Pace string

const (
	// StepPace holds every step until it is released.
	StepPace Pace = "step"
	// FullPace releases all of them at the start.
	FullPace Pace = "full"
)

// Errors that a caller tells apart.
var (
	ErrUnknownRun  = errors.New("live: no such run")
	ErrOver        = errors.New("live: the run is over")
	ErrBusy        = errors.New("live: the run has its connection already")
	ErrTooManyRuns = errors.New("live: too many runs of one visitor")
	ErrFull        = errors.New("live: too many runs in this process, or shutting down")
	ErrNoStep      = errors.New("live: the script has no such step")
)

// Reason says why a run is over.
type Reason string

const (
	Finished Reason = "finished" // every step is done
	Lost     Reason = "lost"     // the connection ended before the script did
	Expired  Reason = "expired"  // a lifetime ran out
	Closed   Reason = "closed"   // this server ended it: a newer run, a bound, shutting down
)

// Over is the end of a run. Text is a sentence for its reader.
type Over struct {
	Reason Reason `json:"reason"`
	Step   int    `json:"step"` // the last step that was done
	Text   string `json:"text"`
}

// NotDoneError says that a step's wire events have not been taped: those of the
// step before the one asked for, or its own after StepWait.
type NotDoneError struct {
	Step    int
	Missing []lessons.Pattern
}

func (e *NotDoneError) Error() string { return "live: a step is not done" }

// Entry is one entry of a run's trace: exactly one member is set.
type Entry struct {
	Event *wire.Event
	Step  *wire.StepTime
	Over  *Over
}

// Run is one script on one real connection. All methods may be called from any
// goroutine. Its visitor drives it; whoever knows its ID may read it.
type Run struct {
	ID      string
	Visitor string
	Script  *lessons.Script
	Pace    Pace

	place *list.Element // in Runs.oldest, under its lock

	ctx  context.Context // ends when the run is over
	stop context.CancelFunc
	now  func() time.Time

	mu       sync.Mutex
	began    time.Time
	touched  time.Time // last step or byte
	overAt   time.Time
	released int
	done     int
	matcher  *lessons.Matcher
	decoder  *wire.Connection
	ends     map[wire.Endpoint]bool
	trace    []Entry
	seq      int
	bytes    int
	taps     int // connections so far
	tap      *tap
	key      string // Sec-WebSocket-Key of the last request
	times    map[int]*wire.StepTime
	seen     []wire.Seen
	browser  string
	over     *Over
	changed  chan struct{} // closed and replaced whenever anything above changes
	expiry   *time.Timer
	goodbye  func() // sends a Close with 1001 by the one writer of a WebSocket
	status   int    // of the last response
	open     bool   // the whole 101 has been written
}

func newRun(id, visitor, browser string, script *lessons.Script, pace Pace, now func() time.Time) *Run {
	ctx, stop := context.WithCancel(context.Background())
	r := &Run{
		ID: id, Visitor: visitor, Script: script, Pace: pace,
		ctx: ctx, stop: stop, now: now,
		began: now(), touched: now(), browser: browser,
		matcher: script.NewMatcher(),
		ends:    map[wire.Endpoint]bool{},
		times:   map[int]*wire.StepTime{},
		changed: make(chan struct{}),
	}
	if pace == FullPace {
		r.release(len(script.Steps))
	}
	r.expiry = time.AfterFunc(ConnectLifetime, r.expire)
	return r
}

// Step releases the gate of step n and returns when the step is done: at once
// if it was done before. It returns *NotDoneError if step n-1 is not done, or if
// the wire events of n are not taped within StepWait; ErrOver if the run is or
// gets over; ErrNoStep.
func (r *Run) Step(ctx context.Context, n int) (wire.StepTime, error) {
	if n < 1 || n > len(r.Script.Steps) {
		return wire.StepTime{}, ErrNoStep
	}
	r.mu.Lock()
	if n > r.done+1 && r.over == nil {
		missing := r.matcher.Missing(r.done + 1)
		at := r.done + 1
		r.mu.Unlock()
		return wire.StepTime{}, &NotDoneError{at, missing}
	}
	if n > r.released && r.over == nil {
		r.touched = r.now()
		r.release(n)
		r.advance()
		r.notify()
	}
	r.mu.Unlock()

	ctx, cancel := context.WithTimeout(ctx, StepWait)
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
		case <-ctx.Done():
			return wire.StepTime{}, &NotDoneError{n, missing}
		}
	}
}

// release opens the gates up to n. r.mu is held, or the run is not shared yet.
func (r *Run) release(n int) {
	for k := r.released + 1; k <= n; k++ {
		r.times[k] = &wire.StepTime{Step: k, Connection: r.taps, Released: r.since()}
	}
	r.released = n
}

// advance marks the steps that are released and whose wire events have all been
// taped. r.mu is held.
func (r *Run) advance() {
	for r.done < r.released && r.matcher.Done(r.done+1) {
		r.done++
		t := r.times[r.done]
		t.Done, t.Connection = r.since(), max(r.taps, 1)
		done := *t
		r.trace = append(r.trace, Entry{Step: &done})
	}
}

// gate waits until step n is released and every step before it is done.
func (r *Run) gate(n int) error {
	for {
		r.mu.Lock()
		open, over, changed := r.released >= n && r.done >= n-1, r.over, r.changed
		r.mu.Unlock()
		switch {
		case over != nil:
			return ErrOver
		case open:
			return nil
		}
		select {
		case <-changed:
		case <-r.ctx.Done():
			return ErrOver
		}
	}
}

// Trace returns the entries after the first n, whether more may come, and a
// channel that is closed when there are.
func (r *Run) Trace(n int) (entries []Entry, more bool, changed <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n < len(r.trace) && n >= 0 {
		entries = r.trace[n:len(r.trace):len(r.trace)]
	}
	return entries, r.over == nil, r.changed
}

// Saw adds to the lane that the page reports, up to MaxSeen entries of at most
// MaxSeenData bytes of data each.
func (r *Run) Saw(seen []wire.Seen) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range seen {
		if len(r.seen) == MaxSeen {
			return
		}
		if len(s.Data) > MaxSeenData {
			s.Data = s.Data[:MaxSeenData]
		}
		r.seen = append(r.seen, s)
	}
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

// HoldingStep returns the last done step while this run keeps a browser waiting
// in a WebSocket handshake, and 0 otherwise.
func (r *Run) HoldingStep() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over != nil || r.tap == nil || r.Script.Protocol != lessons.WebSocket {
		return 0
	}
	for _, s := range r.Script.Steps {
		if s.Action == lessons.FinishAccept && r.done < s.N {
			return max(r.done, 1)
		}
	}
	return 0
}

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

func (r *Run) since() time.Duration { return r.now().Sub(r.began) }

// notify wakes everyone who waits for a change. r.mu is held.
func (r *Run) notify() {
	close(r.changed)
	r.changed = make(chan struct{})
}

// attach makes the request's connection the run's and puts its head on the
// record. It returns ErrOver, ErrBusy while another connection is open, or
// errNoHead.
func (r *Run) attach(req *http.Request) (*tap, error) {
	t := tapOf(req.Context())
	if t == nil {
		return nil, errNoHead
	}
	r.mu.Lock()
	switch {
	case r.over != nil:
		r.mu.Unlock()
		return nil, ErrOver
	case r.tap != nil:
		r.mu.Unlock()
		return nil, ErrBusy
	}
	r.tap = t
	r.taps++
	r.decoder = wire.NewConnection(wire.Options{KeepPayload: MaxMessage})
	r.mu.Unlock()
	if err := t.claim(req, r); err != nil {
		r.mu.Lock()
		r.tap = nil
		r.taps--
		r.mu.Unlock()
		return nil, err
	}
	return t, nil
}
