package web

import (
	"context"
	"sync"
)

// tethers tie what streams to whom it streams for, so that it ends where they
// sign out, leave or are deleted.
type tethers struct {
	mu sync.Mutex
	of map[string]map[*context.CancelFunc]struct{}
}

func newTethers() *tethers {
	return &tethers{of: map[string]map[*context.CancelFunc]struct{}{}}
}

// hold returns a context that ends with ctx, or where key is cut. Release must
// be called.
func (t *tethers) hold(ctx context.Context, key string) (tied context.Context, release func()) {
	tied, cancel := context.WithCancel(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[key] == nil {
		t.of[key] = map[*context.CancelFunc]struct{}{}
	}
	t.of[key][&cancel] = struct{}{}
	return tied, func() {
		cancel()
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.of[key], &cancel)
		if len(t.of[key]) == 0 {
			delete(t.of, key)
		}
	}
}

// cut ends all that is held for key.
func (t *tethers) cut(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for cancel := range t.of[key] {
		(*cancel)()
	}
}

// putOut ends all that streams to a person, and their runs: they are deleted, or
// have left this browser.
func (s *Server) putOut(person string) {
	s.tethers.cut(person)
	s.plugs.PutOut(person)
	s.jams.PutOut(person)
	s.classRuns.end(person)
}
