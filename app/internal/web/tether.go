package web

import (
	"slices"
	"sync"

	"wirewalk/app/internal/class"
)

// tethers tie what streams to whom it streams for, so that it ends where they
// sign out, leave or are deleted.
type tethers struct {
	mu sync.Mutex
	of map[tetherKey][]*tether
}

// tetherKey is a person of a class, or an instructor's session, which is of none.
type tetherKey struct{ class, key string }

// tether is one that is held. The mu of all guards end and isCut.
type tether struct {
	all   *tethers
	of    tetherKey
	moves int    // of the person, when they were let in
	end   func() // nil before ends
	isCut bool
}

func newTethers() *tethers { return &tethers{of: map[tetherKey][]*tether{}} }

// hold holds a tether for key, until release, which must be called. Moves are those
// of a person, 0 of a session.
func (t *tethers) hold(class, key string, moves int) *tether {
	one := &tether{all: t, of: tetherKey{class, key}, moves: moves}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.of[one.of] = append(t.of[one.of], one)
	return one
}

// ends lets end be called where the tether is cut, now where it was.
func (one *tether) ends(end func()) {
	one.all.mu.Lock()
	one.end = end
	cut := one.isCut
	one.all.mu.Unlock()
	if cut {
		end()
	}
}

func (one *tether) release() {
	t := one.all
	t.mu.Lock()
	defer t.mu.Unlock()
	t.of[one.of] = slices.DeleteFunc(t.of[one.of], func(held *tether) bool { return held == one })
	if len(t.of[one.of]) == 0 {
		delete(t.of, one.of)
	}
}

// cut ends what the tether holds, unless that was done.
func (one *tether) cut() {
	one.all.mu.Lock()
	end := one.end
	if one.isCut {
		end = nil
	}
	one.isCut = true
	one.all.mu.Unlock()
	if end != nil {
		end()
	}
}

// cut ends all that is held for key.
func (t *tethers) cut(class, key string) {
	t.mu.Lock()
	held := slices.Clone(t.of[tetherKey{class, key}])
	t.mu.Unlock()
	for _, one := range held {
		one.cut()
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
	var stale []*tether
	t.mu.Lock()
	for of, held := range t.of {
		if of.class != class {
			continue
		}
		now, there := moves[of.key]
		for _, one := range held {
			if !there || one.moves < now {
				stale = append(stale, one)
			}
		}
	}
	t.mu.Unlock()
	for _, one := range stale {
		one.cut()
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
