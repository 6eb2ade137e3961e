package bus

import (
	"context"
	"sync"
)

// waitMost is how many different notes may wait for one subscriber. Beyond that,
// reading everything once is cheaper than each of them.
const waitMost = 256

// Memory is the bus of a single instance. Its subscriptions are bounded by
// whoever makes them. It is safe for use by many goroutines.
type Memory struct {
	mu      sync.Mutex
	byClass map[string]map[*subscription]struct{}
}

// NewMemory returns a bus that nobody hears yet.
func NewMemory() *Memory {
	return &Memory{byClass: map[string]map[*subscription]struct{}{}}
}

// Publish tells all who hear the note's class. It never waits, and its error is
// always nil: in one process nobody can be out of reach.
func (m *Memory) Publish(_ context.Context, n Note) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for s := range m.byClass[n.Class] {
		s.add(n)
	}
	return nil
}

// everywhere says Everything to all who hear anything.
func (m *Memory) everywhere() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for class, of := range m.byClass {
		for s := range of {
			s.add(Note{Class: class, Kind: Everything})
		}
	}
}

// Subscribe lets hear be told of a class until leave is called, which may be
// called twice, and by hear itself. After leave has returned no note begins to
// be heard; one that began before may still be.
func (m *Memory) Subscribe(class string, hear func(Note)) (leave func()) {
	s := &subscription{class: class, wake: make(chan struct{}, 1), left: make(chan struct{})}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byClass[class] == nil {
		m.byClass[class] = map[*subscription]struct{}{}
	}
	m.byClass[class][s] = struct{}{}
	go s.run(hear)
	return func() { m.leave(s) }
}

func (m *Memory) leave(s *subscription) {
	m.mu.Lock()
	defer m.mu.Unlock()
	of := m.byClass[s.class]
	if _, there := of[s]; !there {
		return
	}
	delete(of, s)
	if len(of) == 0 {
		delete(m.byClass, s.class)
	}
	s.end()
}
