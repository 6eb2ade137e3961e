package stream

import (
	"context"
	"sync"
)

// Outbox sends a hub's events on one stream, and has a goroutine only while there
// are some: thousands of pages hear nothing most of the time, and a goroutine that
// waits, with its queue, is half of what each of them costs.
type Outbox struct {
	hub   *Hub
	ended chan struct{} // closed when nothing is sent any more

	mu      sync.Mutex
	out     *Writer   // nil before Follow
	waiting []Encoded // at most queueMost; nil: nothing
	sending bool
	left    bool // nothing more is put
}

// Outbox makes a subscriber who keeps what is published until Follow, and must
// Leave. Its error is ErrHubFull while there are MaxSubscribers.
func (h *Hub) Outbox() (*Outbox, error) {
	o := &Outbox{hub: h, ended: make(chan struct{})}
	return o, h.take(o)
}

// Follow sends what was added to out, and from then on what is published. It
// returns when ctx ends, when the outbox has left or was dropped, when the hub was
// closed and what it published before has been sent, or when the page has left or
// did not read within WriteWait. A stream that was detached is ended then. It may be
// called once. Who owns the hub publishes StillHere after KeepAlive of silence.
func (o *Outbox) Follow(ctx context.Context, out *Writer) {
	defer context.AfterFunc(ctx, o.Leave)()
	if out.Flush() != nil {
		o.Leave()
	}
	o.mu.Lock()
	o.out = out
	o.begin()
	o.mu.Unlock()
	if out.conn != nil {
		out.Left()
		o.Leave()
	}
	<-o.ended
}

// Leave ends the subscription, and lets nothing more be sent. It may be called twice.
func (o *Outbox) Leave() { o.hub.leave(o) }

func (o *Outbox) put(e Encoded) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.waiting) >= queueMost {
		return false
	}
	o.waiting = append(o.waiting, e)
	o.begin()
	return true
}

func (o *Outbox) shut(late bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.left = true
	if !late {
		o.waiting = nil
	}
	o.begin()
}

// begin sends what waits, unless that is being done. o.mu is held.
func (o *Outbox) begin() {
	if o.out != nil && !o.sending {
		o.sending = true
		go o.send()
	}
}

// send sends until nothing waits. What waits together is sent together.
func (o *Outbox) send() {
	for {
		o.mu.Lock()
		waiting, left := o.waiting, o.left
		o.waiting = nil
		o.sending = len(waiting) > 0 || left // and for good where it has left
		o.mu.Unlock()
		switch {
		case len(waiting) > 0:
			for _, e := range waiting {
				o.out.Raw(e)
			}
			if o.out.Flush() != nil {
				o.Leave()
			}
		case left:
			o.end()
			return
		default:
			return
		}
	}
}

func (o *Outbox) end() {
	if o.out.conn != nil {
		o.out.End()
	}
	close(o.ended)
}
