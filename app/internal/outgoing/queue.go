// Package outgoing keeps what is on its way to somebody until it has been sent.
package outgoing

import "sync"

// Queue hands what is put to whoever sends it, in order, and has a goroutine only
// while there is something: thousands of connections hear nothing most of the time,
// and a goroutine that waits is half of what each of them costs. It is safe for use
// by many goroutines.
type Queue[T any] struct {
	most int

	mu      sync.Mutex
	send    func([]T) bool // nil before Open
	over    func()
	waiting []T // nil: nothing
	sending bool
	shut    bool
}

// NewQueue returns a queue in which at most so many wait.
func NewQueue[T any](most int) *Queue[T] { return &Queue[T]{most: most} }

// Open hands send what waits, and from now on what is put, one call after the other.
// What waits together is handed over together. Where send reports false, the queue is
// shut. Over is called when it is shut and nothing more is to be sent. Both are
// called in a goroutine of the queue's. Open may be called once.
func (q *Queue[T]) Open(send func(waiting []T) bool, over func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.send, q.over = send, over
	q.begin()
}

// Put lets v be sent, and does not wait for that. It reports false where as many
// wait as may, or the queue is shut.
func (q *Queue[T]) Put(v T) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.shut || len(q.waiting) >= q.most {
		return false
	}
	q.waiting = append(q.waiting, v)
	q.begin()
	return true
}

// Shut lets nothing more be put, and what waits be sent.
func (q *Queue[T]) Shut() { q.end(false) }

// Drop lets nothing more be put, nor sent but what is being sent.
func (q *Queue[T]) Drop() { q.end(true) }

func (q *Queue[T]) end(drop bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.shut = true
	if drop {
		q.waiting = nil
	}
	q.begin()
}

// begin lets work be done, unless it is. q.mu is held.
func (q *Queue[T]) begin() {
	if q.send != nil && !q.sending {
		q.sending = true
		go q.work()
	}
}

func (q *Queue[T]) work() {
	for {
		q.mu.Lock()
		waiting, shut := q.waiting, q.shut
		q.waiting = nil
		q.sending = len(waiting) > 0 || shut // and for good where it is shut
		q.mu.Unlock()
		switch {
		case len(waiting) > 0:
			if !q.send(waiting) {
				q.Drop()
			}
		case shut:
			q.over()
			return
		default:
			return
		}
	}
}
