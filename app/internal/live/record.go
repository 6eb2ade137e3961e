package live

import (
	"context"
	"net/http"
	"strings"
	"time"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// attach makes the request's connection a line of the run and puts its head on
// the record: the k-th request for the connection is the script's k-th connect
// or reconnect, be that step released or not. It returns ErrOver, ErrBusy where
// the script has no request here, or errNoHead.
func (r *Run) attach(req *http.Request) (*line, error) {
	t := tapOf(req.Context())
	if t == nil {
		return nil, errNoHead
	}
	ctx, cancel := context.WithTimeout(req.Context(), closeGrace)
	defer cancel()
	for {
		r.mu.Lock()
		step := r.nextRequest()
		busy := r.stream != nil && r.stream.busy()
		// An end and the next request travel on different connections.
		ending := busy && r.awaitsEnd(wire.Client)
		changed := r.changed
		switch {
		case r.over != nil:
			r.mu.Unlock()
			return nil, ErrOver
		case step == nil || busy && !ending:
			r.mu.Unlock()
			return nil, ErrBusy
		case !busy:
			before := r.stream
			ln := r.newLine(t, *step)
			r.stream = ln
			r.streams++
			r.mu.Unlock()
			if before != nil {
				before.tap.unclaim(before)
			}
			if err := ln.claim(req, func() { r.stream, r.streams = before, r.streams-1 }); err != nil {
				return nil, err
			}
			return ln, nil
		}
		r.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ErrBusy
		}
	}
}

// attachPost is attach for the request of a post, which has a line of its own
// beside the stream's.
func (r *Run) attachPost(req *http.Request) (*line, error) {
	t := tapOf(req.Context())
	if t == nil {
		return nil, errNoHead
	}
	r.mu.Lock()
	step := r.nth(r.posts+1, lessons.Post)
	switch {
	case r.over != nil:
		r.mu.Unlock()
		return nil, ErrOver
	case step == nil || r.done < step.N-1:
		r.mu.Unlock()
		return nil, ErrBusy
	}
	ln := r.newLine(t, *step)
	r.posts++
	r.mu.Unlock()
	if err := ln.claim(req, func() { r.posts-- }); err != nil {
		return nil, err
	}
	return ln, nil
}

// newLine appends a line. r.mu is held.
func (r *Run) newLine(t *tap, step lessons.Step) *line {
	ln := &line{
		run: r, number: len(r.lines) + 1, serves: step, tap: t,
		decoder: wire.NewConnection(wire.Options{KeepPayload: KeepPayload}),
		ends:    map[wire.Endpoint]bool{},
	}
	r.lines = append(r.lines, ln)
	return ln
}

// claim takes the request's connection and records its head. Where it cannot, the
// line is gone, and undo takes back what else was noted of it, with run.mu held: the
// next request may come at once.
func (ln *line) claim(req *http.Request, undo func()) error {
	r := ln.run
	var end *Over
	err := ln.tap.claim(req, ln, func(head []byte, age time.Duration) {
		end = ln.keep(wire.Client, head, r.now().Add(-age)) // the tap has no clock but the wall's
	})
	if err != nil {
		r.mu.Lock()
		ln.ends[wire.Client] = true
		if n := len(r.lines); n > 0 && r.lines[n-1] == ln {
			r.lines = r.lines[:n-1]
		}
		undo()
		r.notify()
		r.mu.Unlock()
		return err
	}
	r.finishWith(end)
	return nil
}

// nextRequest is the connect or reconnect that the next request for the
// connection serves, nil where the script has none. A new object cannot ask
// before the old one was closed: such a request is the old one's. r.mu is held.
func (r *Run) nextRequest() *lessons.Step {
	step := r.nth(r.streams+1, lessons.Connect, lessons.Reconnect)
	if step == nil || step.Action == lessons.Reconnect {
		return step
	}
	for i := range r.Script.Steps[:step.N-1] {
		s := &r.Script.Steps[i]
		if s.Actor == lessons.Browser && s.Action == lessons.Close && s.N > r.released {
			return nil
		}
	}
	return step
}

// nth is the k-th step of the browser's with one of these actions, or nil.
func (r *Run) nth(k int, actions ...lessons.Action) *lessons.Step {
	for i := range r.Script.Steps {
		s := &r.Script.Steps[i]
		for _, a := range actions {
			if s.Action == a && s.Actor == lessons.Browser {
				k--
			}
		}
		if k == 0 {
			return s
		}
	}
	return nil
}

// awaitsEnd reports whether the next thing that the script waits for from that
// side is the connection's end. r.mu is held.
func (r *Run) awaitsEnd(from wire.Endpoint) bool {
	_, p, ok := r.matcher.Next(from)
	return ok && (p.Kind == wire.KindEnd || p.Kind == wire.KindReset)
}

// add appends stamped events to the trace. r.mu is held.
func (r *Run) add(ln *line, events []wire.Event, at time.Time) {
	for _, e := range events {
		r.seq++
		e.Seq, e.Connection, e.At = r.seq, ln.number, at.Sub(r.began)
		if e.Header != nil && e.From == wire.Client && strings.EqualFold(e.Header.Name, "Sec-WebSocket-Key") {
			r.key = e.Header.Value
		}
		e = wire.Redact(e)
		ln.note(&e)
		e.Step = r.matcher.Observe(e)
		r.trace = append(r.trace, Entry{Event: &e})
	}
}

// advanced marks what is done, wakes the waiting, and reports whether the script
// is. Ln is the line whose bytes or end came last, nil where none did. r.mu is
// held.
func (r *Run) advanced(ln *line) bool {
	r.advance(ln)
	r.notify()
	return r.done == len(r.Script.Steps)
}
