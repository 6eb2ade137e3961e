package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/class"
	"wirewalk/app/internal/store"
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
	decided, rolled *lane

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

// roll is everyone in a class, as a cockpit needs them.
type roll struct {
	class    *class.Class
	people   []class.Person
	progress map[string][]class.Progress // by person
	answers  map[string][]class.Answer   // by person
	here     map[string]bool
}

// simulate counts those as here who have no page: the students of a rehearsal.
func (all *roll) simulate() {
	for _, p := range all.people {
		if p.Simulated {
			all.here[p.ID] = true
		}
	}
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
			s: rs.s, code: code, hub: stream.NewHub(), stop: stop, here: map[string]int{},
			decided: newLane(bus.Note{Kind: noteClass}), rolled: newLane(),
			ready: make(chan struct{}), changed: make(chan struct{}),
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
	r.mu.Lock()
	if n.Kind != notePerson && n.Kind != noteProgress {
		r.decided.dirty[n] = true
	}
	r.rolled.dirty[n] = true
	r.mu.Unlock()
	r.decided.poke()
	r.rolled.poke()
}

// readState reads what everyone is told, and tells it.
func (r *room) readState(ctx context.Context, dirty map[bus.Note]bool) error {
	r.mu.Lock()
	old, here := r.view, len(r.here)
	r.mu.Unlock()
	view := &classView{here: here}
	if old != nil {
		view.class, view.answered = old.class, old.answered
	}
	if old == nil || classMoved(dirty) {
		of, err := r.s.store.Class(ctx, r.code)
		if errors.Is(err, store.ErrNotFound) {
			r.end()
			return err
		}
		if err != nil {
			return err
		}
		view.class = of
	}
	if a := view.class.Asked(); a != nil {
		n, err := r.s.store.CountVotes(ctx, r.code, a.N, a.Round())
		if err != nil {
			return err
		}
		view.answered = n
	}
	return r.tell(view)
}

// readEveryone reads what cockpits show, where there are any.
func (r *room) readEveryone(ctx context.Context, dirty map[bus.Note]bool) error {
	r.mu.Lock()
	had, cockpits := r.roll, r.cockpits
	r.mu.Unlock()
	if cockpits == 0 {
		return nil // the first one reads everything
	}
	var of *class.Class
	if had != nil && !classMoved(dirty) {
		of = had.class
	} else {
		var err error
		if of, err = r.s.store.Class(ctx, r.code); err != nil {
			return err
		}
	}
	next, err := r.readRoll(ctx, dirty, had, of)
	if err != nil {
		return err
	}
	next.here = map[string]bool{}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cockpits == 0 {
		return nil
	}
	for id := range r.here {
		next.here[id] = true
	}
	next.simulate()
	r.roll = next
	close(r.changed)
	r.changed = make(chan struct{})
	return nil
}

// classMoved reports whether the class itself is to be read.
func classMoved(dirty map[bus.Note]bool) bool {
	return dirty[bus.Note{Kind: noteClass}] || dirty[bus.Note{Kind: noteGone}] || dirty[bus.Note{Kind: bus.Everything}]
}

// readRoll reads of everyone what has changed since had.
func (r *room) readRoll(ctx context.Context, dirty map[bus.Note]bool, had *roll, of *class.Class) (*roll, error) {
	next := &roll{class: of}
	all := had == nil || dirty[bus.Note{Kind: bus.Everything}]
	if all || dirty[bus.Note{Kind: noteProgress}] {
		// Everybody's: a class that walks together has moved as a whole.
		progress, err := r.s.store.Progress(ctx, r.code)
		if err != nil {
			return nil, err
		}
		next.progress = map[string][]class.Progress{}
		for _, p := range progress {
			next.progress[p.Person] = append(next.progress[p.Person], p)
		}
	} else {
		next.progress = maps.Clone(had.progress) // others read it
	}
	if all {
		answers, err := r.s.store.Answers(ctx, r.code)
		if err != nil {
			return nil, err
		}
		next.answers = map[string][]class.Answer{}
		for _, a := range answers {
			next.answers[a.Person] = append(next.answers[a.Person], a)
		}
	} else {
		next.answers = maps.Clone(had.answers)
		for n := range dirty {
			if n.Kind != notePerson {
				continue
			}
			var err error
			if next.answers[n.ID], err = r.s.store.PersonAnswers(ctx, n.ID); err != nil {
				return nil, err
			}
		}
	}
	people, err := r.s.store.People(ctx, r.code)
	if err != nil {
		return nil, err
	}
	next.people = people
	// Who is deleted is no part of any count.
	there := map[string]bool{}
	for _, p := range people {
		there[p.ID] = true
	}
	maps.DeleteFunc(next.progress, func(id string, _ []class.Progress) bool { return !there[id] })
	maps.DeleteFunc(next.answers, func(id string, _ []class.Answer) bool { return !there[id] })
	return next, nil
}

