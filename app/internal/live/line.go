package live

import (
	"net/http"
	"runtime/debug"
	"time"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// line is one tapped connection of a run, from a request's first byte on to the
// end of its response, or of the connection. A run has them one after another,
// or a POST's beside its stream's. A line is its tap's sink.
type line struct {
	run    *Run
	number int          // Event.Connection
	serves lessons.Step // the connect, reconnect or post whose request it carries
	tap    *tap

	// Under run.mu from here on.

	decoder  *wire.Connection
	ends     map[wire.Endpoint]bool
	status   int  // of the response head under way
	answered bool // the final response's head is whole
	open     bool // the whole 101 has been written
	// last says that the next Write completes the response, complete that it is:
	// the connection can serve another request.
	last, complete bool
	// leaving says that the script is at the connection's end, so that either side
	// may end it.
	leaving bool
	// closeStep is the step that the client's Close belongs to; 0: it sent none,
	// or none that the script knows.
	closeStep int
	closed    bool   // this server's Close is out, and answers none
	byHand    bool   // what is written is none of the library's, which does not know a Close in it
	goodbye   func() // sends a Close with 1001 by the one writer of a WebSocket
}

// busy reports whether the line still carries something. run.mu is held.
func (ln *line) busy() bool { return !ln.complete && len(ln.ends) == 0 }

// gone reports whether either side has ended the connection.
func (ln *line) gone() bool {
	ln.run.mu.Lock()
	defer ln.run.mu.Unlock()
	return len(ln.ends) > 0
}

// finishing says that the next Write completes the response. It must be said
// before that Write: a browser's next request may follow it at once.
func (ln *line) finishing() {
	ln.run.mu.Lock()
	defer ln.run.mu.Unlock()
	ln.last = true
}

// leave says that the connection's end is the script's from now on.
func (ln *line) leave() {
	ln.run.mu.Lock()
	defer ln.run.mu.Unlock()
	ln.leaving = true
}

// hangUp ends the connection as the script says, without another byte.
func (ln *line) hangUp() {
	ln.leave()
	_ = ln.tap.Close()
}

// reset is hangUp with a TCP reset.
func (ln *line) reset() {
	ln.leave()
	_ = ln.tap.reset()
}

func (ln *line) read(b []byte) (mine bool) {
	defer ln.run.rescue()
	ln.run.mu.Lock()
	complete := ln.complete
	ln.run.mu.Unlock()
	if !complete {
		ln.run.finishWith(ln.keep(wire.Client, b, ln.run.now()))
	}
	return !complete
}

func (ln *line) write(b []byte) (after func()) {
	defer func() {
		if v := recover(); v != nil {
			stack := debug.Stack()
			after = func() { ln.run.panicked(v, stack) }
		}
	}()
	if end := ln.keep(wire.Server, b, ln.run.now()); end != nil {
		return func() { ln.run.finishWith(end) }
	}
	return nil
}

// keep decodes bytes of one direction, stamps what they complete, decides which
// step it belongs to, and tells everyone who waits. It returns how the run is to
// be ended, nil where it goes on: ending it closes the tap, which a caller who
// holds the tap's lock must leave for later.
func (ln *line) keep(from wire.Endpoint, b []byte, at time.Time) *Over {
	r := ln.run
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over != nil || len(ln.ends) > 0 {
		return nil
	}
	r.touched = r.now()
	if r.bytes+len(b) > MaxRecordingBytes {
		return &tooMuch
	}
	r.bytes += len(b)
	events := ln.decoder.Feed(from, b)
	room := max(0, MaxRecordingEvents-r.seq) // ends are kept even where there is none
	r.add(ln, events[:min(len(events), room)], at)
	if from == wire.Server && ln.last {
		ln.complete = true
	}
	switch finished := r.advanced(ln); {
	case finished:
		return &Over{Reason: Finished}
	case len(events) > room:
		return &tooMuch
	}
	return nil
}

var tooMuch = Over{Reason: Closed, Text: "This connection carried more than a run can keep, so this server closed it. Press Next to open another."}

// ended records the end of one direction. The run goes on where the script waits
// for it, or is at the connection's end anyway; otherwise it is lost.
func (ln *line) ended(byClient, reset bool) {
	r := ln.run
	defer r.rescue()
	ev := wire.Event{From: wire.Server, Kind: wire.KindEnd, Bytes: wire.Hex{}, Fields: []wire.Field{}}
	if byClient {
		ev.From = wire.Client
	}
	if reset {
		ev.Kind = wire.KindReset
	}
	end, early := ln.recordEnd(ev)
	r.finishWith(end)
	if early != nil {
		// Whoever releases that step does it on another connection, maybe later.
		time.AfterFunc(closeGrace, func() {
			defer r.rescue()
			if !r.reached(early.step) {
				r.finish(Lost, early.text)
			}
		})
	}
	if byClient {
		// Nobody listens any more. Where the script waits for this end too, it is
		// recorded; otherwise it would only be in the way of what follows.
		_ = ln.tap.Close()
	}
}

// earlyEnd is an end that came before its step, and what is said if that one is
// not reached within closeGrace.
type earlyEnd struct {
	step int
	text string
}

// recordEnd puts ev on the record and returns how the run is to be ended, nil
// where it goes on, for now where early is not nil.
func (ln *line) recordEnd(ev wire.Event) (end *Over, early *earlyEnd) {
	r := ln.run
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over != nil || ln.ends[ev.From] {
		return nil, nil
	}
	step, p, ok := r.matcher.Next(ev.From)
	awaited := ok && p.Matches(ev) && r.within(step)
	first := ln.busy()
	if !awaited && !first || ln.complete && r.stream != ln {
		ln.ends[ev.From] = true // of a connection that has served its purpose
		return nil, nil
	}
	text := ln.lostText(ev)
	ln.ends[ev.From] = true
	at := r.now()
	r.add(ln, append(ln.decoder.End(ev.From), ev), at)
	switch finished := r.advanced(ln); {
	case finished:
		return &Over{Reason: Finished}, nil
	case ln.leaving || !first:
		return nil, nil
	case awaited && r.standsAt(step):
		return nil, nil
	case awaited:
		return nil, &earlyEnd{step, text}
	}
	return &Over{Reason: Lost, Text: text}, nil
}

// lostText is the quiet story of a connection that ended too early. run.mu is
// held.
func (ln *line) lostText(ev wire.Event) string {
	const next = " Press Next to open another connection and play it up to here."
	switch {
	case ln.serves.Action == lessons.Post:
		return "The request beside the stream ended before this server could answer it." + next
	case ev.From == wire.Server:
		return "This server closed the connection before the last step. Press Next to open another and play it up to here."
	case ev.Kind == wire.KindReset:
		return "The connection was reset: somewhere between your browser and this server the line was cut." + next
	case !ln.answered || ln.closeStep > 0:
		return "Your browser stopped waiting and closed the connection. Every browser does so after a time of its own." + next
	}
	return "Your browser closed the connection." + next
}

// note takes from an event what the line needs to know. run.mu is held.
func (ln *line) note(e *wire.Event) {
	switch {
	case e.Status != nil:
		ln.status = e.Status.Code
	case e.Kind == wire.KindHeadEnd && e.From == wire.Server:
		ln.open = ln.status == http.StatusSwitchingProtocols
		ln.answered = ln.answered || ln.open || ln.status >= http.StatusOK
	case e.From == wire.Server && e.Frame != nil && e.Frame.Opcode == wire.OpClose:
		ln.closed = ln.closed || ln.closeStep == 0
		if ln.byHand {
			ln.tap.mute() // or the library would answer the client's with one of its own
		}
	case e.From == wire.Client && e.Frame != nil && e.Frame.Opcode == wire.OpClose:
		// Its own row, or the one in which the browser fails the connection.
		if n, p, ok := ln.run.matcher.Next(wire.Client); ok && (p.Matches(*e) || p.Kind == wire.KindEnd) {
			ln.closeStep = n
		}
	}
}
