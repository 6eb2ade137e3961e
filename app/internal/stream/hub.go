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
	mu      sync.Mutex
	readers map[reader]struct{}
	closed  bool
}

// reader is a *Subscriber or an *Outbox. The hub's mu is held around its methods.
type reader interface {
	// put hands it an event, and reports false where it does not keep up.
	put(e Encoded) bool
	// shut ends it: nothing more is put. Late says that what it was handed may
	// still be sent.
	shut(late bool)
}

// NewHub returns a hub without subscribers.
func NewHub() *Hub { return &Hub{readers: map[reader]struct{}{}} }

// Subscriber is one who takes a hub's events from a channel.
type Subscriber struct {
	hub   *Hub
	queue chan Encoded // closed when it has left or was dropped
}

// Subscribe makes a subscriber, who must Leave. Its error is ErrHubFull while
// there are MaxSubscribers. Subscribe first and read the state after that, so
// that no change falls between the two.
func (h *Hub) Subscribe() (*Subscriber, error) {
	s := &Subscriber{hub: h, queue: make(chan Encoded, queueMost)}
	return s, h.take(s)
}

// take makes r one of those who are handed what is published.
func (h *Hub) take(r reader) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.readers) >= MaxSubscribers {
		return ErrHubFull
	}
	h.readers[r] = struct{}{}
	if h.closed {
		h.drop(r, true)
	}
	return nil
}

// Publish hands e to every subscriber and never blocks: who is queueMost events
// behind is dropped instead, and counted. It comes back by itself, and begins with
// the whole state.
func (h *Hub) Publish(e Encoded) (dropped int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for r := range h.readers {
		if !r.put(e) {
			h.drop(r, false)
			dropped++
		}
	}
	return dropped
}

// Close ends all subscriptions, and each that is made from now on, after what was
// published.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for r := range h.readers {
		h.drop(r, true)
	}
}

// drop takes r out of the hub. h.mu is held.
func (h *Hub) drop(r reader, late bool) {
	if _, there := h.readers[r]; there {
		delete(h.readers, r)
		r.shut(late)
	}
}

func (h *Hub) leave(r reader) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(r, false)
}

func (s *Subscriber) put(e Encoded) bool {
	select {
	case s.queue <- e:
		return true
	default:
		return false
	}
}

func (s *Subscriber) shut(bool) { close(s.queue) }

// Events are what is published, from Subscribe on. The channel is closed when
// the subscriber has left, or was dropped because it did not keep up, or when the
// hub was closed; what it holds by then can still be read.
func (s *Subscriber) Events() <-chan Encoded { return s.queue }

// Leave ends the subscription. It may be called twice.
func (s *Subscriber) Leave() { s.hub.leave(s) }
