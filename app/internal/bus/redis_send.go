package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// outMost is how many different notes may wait to be sent. Beyond that, their
// classes are owed Everything.
const outMost = 4 * waitMost

// errUnsaid is why a note is owed.
var errUnsaid = errors.New("bus: too many notes wait to be sent")

// outbox is what the other instances are still to be told.
type outbox struct {
	wake chan struct{} // of capacity 1

	mu     sync.Mutex
	notes  []Note          // different ones, in their order
	owed   map[string]bool // classes of which something got lost
	shares map[string]bool // classes whose share is to be told
	down   error           // why the last try failed; nil: it did not
}

func newOutbox() *outbox {
	return &outbox{wake: make(chan struct{}, 1), owed: map[string]bool{}, shares: map[string]bool{}}
}

func (o *outbox) poke() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// add lets n wait. Its error says that it is owed instead.
func (o *outbox) add(n Note) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.down != nil:
		o.owed[n.Class] = true
		return o.down
	case o.owed[n.Class] || slices.Contains(o.notes, n):
	case len(o.notes) >= outMost:
		o.owe()
		o.owed[n.Class] = true
		o.poke()
		return errUnsaid
	default:
		o.notes = append(o.notes, n)
	}
	o.poke()
	return nil
}

// owe turns what waits into debts. o.mu is held.
func (o *outbox) owe() {
	for _, n := range o.notes {
		o.owed[n.Class] = true
	}
	o.notes = nil
}

// share lets the share of a class be told.
func (o *outbox) share(class string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.shares[class] = true
	if o.down == nil {
		o.poke()
	}
}

// take takes everything that waits.
func (o *outbox) take() (notes []Note, shares []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, n := range o.notes {
		if !o.owed[n.Class] {
			notes = append(notes, n)
		}
	}
	for class := range o.owed {
		notes = append(notes, Note{Class: class, Kind: Everything})
	}
	for class := range o.shares {
		shares = append(shares, class)
	}
	o.notes = nil
	clear(o.owed)
	clear(o.shares)
	return notes, shares
}

// failed owes what was taken, because of why. It reports whether the try before had
// not failed.
func (o *outbox) failed(why error, notes []Note, shares []string) (first bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	first = o.down == nil
	o.down = fmt.Errorf("bus: Redis cannot be told: %w", why)
	o.notes = append(notes, o.notes...)
	o.owe()
	for _, class := range shares {
		o.shares[class] = true
	}
	return first
}

func (o *outbox) sent() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.down = nil
}

// again lets what is owed be tried at once.
func (o *outbox) again() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.down = nil
	o.poke()
}

// send tells the others what waits, until ctx ends.
func (r *Redis) send(ctx context.Context) {
	beat := time.NewTicker(shareEvery)
	defer beat.Stop()
	for {
		select {
		case <-r.out.wake:
		case <-beat.C:
			for _, class := range r.shares.classes() {
				r.out.share(class)
			}
			for _, class := range r.shares.expire(time.Now()) {
				_ = r.local.Publish(ctx, Note{Class: class, Kind: Others})
			}
		case <-ctx.Done():
			return
		}
		notes, shares := r.out.take()
		if len(notes)+len(shares) == 0 {
			continue
		}
		if err := r.tell(ctx, message{Notes: notes, Shares: r.shares.mine(shares)}); err != nil {
			if r.out.failed(err, notes, shares) {
				r.log.Warn("the other instances cannot be told; it is tried again and again", "error", err)
			}
			if !sleep(ctx, againAfter) {
				return
			}
			r.out.poke()
			continue
		}
		r.out.sent()
	}
}

// tell sends m, or returns why the others have not got it.
func (r *Redis) tell(ctx context.Context, m message) error {
	m.From, m.Sent = r.id, r.sinceOpen()
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	return r.client.Publish(ctx, r.channel, data).Err()
}
