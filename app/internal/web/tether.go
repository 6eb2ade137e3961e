package web

import (
	"context"
	"sync"

	"wirewalk/app/internal/class"
)

// tethers tie what streams to whom it streams for, so that it ends where they
// sign out, leave or are deleted.
type tethers struct {
	mu sync.Mutex
	of map[tetherKey]map[*tether]struct{}
}

// tetherKey is a person of a class, or an instructor's session, which is of none.
type tetherKey struct{ class, key string }

type tether struct {
	moves int // of the person, when they were let in
	end   context.CancelFunc
}

func newTethers() *tethers { return &tethers{of: map[tetherKey]map[*tether]struct{}{}} }

// hold returns a context that ends with ctx, or where key is cut. Moves are those
// of a person, 0 of a session. Release must be called.
func (t *tethers) hold(ctx context.Context, class, key string, moves int) (tied context.Context, release func()) {
	tied, cancel := context.WithCancel(ctx)
	one, of := &tether{moves, cancel}, tetherKey{class, key}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[of] == nil {
		t.of[of] = map[*tether]struct{}{}
	}
	t.of[of][one] = struct{}{}
	return tied, func() {
		cancel()
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.of[of], one)
		if len(t.of[of]) == 0 {
			delete(t.of, of)
		}
	}
}

// cut ends all that is held for key.
func (t *tethers) cut(class, key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for one := range t.of[tetherKey{class, key}] {
		one.end()
	}
}

// held are the keys of a class for which something is.
func (t *tethers) held(class string) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var keys []string
	for of := range t.of {
		if of.class == class {
			keys = append(keys, of.key)
		}
	}
	return keys
}

// cutStale ends what is held for people of a class who are gone, or have since gone
// on in another browser: moves are those of who is there.
func (t *tethers) cutStale(class string, moves map[string]int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for of, all := range t.of {
		if of.class != class {
			continue
		}
		now, there := moves[of.key]
		for one := range all {
			if !there || one.moves < now {
				one.end()
			}
		}
	}
}

// putOut ends all that streams to a person, and their runs: they are deleted, or
// have left this browser. The other instances are told to look.
func (s *Server) putOut(p *class.Person) {
	s.tethers.cut(p.Class, p.ID)
	s.plugs.PutOut(p.ID)
	s.jams.PutOut(p.ID)
	s.classRuns.end(func(of *class.Person) bool { return of.ID == p.ID })
	if s.peers != nil {
		s.changed(p.Class, noteOut, p.ID)
	}
}
