package main

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// mark is something that every student of a class comes to.
type mark struct {
	what string // one of the kinds below
	at   moment
}

// The kinds of marks.
const (
	onPage  = "page"    // the page has the event
	walked  = "row"     // the row has happened on the student's connection
	voted   = "vote"    // the vote is acknowledged
	back    = "back"    // the run is over, and the page has its class stream again
	toldOff = "deleted" // the page has heard that the class is no more
)

// meetings are marks that are waited for. It is safe for use by many goroutines.
type meetings struct {
	mu   sync.Mutex
	here map[int]bool // who takes part, by number
	of   map[mark]*meeting
}

// meeting is one mark that was called.
type meeting struct {
	all    *meetings
	came   map[int]time.Time
	wanted map[int]bool  // who has not come
	whole  chan struct{} // closed when nobody is wanted any more
}

func newMeetings(people int) *meetings {
	m := &meetings{here: map[int]bool{}, of: map[mark]*meeting{}}
	for n := range people {
		m.here[n] = true
	}
	return m
}

// call begins to wait for a mark. Who comes earlier is not noticed.
func (m *meetings) call(k mark) *meeting {
	m.mu.Lock()
	defer m.mu.Unlock()
	g := &meeting{all: m, came: map[int]time.Time{}, wanted: map[int]bool{}, whole: make(chan struct{})}
	for n := range m.here {
		g.wanted[n] = true
	}
	m.of[k] = g
	if len(g.wanted) == 0 {
		close(g.whole)
	}
	return g
}

// come notes when somebody came to a mark; the first time counts.
func (m *meetings) come(n int, k mark, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if g := m.of[k]; g != nil && g.wanted[n] {
		g.came[n] = at
		g.drop(n)
	}
}

// quit lets somebody take part no more: nobody waits for them.
func (m *meetings) quit(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.here, n)
	for _, g := range m.of {
		if g.wanted[n] {
			g.drop(n)
		}
	}
}

// left is how many still take part.
func (m *meetings) left() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.here)
}

// drop wants somebody no more, who was. The meetings' mu is held.
func (g *meeting) drop(n int) {
	delete(g.wanted, n)
	if len(g.wanted) == 0 {
		close(g.whole)
	}
}

// wait returns how many did not come within so long, or until ctx ended. They
// take part no more. Who came stands in came then.
func (g *meeting) wait(ctx context.Context, within time.Duration) (missing int) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	select {
	case <-g.whole:
	case <-ctx.Done():
	}
	g.all.mu.Lock()
	late := slices.Collect(maps.Keys(g.wanted))
	g.all.mu.Unlock()
	for _, n := range late {
		g.all.quit(n)
	}
	return len(late)
}

// since is how long after began each came.
func since(came map[int]time.Time, began time.Time) []time.Duration {
	took := make([]time.Duration, 0, len(came))
	for _, at := range came {
		took = append(took, at.Sub(began))
	}
	return took
}
