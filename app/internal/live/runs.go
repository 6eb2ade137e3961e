package live

import (
	"container/list"
	"context"
	"crypto/rand"
	"encoding/base32"
	"slices"
	"strings"
	"sync"
	"time"

	"wirewalk/lessons"
)

// Runs are all runs of one process.
type Runs struct {
	// Panicked is told of a panic in what works for a run, which has been ended,
	// or for an echo, where run is "". Optional; set it before the first run.
	Panicked func(run string, value any, stack []byte)
	// Began and Ended are told of each run, Stepped of each step of one that is done,
	// and Silent of each WebSocket outside of runs that is given up because it did
	// not even answer pings. All are optional and must not block; set them before
	// the first run.
	Began, Stepped, Silent func()
	Ended                  func(Reason)
	// Owner is what this process is called among several, of which each run is of one:
	// its letters and digits begin the run's id. Optional, for one process alone; set
	// it before the first run.
	Owner string

	now func() time.Time

	ctx  context.Context
	stop context.CancelFunc
	live sync.WaitGroup // goroutines of connections

	mu        sync.Mutex
	draining  bool
	byID      map[string]*Run
	byVisitor map[string][]*Run // oldest first
	oldest    *list.List        // of *Run, the first made in front
	sweeper   *time.Timer       // fires while there are runs; nil before the first
}

// NewRuns returns an empty set. now is the clock, time.Now outside tests.
func NewRuns(now func() time.Time) *Runs {
	ctx, stop := context.WithCancel(context.Background())
	return &Runs{now: now, ctx: ctx, stop: stop, byID: map[string]*Run{}, byVisitor: map[string][]*Run{}, oldest: list.New()}
}

// New makes a run of script for visitor. Browser is its User-Agent. It returns
// ErrTooManyRuns when the visitor's live runs are at their bound, ErrFull when
// the process's are, or when it is shutting down.
func (rs *Runs) New(visitor, browser string, script *lessons.Script, pace Pace) (*Run, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.draining {
		return nil, ErrFull
	}
	if of := rs.byVisitor[visitor]; len(of) >= MaxRunsPerVisitor && !rs.forget(slices.Values(of)) {
		return nil, ErrTooManyRuns
	}
	if len(rs.byID) >= MaxRuns && !rs.forget(rs.all()) && !rs.displace() {
		return nil, ErrFull
	}
	r := newRun(rs, visitor, browser, script, pace)
	rs.byID[r.ID] = r
	rs.byVisitor[visitor] = append(rs.byVisitor[visitor], r)
	r.place = rs.oldest.PushBack(r)
	told(rs.Began)
	switch {
	case rs.sweeper == nil:
		rs.sweeper = time.AfterFunc(sweepEvery, rs.sweep)
	case len(rs.byID) == 1:
		rs.sweeper.Reset(sweepEvery)
	}
	return r, nil
}

// told calls one of the optional functions of Runs.
func told(f func()) {
	if f != nil {
		f()
	}
}

// Count is how many runs are under way, and how many are kept besides that are over.
func (rs *Runs) Count() (live, over int) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for _, r := range rs.byID {
		if r.Over() == nil {
			live++
		}
	}
	return live, len(rs.byID) - live
}

// serve runs f in a goroutine that Shutdown waits for; it reports false, and
// runs nothing, when shutting down has begun. F recovers from its own panics.
func (rs *Runs) serve(f func()) bool {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if !rs.draining {
		rs.live.Go(f)
	}
	return !rs.draining
}

// Keep lets f go on with a connection whose handler returns, in a goroutine that
// Shutdown waits for, which ends only that one where f panics. It reports false, and
// runs nothing, when shutting down has begun.
func (rs *Runs) Keep(f func()) bool {
	return rs.serve(func() {
		defer rs.rescue()
		f()
	})
}

// Get returns the run with this id, or ErrUnknownRun.
func (rs *Runs) Get(id string) (*Run, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r, ok := rs.byID[id]; ok {
		return r, nil
	}
	return nil, ErrUnknownRun
}

// Elsewhere reports whether a run with that id is of another process, or of one
// that was here before.
func (rs *Runs) Elsewhere(id string) bool {
	owner, _, named := strings.Cut(id, "-")
	return named && rs.Owner != "" && owner != rs.Owner
}

// newID is that of a run of this process.
func (rs *Runs) newID() string {
	if rs.Owner == "" {
		return newID()
	}
	return rs.Owner + "-" + newID()
}

// Holding returns another run of the same visitor that keeps a handshake
// waiting, and its last done step; nil if there is none. A browser opens one
// WebSocket at a time to a host, so such a run makes every other one wait
// (RFC 6455 §4.1).
func (rs *Runs) Holding(visitor, except string) (*Run, int) {
	rs.mu.Lock()
	runs := append([]*Run(nil), rs.byVisitor[visitor]...)
	rs.mu.Unlock()
	for _, r := range runs {
		if r.ID == except {
			continue
		}
		if n := r.HoldingStep(); n > 0 {
			return r, n
		}
	}
	return nil, 0
}

// Has reports whether a run of a visitor is kept, live or over.
func (rs *Runs) Has(visitor string) bool {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return len(rs.byVisitor[visitor]) > 0
}

// Hand gives all runs of a visitor to another one, who has none: the same browser
// with another key. Nobody drives them with the old one any more.
func (rs *Runs) Hand(from, to string) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	of := rs.byVisitor[from]
	delete(rs.byVisitor, from)
	for _, r := range of {
		r.visitor = to
	}
	if len(of) > 0 {
		rs.byVisitor[to] = of
	}
}

// EndOf ends all runs of a visitor, with a sentence for their reader.
func (rs *Runs) EndOf(visitor, text string) {
	rs.mu.Lock()
	runs := slices.Clone(rs.byVisitor[visitor])
	rs.mu.Unlock()
	for _, r := range runs {
		r.End(Closed, text)
	}
}

// Done is closed when Shutdown begins: whatever streams should end.
func (rs *Runs) Done() <-chan struct{} { return rs.ctx.Done() }

// Shutdown refuses new runs, sends every open socket a Close with 1001, ends
// every stream, and returns when their goroutines have, or with ctx's error.
func (rs *Runs) Shutdown(ctx context.Context) error {
	rs.mu.Lock()
	rs.draining = true
	if rs.sweeper != nil {
		rs.sweeper.Stop()
	}
	runs := make([]*Run, 0, len(rs.byID))
	for _, r := range rs.byID {
		runs = append(runs, r)
	}
	rs.mu.Unlock()
	rs.stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, r := range runs {
			// Side by side: each may wait goodbyeWait for a peer that does not read.
			rs.live.Go(func() { r.End(Closed, "This server is shutting down. Come back in a moment and press Next.") })
		}
		rs.live.Wait()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// newID is 80 random bits in an alphabet that can be read aloud.
func newID() string {
	b := make([]byte, 10)
	_, _ = rand.Read(b) // never fails, crypto/rand
	return strings.ToLower(base32.StdEncoding.EncodeToString(b))
}
