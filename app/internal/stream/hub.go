package stream

import (
	"errors"
	"sync"
)

const (
	// MaxSubscribers bounds one hub: a lecture hall of 500, each with two windows,
	// and all of them once more, since the connections that a network has lost are
	// noticed only after WriteWait.
	MaxSubscribers = 2000

	// queueMost is how many events a subscriber may fall behind. At the four a
	// second that a class sends it is longer than WriteWait: who is that far behind
	// would be dropped by the next write.
	queueMost = 64
)

// ErrHubFull says that a hub has MaxSubscribers.
var ErrHubFull = errors.New("stream: the hub has as many subscribers as it takes")

// Hub hands each event to all who subscribe. An event is encoded once, however
// many there are. It is safe for use by many goroutines and has none itself.
type Hub struct {
	mu          sync.Mutex
	subscribers map[*Subscriber]struct{}
}

// NewHub returns a hub without subscribers.
func NewHub() *Hub { return &Hub{subscribers: map[*Subscriber]struct{}{}} }

// Subscriber is one who gets a hub's events.
type Subscriber struct {
	hub   *Hub
	queue chan Encoded // closed when it has left or was dropped
}

// Subscribe makes a subscriber, who must Leave. It returns ErrHubFull while
// there are MaxSubscribers. Subscribe first and read the state after that, so
// that no change falls between the two.
func (h *Hub) Subscribe() (*Subscriber, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.subscribers) >= MaxSubscribers {
		return nil, ErrHubFull
	}
	s := &Subscriber{hub: h, queue: make(chan Encoded, queueMost)}
	h.subscribers[s] = struct{}{}
	return s, nil
}

// Publish hands e to every subscriber and never blocks: who is queueMost events
// behind is dropped instead, and counted. It comes back by itself, and begins with
// the whole state.
func (h *Hub) Publish(e Encoded) (dropped int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subscribers {
		select {
		case s.queue <- e:
		default:
			h.drop(s)
			dropped++
		}
	}
	return dropped
}

// drop takes s out of the hub. h.mu is held.
func (h *Hub) drop(s *Subscriber) {
	if _, there := h.subscribers[s]; there {
		delete(h.subscribers, s)
		close(s.queue)
	}
}

// Events are what is published, from Subscribe on. The channel is closed when
// the subscriber has left, or was dropped because it did not keep up; what it
// holds by then can still be read.
func (s *Subscriber) Events() <-chan Encoded { return s.queue }

// Leave ends the subscription. It may be called twice.
func (s *Subscriber) Leave() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.drop(s)
}
