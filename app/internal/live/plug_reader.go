package live

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"time"
)

// plugged is one person at a plug. It is under Plugs.mu.
type plugged struct {
	person string
	sides  [2]side
	missed int           // what the stream was given when it came back after the cut
	after  time.Duration // how long after the cut that was
}

// The sides of plugged.
const (
	socketSide = iota
	streamSide
)

// side is one of a person's two connections.
type side struct {
	lamp   Lamp
	at     time.Time   // when it became that
	reader *PlugReader // nil: not connected
	wasCut bool
}

func (s *side) light(as Lamp, at time.Time) { s.lamp, s.at = as, at }

// PlugReader is one connection to a plug. One goroutine may use it, and any may
// call Leave.
type PlugReader struct {
	// Resume is what its Last-Event-ID brought it, or nil where it has none that
	// this plug has sent.
	Resume *Resume

	plugs *Plugs
	plug  *plug
	side  *side
	sent  int           // the number of the message that was handed out last
	over  chan struct{} // closed when it ended
	why   error         // set then
	conn  net.Conn      // what is cut; nil: its handler does it
	left  func()        // called once, when it has ended; nil: nobody asks

	beats <-chan time.Time    // when a heartbeat is due; nil: there is none
	did   func(PairDeed, int) // told of each message that is handed out; nil: nobody asks
}

// Resume says which messages a stream missed that came back. One that missed
// nothing has From and To 0.
type Resume struct {
	After int `json:"lastEventId"` // the number of the last that it had
	From  int `json:"from,omitzero"`
	To    int `json:"to,omitzero"`
}

// Join opens the event stream of a person, which req asks for: from after its
// Last-Event-ID, as far back as messages are kept, otherwise from the newest
// message on. An older one of the same person ends with ErrPlugTaken. Whoever
// joins must Leave. Left, unless it is nil, is called when the connection has
// ended, in whatever way; not where there was an error. Errors: ErrPlugsFull, and
// ErrPlugOver, which is answered with 204 so that an EventSource stays closed
// (HTML §9.2.3).
func (p *Plugs) Join(req *http.Request, name, person string, left func()) (*PlugReader, error) {
	var conn net.Conn
	if t := tapOf(req.Context()); t != nil {
		conn = t // its handler may be held up by a client that does not read
	}
	return p.take(name, person, streamSide, req.Header.Get("Last-Event-ID"), conn, left)
}

// take gives a person's connection its place.
func (p *Plugs) take(name, person string, which int, lastEventID string, conn net.Conn, left func()) (*PlugReader, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.runs.now()
	pl, err := p.at(name, now, time.Time{})
	if err != nil {
		return nil, err
	}
	who := pl.people[person]
	if who == nil {
		if len(pl.people) >= MaxPlugPeople {
			return nil, ErrPlugsFull
		}
		who = &plugged{person: person}
		for i := range who.sides {
			who.sides[i].lamp = LampNever
		}
		pl.people[person] = who
		pl.order = append(pl.order, who)
	}
	s := &who.sides[which]
	if s.reader != nil {
		s.reader.end(ErrPlugTaken)
	}
	r := &PlugReader{plugs: p, plug: pl, side: s, sent: pl.last - 1, over: make(chan struct{}), conn: conn, left: left}
	missed := 0
	if n, err := strconv.Atoi(lastEventID); err == nil && n >= 1 && n <= pl.last && strconv.Itoa(n) == lastEventID {
		r.sent, r.Resume = n, &Resume{After: n}
		if kept := pl.after(n); len(kept) > 0 {
			missed = len(kept)
			r.Resume.From, r.Resume.To = kept[0].Number, pl.last
		}
	}
	if s.lamp == LampNever && r.Resume != nil && !pl.pulled.IsZero() && !pl.sentAt(r.sent).After(pl.pulled) {
		s.light(LampCut, pl.pulled) // in another process, where it was before
		s.wasCut = true
	}
	if s.lamp == LampCut && which == streamSide {
		who.missed, who.after = missed, now.Sub(pl.pulled)
	}
	s.reader = r
	s.light(LampOpen, now)
	if s.wasCut {
		s.lamp = LampBack
	}
	pl.seats++
	pl.notify()
	return r, nil
}

// Next returns the messages that the connection has not had yet, oldest first,
// waiting for the next where there are none; it returns none where a heartbeat is
// due. It returns ErrPlugCut, ErrPlugTaken or ErrPlugOver when the connection is to
// end that way, ErrPlugOver also when the server does, ctx's error, or another where
// the connection has left.
func (r *PlugReader) Next(ctx context.Context) ([]PlugMessage, error) {
	for {
		messages, said, err := r.unread()
		if len(messages) > 0 || err != nil {
			for _, m := range messages {
				r.tell(DeedMessage, m.Number)
			}
			return messages, err
		}
		select {
		case <-said:
		case <-r.beats:
			r.tell(DeedComment, 0)
			return nil, nil
		case <-r.over:
		case <-r.plugs.runs.Done():
			return nil, ErrPlugOver
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (r *PlugReader) tell(deed PairDeed, number int) {
	if r.did != nil {
		r.did(deed, number)
	}
}

// unread takes what was not handed out; said is closed when there is more.
func (r *PlugReader) unread() (messages []PlugMessage, said <-chan struct{}, err error) {
	r.plugs.mu.Lock()
	defer r.plugs.mu.Unlock()
	if r.why != nil {
		return nil, nil, r.why
	}
	messages = r.plug.after(r.sent)
	r.sent = r.plug.last
	return messages, r.plug.said, nil
}

// Leave ends the connection from its own side. It may be called twice.
func (r *PlugReader) Leave() {
	r.plugs.mu.Lock()
	defer r.plugs.mu.Unlock()
	if r.why != nil {
		return
	}
	r.end(errPlugLeft)
	r.side.light(LampLeft, r.plugs.runs.now())
	r.plug.notify()
}

// end takes the connection, which has not ended, out of its place. Plugs.mu is
// held.
func (r *PlugReader) end(why error) {
	r.why = why
	close(r.over)
	r.side.reader = nil
	r.plug.seats--
	if r.left != nil {
		go r.left() // it may wait for somebody who waits for Plugs.mu
	}
}

// opened says what is cut, once there is a connection.
func (r *PlugReader) opened(conn net.Conn) {
	r.plugs.mu.Lock()
	defer r.plugs.mu.Unlock()
	r.conn = conn
}
