package web

import (
	"context"
	"sync"
	"time"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/stream"
)

// Kinds of notes on the bus.
const (
	noteClass    = "class"    // what is decided about a class has changed
	noteVotes    = "votes"    // somebody has voted
	notePeople   = "people"   // somebody has joined, left, come or gone
	noteProgress = "progress" // somebody has come further
	notePerson   = "person"   // the person ID has answered
	noteGone     = "gone"     // the class, or the person ID, is deleted or has left
	noteOut      = "out"      // the person ID is to hear nothing more in a browser
	noteSession  = "session"  // an instructor has signed out; it is of no class
	noteKeep     = "keep"     // the recording of the run ID is wanted; it is of no class
)

const (
	// countsEvery bounds how often counts and tiles change on a screen: faster
	// would only flicker.
	countsEvery = 250 * time.Millisecond
	// seenEvery is how often the store is told who is connected. It must be less
	// than half of class.GoneAfter.
	seenEvery = 10 * time.Second
	// readWait bounds each reading of the store.
	readWait = 5 * time.Second
)

// rooms are the classes that somebody follows on this instance.
type rooms struct {
	s    *Server
	ctx  context.Context // ends with the server
	stop context.CancelFunc
	work sync.WaitGroup

	mu sync.Mutex
	of map[string]*room
}

// room is one class as this instance sees it: who is connected here, what they
// are told, and what a cockpit shows. It lasts while somebody follows.
type room struct {
	s               *Server
	code            string
	hub             *stream.Hub // what students and screens are told
	stop            context.CancelFunc
	alive           *time.Ticker // ticks after stream.KeepAlive of silence in hub
	decided, rolled *lane
	shares, audits  chan struct{} // of capacity 1: see share and audit

	mu       sync.Mutex
	users    int            // streams that keep it
	cockpits int            // those of them that show everyone
	here     map[string]int // people who are connected here, and by how many streams
	state    stream.Encoded // nil before it was first read
	view     *classView     // what state was made of
	ready    chan struct{}  // closed when state was first read, or could not be
	gone     bool           // the class is deleted
	roll     *roll          // nil where no cockpit asks
	changed  chan struct{}  // closed and replaced when roll changed
}

func newRooms(s *Server) *rooms {
	ctx, stop := context.WithCancel(context.Background())
	return &rooms{s: s, ctx: ctx, stop: stop, of: map[string]*room{}}
}

// close ends all rooms, and returns when they have.
func (rs *rooms) close() {
	rs.stop()
	rs.work.Wait()
}

// enter returns the room of a class, made now where there is none. Leave must be
// called.
func (rs *rooms) enter(code string) (r *room, leave func()) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r = rs.of[code]
	if r == nil {
		ctx, stop := context.WithCancel(rs.ctx)
		r = &room{
			s: rs.s, code: code, hub: stream.NewHub(), alive: time.NewTicker(stream.KeepAlive), stop: stop, here: map[string]int{},
			decided: newLane(bus.Note{Kind: noteClass}), rolled: newLane(),
			ready: make(chan struct{}), changed: make(chan struct{}),
			shares: make(chan struct{}, 1), audits: make(chan struct{}, 1),
		}
		rs.of[code] = r
		rs.work.Go(func() { r.run(ctx) })
	}
	r.users++
	return r, sync.OnceFunc(func() {
		rs.mu.Lock()
		defer rs.mu.Unlock()
		if r.users--; r.users == 0 {
			r.stop()
			delete(rs.of, code)
		}
	})
}

// run keeps up with the store, until ctx ends.
func (r *room) run(ctx context.Context) {
	defer r.stop()
	leave := r.s.bus.Subscribe(r.code, r.note)
	defer leave()
	r.decided.poke() // what changed before the subscription
	var all sync.WaitGroup
	defer all.Wait()
	all.Go(func() { r.keepUp(ctx, r.decided, r.readState) })
	all.Go(func() { r.keepUp(ctx, r.rolled, r.readEveryone) })
	all.Go(func() { r.keepOpen(ctx) })
	if r.s.peers != nil {
		all.Go(func() { r.share(ctx) })
		all.Go(func() { r.audit(ctx) })
	}
	seen := time.NewTicker(seenEvery)
	defer seen.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-seen.C:
			r.sawAll(ctx)
		}
	}
}

// note hears of a change, from the bus.
func (r *room) note(n bus.Note) {
	n = bus.Note{Kind: n.Kind, ID: n.ID}
	switch n.Kind {
	case noteOut:
		poke(r.audits)
		return
	case bus.Everything, noteGone:
		poke(r.audits)
	case bus.Others:
		n = bus.Note{Kind: notePeople} // who is connected
	}
	r.mu.Lock()
	if n.Kind != notePerson && n.Kind != noteProgress {
		r.decided.dirty[n] = true
	}
	r.rolled.dirty[n] = true
	r.mu.Unlock()
	r.decided.poke()
	r.rolled.poke()
}

// changed tells all instances that something about a class has, after it was
// stored. Who did it is answered all the same where others cannot be told: the bus
// owes it to them, and has said so in the log.
func (s *Server) changed(code, kind, id string) {
	_ = s.bus.Publish(context.Background(), bus.Note{Class: code, Kind: kind, ID: id})
}