// tell gives everyone who follows the state, unless it is what they have.
func (r *room) tell(view *classView) error {
	data, err := json.Marshal(r.s.classState(view))
	if err != nil {
		return err
	}
	state := stream.Encode("", "class", data)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.view != nil {
		r.act(r.view.class, view.class)
	}
	r.view = view
	if slices.Equal(r.state, state) {
		return nil
	}
	if r.state == nil {
		close(r.ready)
	}
	r.state = state
	r.hub.Publish(state)
	return nil
}

// act does on this instance's own connections what was decided between two
// readings of a class. r.mu is held.
func (r *room) act(before, now *class.Class) {
	old, plug := before.Plug, now.Plug
	if old != nil && (plug == nil || plug.N != old.N) {
		r.s.plugs.PutAway(plugName(r.code, old.N))
	}
	if plug != nil && !plug.Pulled.IsZero() && (old == nil || old.N != plug.N || old.Pulled.IsZero()) {
		r.s.plugs.Pull(plugName(r.code, plug.N))
	}
}

// goneEvent says that there is no such class any more.
var goneEvent = stream.Encode("", "gone", nil)

// end tells everyone who follows that the class is no more.
func (r *room) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone {
		return
	}
	r.gone = true
	if r.view != nil {
		r.act(r.view.class, &class.Class{}) // its plug is gone with it
	}
	if r.state == nil {
		close(r.ready)
	}
	r.state = goneEvent
	r.hub.Publish(r.state)
	close(r.changed)
	r.changed = make(chan struct{})
}

// follow returns the state now, and what comes after it.
func (r *room) follow(ctx context.Context) (stream.Encoded, *stream.Subscriber, error) {
	select {
	case <-r.ready:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	sub, err := r.hub.Subscribe()
	return r.state, sub, err
}

// attend notes that a person is connected here, until leave.
func (r *room) attend(person string) (leave func()) {
	change := func(by int) {
		r.mu.Lock()
		before := r.here[person]
		r.here[person] += by
		after := r.here[person]
		if after == 0 {
			delete(r.here, person)
		}
		r.mu.Unlock()
		if (before == 0) != (after == 0) {
			r.s.changed(r.code, notePeople, "")
		}
	}
	change(1)
	return sync.OnceFunc(func() {
		change(-1)
		// This person alone: a class that starts its runs leaves three hundred streams
		// at one moment, and each is followed by another.
		r.saw(context.Background(), person)
	})
}

// sawAll tells the store who is connected.
func (r *room) sawAll(ctx context.Context) {
	r.mu.Lock()
	ids := slices.Collect(maps.Keys(r.here))
	r.mu.Unlock()
	r.saw(ctx, ids...)
}

// saw tells the store that people are connected, or were until now.
func (r *room) saw(ctx context.Context, ids ...string) {
	ctx, cancel := context.WithTimeout(ctx, readWait)
	defer cancel()
	r.mu.Lock()
	gone := r.gone
	r.mu.Unlock()
	if len(ids) == 0 || gone {
		return
	}
	if err := r.s.store.SawPeople(ctx, ids, r.s.now()); err != nil && ctx.Err() == nil {
		r.s.log.LogAttrs(ctx, slog.LevelWarn, "who is connected could not be stored", errorAttr(err))
	}
}

// watch asks for everyone, for a cockpit, until leave.
func (r *room) watch() (leave func()) {
	r.mu.Lock()
	r.cockpits++
	r.rolled.dirty[bus.Note{Kind: notePeople}] = true
	r.mu.Unlock()
	r.rolled.poke()
	return sync.OnceFunc(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.cockpits--; r.cockpits == 0 {
			r.roll = nil
		}
	})
}

// everyone is the roll, nil before it was first read; changed is closed when
// there is another; gone says that there will be none.
func (r *room) everyone() (now *roll, changed <-chan struct{}, gone bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.roll, r.changed, r.gone
}

// changed tells all instances that something about a class has, after it was
// stored. Who did it is answered all the same where that fails: rooms read the
// store again by and by.
func (s *Server) changed(code, kind, id string) {
	if err := s.bus.Publish(context.Background(), bus.Note{Class: code, Kind: kind, ID: id}); err != nil {
		s.log.LogAttrs(context.Background(), slog.LevelError, "other instances could not be told", errorAttr(err))
	}
}

// here are the people of a class who are connected to this instance.
func (rs *rooms) here(code string) map[string]bool {
	here := map[string]bool{}
	rs.mu.Lock()
	r := rs.of[code]
	rs.mu.Unlock()
	if r == nil {
		return here
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for id := range r.here {
		here[id] = true
	}
	return here
}
