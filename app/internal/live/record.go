package live

import (
	"net/http"
	"strings"
	"time"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// attach makes the request's connection the run's and puts its head on the
// record. It returns ErrOver, ErrBusy while another connection is open, or
// errNoHead.
func (r *Run) attach(req *http.Request) (*tap, error) {
	t := tapOf(req.Context())
	if t == nil {
		return nil, errNoHead
	}
	r.mu.Lock()
	switch {
	case r.over != nil:
		r.mu.Unlock()
		return nil, ErrOver
	case r.tap != nil:
		r.mu.Unlock()
		return nil, ErrBusy
	}
	r.tap = t
	r.taps++
	r.decoder = wire.NewConnection(wire.Options{KeepPayload: MaxMessage})
	r.mu.Unlock()
	var end *Over
	err := t.claim(req, r, func(head []byte, at time.Time) { end = r.keep(wire.Client, head, at) })
	if err != nil {
		r.mu.Lock()
		r.tap = nil
		r.taps--
		r.mu.Unlock()
		return nil, err
	}
	r.finishWith(end)
	return t, nil
}

// The run is its tap's sink.
func (r *Run) read(b []byte)  { r.finishWith(r.keep(wire.Client, b, r.now())) }
func (r *Run) write(b []byte) { r.finishWith(r.keep(wire.Server, b, r.now())) }

// keep decodes bytes of one direction, stamps what they complete, decides which
// step it belongs to, and tells everyone who waits. It returns how the run is to
// be ended, nil where it goes on: ending it closes the tap, which a caller who
// holds the tap's lock must leave for later.
func (r *Run) keep(from wire.Endpoint, b []byte, at time.Time) *Over {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over != nil {
		return nil
	}
	r.touched = r.now()
	if r.bytes+len(b) > MaxRecordingBytes {
		return &tooMuch
	}
	r.bytes += len(b)
	events := r.decoder.Feed(from, b)
	room := MaxRecordingEvents - r.seq
	r.add(events[:min(len(events), room)], at)
	switch finished := r.advanced(); {
	case finished:
		return &Over{Reason: Finished}
	case len(events) > room:
		return &tooMuch
	}
	return nil
}

var tooMuch = Over{Reason: Closed, Text: "This connection carried more than a run can keep, so this server closed it. Press Next to open another."}

// ended records the end of one direction. A client that ends before the script
// does has given up, and the run is lost.
func (r *Run) ended(byClient, reset bool) {
	from, kind := wire.Server, wire.KindEnd
	if byClient {
		from = wire.Client
	}
	if reset {
		kind = wire.KindReset
	}
	r.mu.Lock()
	if r.ends[from] || r.over != nil {
		r.mu.Unlock()
		return
	}
	r.ends[from] = true
	at := r.now()
	r.add(r.decoder.End(from), at)
	r.add([]wire.Event{{From: from, Kind: kind, Bytes: wire.Hex{}, Fields: []wire.Field{}}}, at)
	finished := r.advanced()
	text := r.lostText(reset)
	r.mu.Unlock()
	switch {
	case finished:
		r.finish(Finished, "")
	case byClient:
		r.finish(Lost, text)
	default:
		r.finish(Lost, "This server closed the connection before the last step. Press Next to open another and play it up to here.")
	}
}

// add appends stamped events to the trace. r.mu is held.
func (r *Run) add(events []wire.Event, at time.Time) {
	for _, e := range events {
		r.seq++
		e.Seq, e.Connection, e.At = r.seq, r.taps, at.Sub(r.began)
		switch {
		case e.Status != nil:
			r.status = e.Status.Code
		case e.Kind == wire.KindHeadEnd && e.From == wire.Server:
			r.open = r.status == http.StatusSwitchingProtocols
		}
		if e.Header != nil && e.From == wire.Client && strings.EqualFold(e.Header.Name, "Sec-WebSocket-Key") {
			r.key = e.Header.Value
		}
		e = wire.Redact(e)
		e.Step = r.matcher.Observe(e)
		r.trace = append(r.trace, Entry{Event: &e})
	}
}

// advanced marks what is done, wakes the waiting, and reports whether the
// script is. r.mu is held.
func (r *Run) advanced() bool {
	r.advance()
	r.notify()
	return r.done == len(r.Script.Steps)
}

// lostText is the quiet story of a connection that ended too early. r.mu is held.
func (r *Run) lostText(reset bool) string {
	next := " Press Next to open another connection and play it up to here."
	if reset {
		return "The connection was reset: somewhere between your browser and this server the line was cut." + next
	}
	for _, s := range r.Script.Steps {
		waiting := s.Action == lessons.FinishAccept || s.Action == lessons.Answer || s.Action == lessons.AckClose
		if waiting && r.done < s.N && r.done >= s.N-3 {
			return "Your browser stopped waiting and closed the connection. Every browser does so after a time of its own." + next
		}
	}
	return "Your browser closed the connection." + next
}
