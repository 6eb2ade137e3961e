package bus

import (
	"bytes"
	"encoding/json"
	"sync"
	"time"
)

const (
	// shareEvery is how often each instance says its shares again, for who was away.
	shareEvery = 2 * time.Second
	// shareLife is how long another's share is believed without another word: longer
	// than a cut of the network, shorter than anybody counts people who are gone.
	shareLife = 10 * time.Second
)

// shares are what each instance says of a class that it alone can know.
type shares struct {
	mu     sync.Mutex
	own    map[string]json.RawMessage // by class
	others map[string]map[string]said // by class and instance
}

type said struct {
	data json.RawMessage
	at   time.Time
}

func newShares() *shares {
	return &shares{own: map[string]json.RawMessage{}, others: map[string]map[string]said{}}
}

// Share says what this instance alone knows of a class, such as who is connected to
// it, in place of what it said before; nil is nothing any more. The others have it
// in a moment, and for as long as this instance lives. It is JSON.
func (r *Redis) Share(class string, share []byte) {
	r.shares.set(class, share)
	r.out.share(class)
}

// Others is what the other instances share of a class. Where that changes, who
// hears the class is told with a note of the kind Others. Nobody may change it.
func (r *Redis) Others(class string) [][]byte {
	r.shares.mu.Lock()
	defer r.shares.mu.Unlock()
	var all [][]byte
	for _, s := range r.shares.others[class] {
		all = append(all, s.data)
	}
	return all
}

func (s *shares) set(class string, share []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if share == nil {
		delete(s.own, class)
		return
	}
	s.own[class] = share
}

// classes are those of which this instance shares something.
func (s *shares) classes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for class := range s.own {
		all = append(all, class)
	}
	return all
}

// mine is what this instance shares of some classes now.
func (s *shares) mine(classes []string) map[string]json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]json.RawMessage{}
	for _, class := range classes {
		all[class] = s.own[class] // nil is null
	}
	return all
}

// heard takes what another instance shares, and returns the classes in which that
// is news.
func (s *shares) heard(m message, now time.Time) (changed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for class, data := range m.Shares {
		of := s.others[class]
		had, known := of[m.From]
		switch {
		case data == nil || string(data) == "null":
			if known {
				s.drop(class, m.From)
				changed = append(changed, class)
			}
			continue
		case of == nil:
			of = map[string]said{}
			s.others[class] = of
		}
		of[m.From] = said{data, now}
		if !bytes.Equal(had.data, data) {
			changed = append(changed, class)
		}
	}
	if m.Gone {
		for class, of := range s.others {
			if _, known := of[m.From]; known {
				s.drop(class, m.From)
				changed = append(changed, class)
			}
		}
	}
	return changed
}

// expire drops what has not been said again for too long, and returns the classes.
func (s *shares) expire(now time.Time) (changed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for class, of := range s.others {
		for from, said := range of {
			if now.Sub(said.at) >= shareLife {
				s.drop(class, from)
				changed = append(changed, class)
			}
		}
	}
	return changed
}

// drop forgets what one instance shares of a class. s.mu is held.
func (s *shares) drop(class, from string) {
	delete(s.others[class], from)
	if len(s.others[class]) == 0 {
		delete(s.others, class)
	}
}
