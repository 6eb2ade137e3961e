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

// tether is one that is held. All guards it.
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

// cut ends all that is held for key.
func (t *tethers) cut(class, key string) {
	t.cutWhere(func(one *tether) bool { return one.of == tetherKey{class, key} })
}

func (t *tethers) cutWhere(is func(*tether) bool) {
	var ends []func()
	t.mu.Lock()
	for _, held := range t.of {
		for _, one := range held {
			if one.isCut || !is(one) {
				continue
			}
			one.isCut = true
			if one.end != nil {
				ends = append(ends, one.end)
			}
		}
	}
	t.mu.Unlock()
	for _, end := range ends {
		end()
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
	t.cutWhere(func(one *tether) bool {
		now, there := moves[one.of.key]
		return one.of.class == class && (!there || one.moves < now)
	})
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
