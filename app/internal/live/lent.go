package live

import "sync"

// Lent counts the connections that are lent to one public address, so that
// strangers cannot take the descriptors that a class needs, and no one of them
// what is meant for all. It is safe for use by many goroutines.
type Lent struct {
	most, each int

	mu   sync.Mutex
	open int
	by   map[string]int
}

// NewLent lends at most so many at a time, and half of them to one address: a
// whole class may share one.
func NewLent(most int) *Lent {
	return &Lent{most: most, each: (most + 1) / 2, by: map[string]int{}}
}

// Take lends one to an address, until give, which is called once. It reports false
// where all are lent, or as many as one address gets.
func (l *Lent) Take(address string) (give func(), lent bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open >= l.most || l.by[address] >= l.each {
		return nil, false
	}
	l.open++
	l.by[address]++
	return func() { l.give(address) }, true
}

func (l *Lent) give(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.by[address]--; l.by[address] == 0 {
		delete(l.by, address)
	}
}
