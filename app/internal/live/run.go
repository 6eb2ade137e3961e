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
	ID     string
	Script *lessons.Script
	Pace   Pace

	runs    *Runs
	visitor string        // whose it is, under Runs.mu: see Hand
	place   *list.Element // in Runs.oldest, under its lock

	ctx  context.Context // ends when the run is over
	stop context.CancelFunc
	now  func() time.Time

	mu       sync.Mutex
	began    time.Time
	touched  time.Time // last step or byte
	overAt   time.Time
	released int
	done     int
	waited   map[int]bool // the server's waits that are over
	matcher  *lessons.Matcher
	trace    []Entry
	seq      int
	bytes    int
	lines    []*line
	stream   *line  // the one that connects, reconnects and their answers use: the newest
	streams  int    // requests for it so far
	posts    int    // requests beside it so far
	posted   string // what the last of them carried
	key      string // Sec-WebSocket-Key of the last request
	times    map[int]*wire.StepTime
	seen     []wire.Seen
	said     int // bytes of their texts
	follow   int // streams of the trace that are open
	browser  string
	over     *Over
	changed  chan struct{} // closed and replaced whenever anything above changes
	expiry   *time.Timer
}

func newRun(rs *Runs, visitor, browser string, script *lessons.Script, pace Pace) *Run {
	ctx, stop := context.WithCancel(context.Background())
	r := &Run{
		ID: rs.newID(), visitor: visitor, Script: script, Pace: pace,
		runs: rs, ctx: ctx, stop: stop, now: rs.now,
		began: rs.now(), touched: rs.now(), browser: browser,
		waited:  map[int]bool{},
		matcher: script.NewMatcher(),
		times:   map[int]*wire.StepTime{},
		changed: make(chan struct{}),
	}
	if pace == FullPace {
		r.release(len(script.Steps))
	}
	r.expiry = time.AfterFunc(r.lifetime(), r.expire)
	return r
}

// Visitor is the one who drives the run.
func (r *Run) Visitor() string {
	r.runs.mu.Lock()
	defer r.runs.mu.Unlock()
	return r.visitor
}

// Done is closed when the run is over.
func (r *Run) Done() <-chan struct{} { return r.ctx.Done() }

func (r *Run) since() time.Duration { return r.now().Sub(r.began) }

// notify wakes everyone who waits for a change. r.mu is held.
func (r *Run) notify() {
	close(r.changed)
	r.changed = make(chan struct{})
}
