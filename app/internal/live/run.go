// Package live executes scripts: a run is one script on one real connection,
// held at a gate before each step, tapped below the protocol's own library, and
// recorded in both directions.
package live

import (
	"container/list"
	"context"
	"errors"
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
	ErrUnknownRun       = errors.New("live: no such run")
	ErrOver             = errors.New("live: the run is over")
	ErrBusy             = errors.New("live: the run has its connection already")
	ErrTooManyRuns      = errors.New("live: too many runs of one visitor")
	ErrFull             = errors.New("live: too many runs in this process, or shutting down")
	ErrTooManyFollowers = errors.New("live: too many streams of one trace")
	ErrNoStep           = errors.New("live: the script has no such step")
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
	follow   int // streams of the trace that are open
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
// gets over; ErrNoStep; or ctx's error.
func (r *Run) Step(ctx context.Context, n int) (wire.StepTime, error) {
	if n < 1 || n > len(r.Script.Steps) {
		return wire.StepTime{}, ErrNoStep
	}
	finished := false
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
		finished = r.advanced() // its bytes may have come before its release
	}
	r.mu.Unlock()
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
func (r *Run) gate(n int) error { return r.wait(r.ctx, n) }

// gateWithin is gate for at most d.
func (r *Run) gateWithin(n int, d time.Duration) error {
	ctx, cancel := context.WithTimeout(r.ctx, d)
	defer cancel()
	return r.wait(ctx, n)
}

func (r *Run) wait(ctx context.Context, n int) error {
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
		case <-ctx.Done():
			return ErrOver
		}
	}
}

func (r *Run) since() time.Duration { return r.now().Sub(r.began) }

// notify wakes everyone who waits for a change. r.mu is held.
func (r *Run) notify() {
	close(r.changed)
	r.changed = make(chan struct{})
}
