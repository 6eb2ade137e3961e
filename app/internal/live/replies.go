package live

import (
	"crypto/rand"
	"errors"
	"sync"
)

// Errors of Replies.
var (
	ErrTooManyReplies = errors.New("live: too many streams of replies")
	ErrNoSuchReplies  = errors.New("live: no such stream of replies")
	ErrRepliesWait    = errors.New("live: too many replies are waiting")
)

// Replies are the event streams on which messages come back that were posted
// beside them: call and answer with Server-Sent Events. It is safe for use by
// many goroutines.
type Replies struct {
	lent *Lent

	mu   sync.Mutex
	open map[string]chan []byte
}

// NewReplies returns Replies with no stream open.
func NewReplies() *Replies {
	return &Replies{lent: NewLent(MaxReplies), open: map[string]chan []byte{}}
}

// Open makes a stream, which lasts until done, with the key by which it is called. It
// returns ErrTooManyReplies while MaxReplies are open, or half as many from that
// address.
func (r *Replies) Open(address string) (key string, replies <-chan []byte, done func(), err error) {
	give, lent := r.lent.Take(address)
	if !lent {
		return "", nil, nil, ErrTooManyReplies
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	key = rand.Text()
	queue := make(chan []byte, MaxReplyQueue)
	r.open[key] = queue
	return key, queue, func() {
		r.mu.Lock()
		delete(r.open, key)
		r.mu.Unlock()
		give()
	}, nil
}

// Call has a message, which nobody may change afterwards, sent on the stream of
// that key. It returns ErrNoSuchReplies, or ErrRepliesWait where the stream does
// not keep up.
func (r *Replies) Call(key string, message []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	queue, there := r.open[key]
	if !there {
		return ErrNoSuchReplies
	}
	select {
	case queue <- message:
		return nil
	default:
		return ErrRepliesWait
	}
}
