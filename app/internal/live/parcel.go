package live

import (
	"sync"
	"time"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// Parcel is bytes that a visitor gives, to be sent as they are to that visitor's
// own browser on one connection, and what crossed on it. All methods may be
// called from any goroutine.
type Parcel struct {
	ID       string
	Visitor  string
	Protocol lessons.Protocol

	bytes []byte
	made  time.Time
	done  chan struct{} // closed when nothing more will cross

	mu      sync.Mutex
	taken   bool // it has its connection
	tap     *tap
	decoder *wire.Connection
	heard   int // bytes of the client's
	events  []wire.Event
	more    bool // of them there were more than are kept
	last    bool // the next Write completes the response
	over    bool
}

// Crossed is what crossed so far, in order and with the heads. More says that
// there was more, which is not kept.
func (p *Parcel) Crossed() (events []wire.Event, more bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.events[:len(p.events):len(p.events)], p.more
}

// Done is closed when nothing more will cross.
func (p *Parcel) Done() <-chan struct{} { return p.done }

// take makes t the parcel's one connection; it reports false where it has one, or
// is over.
func (p *Parcel) take(t *tap) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken || p.over {
		return false
	}
	p.taken, p.tap = true, t
	return true
}

// put gives the connection back, on which nothing has happened.
func (p *Parcel) put() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken, p.tap = false, nil
	p.decoder, p.events, p.more, p.heard = newParcelDecoder(), nil, false, 0
}

// end lets nothing more cross.
func (p *Parcel) end() {
	p.mu.Lock()
	t := p.tap
	p.finish()
	p.mu.Unlock()
	if t != nil {
		_ = t.Close()
	}
}

// finish closes done, once. p.mu is held.
func (p *Parcel) finish() {
	if !p.over {
		p.over = true
		close(p.done)
	}
}

// unused reports whether the parcel is over, or was not fetched by whoever made
// it, who does so at once.
func (p *Parcel) unused(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.over || !p.taken && now.Sub(p.made) >= ConnectSoon
}

// claimed keeps the head of the request, as tap.claim hands it.
func (p *Parcel) claimed(head []byte, _ time.Duration) { p.keep(wire.Client, head) }

// A Parcel is the sink of its tap.

func (p *Parcel) read(b []byte) (mine bool) {
	p.mu.Lock()
	over := p.over
	p.mu.Unlock()
	if !over {
		p.keep(wire.Client, b)
	}
	return !over
}

func (p *Parcel) write(b []byte) (after func()) {
	p.keep(wire.Server, b)
	return nil
}

func (p *Parcel) ended(byClient, reset bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	ev := wire.Event{From: wire.Server, Kind: wire.KindEnd, Bytes: wire.Hex{}, Fields: []wire.Field{}}
	if byClient {
		ev.From = wire.Client
	}
	if reset {
		ev.Kind = wire.KindReset
	}
	p.add(p.decoder.End(ev.From)...)
	p.add(ev)
	p.finish()
}

func (p *Parcel) keep(from wire.Endpoint, b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	if from == wire.Client {
		p.heard += len(b)
	}
	p.add(p.decoder.Feed(from, b)...)
	if from == wire.Server && p.last {
		p.add(p.decoder.End(from)...)
		p.finish()
		p.tap = nil // it serves other requests now
	}
}

// add appends events, as many as a run keeps. p.mu is held.
func (p *Parcel) add(events ...wire.Event) {
	for _, e := range events {
		if len(p.events) == MaxRecordingEvents {
			p.more = true
			return
		}
		e.Seq, e.Connection = len(p.events)+1, 1
		p.events = append(p.events, wire.Redact(e))
	}
}

// closes are the Close frames that crossed from either side.
func (p *Parcel) closes() (byClient, byServer *wire.Frame) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events {
		switch {
		case e.Frame == nil || e.Frame.Opcode != wire.OpClose:
		case e.From == wire.Client:
			byClient = e.Frame
		default:
			byServer = e.Frame
		}
	}
	return byClient, byServer
}

// tooMuch reports whether the client has sent more than is looked at.
func (p *Parcel) tooMuch() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.heard > MaxParcelHeard
}

func newParcelDecoder() *wire.Connection {
	return wire.NewConnection(wire.Options{KeepPayload: MaxParcel})
}
