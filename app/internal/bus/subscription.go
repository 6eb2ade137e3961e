package bus

import (
	"slices"
	"sync"
)

// subscription is one who hears a class.
type subscription struct {
	class string
	wake  chan struct{} // of capacity 1: something waits
	left  chan struct{} // closed by end

	mu      sync.Mutex
	ended   bool
	waiting []Note // different ones, in the order in which they were published first
}

// add lets n wait, unless it does so already.
func (s *subscription) add(n Note) {
	s.mu.Lock()
	defer s.mu.Unlock()
	everything := Note{Class: s.class, Kind: Everything}
	switch {
	case slices.Contains(s.waiting, n), slices.Contains(s.waiting, everything):
		return
	case len(s.waiting) >= waitMost, n.Kind == Everything:
		s.waiting = append(s.waiting[:0], everything)
	default:
		s.waiting = append(s.waiting, n)
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// next takes the note that has waited longest.
func (s *subscription) next() (n Note, some bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || len(s.waiting) == 0 {
		return Note{}, false
	}
	n = s.waiting[0]
	s.waiting = slices.Delete(s.waiting, 0, 1)
	return n, true
}

// run tells hear of what waits until end.
func (s *subscription) run(hear func(Note)) {
	for {
		for n, some := s.next(); some; n, some = s.next() {
			hear(n)
		}
		select {
		case <-s.wake:
		case <-s.left:
			return
		}
	}
}

func (s *subscription) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.waiting = nil
	close(s.left)
}
