package stream

import (
	"context"

	"wirewalk/app/internal/outgoing"
)

// Outbox sends a hub's events on one stream.
type Outbox struct {
	hub   *Hub
	queue *outgoing.Queue[Encoded]
}

// Outbox makes a subscriber who keeps what is published until Follow, and must
// Leave. Its error is ErrHubFull while there are MaxSubscribers.
func (h *Hub) Outbox() (*Outbox, error) {
	o := &Outbox{hub: h, queue: outgoing.NewQueue[Encoded](queueMost)}
	return o, h.take(o)
}

// Follow sends what was added to out, and from then on what is published. It
// returns when ctx ends, when the outbox has left or was dropped, when the hub was
// closed and what it published before has been sent, or when the page has left or
// did not read within WriteWait. A stream that was detached is ended then. It may be
// called once. Where sending panics, Follow does. Who owns the hub publishes StillHere
// after KeepAlive of silence.
func (o *Outbox) Follow(ctx context.Context, out *Writer) {
	defer context.AfterFunc(ctx, o.Leave)()
	if out.Flush() != nil {
		o.Leave()
	}
	ended := make(chan struct{})
	var panicked any
	o.queue.Open(func(waiting []Encoded) (more bool) {
		defer func() {
			if panicked = recover(); panicked != nil {
				out.torn = true
				o.Leave()
			}
		}()
		for _, e := range waiting {
			out.Raw(e)
		}
		if out.Flush() != nil {
			o.Leave()
			return false
		}
		return true
	}, func() {
		if out.conn != nil {
			out.End()
		}
		close(ended)
	})
	if out.conn != nil {
		out.Left()
		o.Leave()
	}
	<-ended
	if panicked != nil {
		panic(panicked)
	}
}

// Leave ends the subscription, and lets nothing more be sent. It may be called twice.
func (o *Outbox) Leave() { o.hub.leave(o) }

func (o *Outbox) put(e Encoded) bool { return o.queue.Put(e) }

func (o *Outbox) shut(late bool) {
	if late {
		o.queue.Shut()
	} else {
		o.queue.Drop()
	}
}
