package stream

import (
	"context"
	"time"
)

// Follow sends what comes from a channel for as long as somebody reads it: add
// puts each one into what the next Flush sends, and what waits together is sent
// together. A comment is sent after KeepAlive of silence. It returns when the
// channel is closed, when done is, after what waits has been sent, when ctx ends,
// or when the page has left or did not read within WriteWait. What was added
// before Follow is sent first.
//
// A Hub's events cost less by its Outbox.
func Follow[E any](ctx context.Context, out *Writer, from <-chan E, done <-chan struct{}, add func(E)) {
	if out.Flush() != nil {
		return
	}
	alive := time.NewTicker(KeepAlive)
	defer alive.Stop()
	for {
		select {
		case e, more := <-from:
			if !more {
				return
			}
			add(e)
			more = addWaiting(from, add)
			if out.Flush() != nil || !more {
				return
			}
			alive.Reset(KeepAlive)
		case <-alive.C:
			out.Raw(StillHere)
			if out.Flush() != nil {
				return
			}
		case <-done:
			if len(from) > 0 {
				addWaiting(from, add)
				_ = out.Flush() // the end, whether it arrives or not
			}
			return
		case <-ctx.Done():
			return
		}
	}
}

// addWaiting adds what the channel holds now and no more, so that a quick sender
// cannot keep a page from its events. It reports whether more may come.
func addWaiting[E any](from <-chan E, add func(E)) bool {
	for range len(from) {
		e, more := <-from
		if !more {
			return false
		}
		add(e)
	}
	return true
}
