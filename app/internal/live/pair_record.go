package live

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"wirewalk/lessons/wire"
)

// PairSide is one of the two of a pair.
type PairSide string

// The sides of a pair.
const (
	PairSocket PairSide = "websocket"
	PairStream PairSide = "event-stream"
)

// PairEvent is one thing that crossed on a pair's connections.
type PairEvent struct {
	Side  PairSide
	Event wire.Event
}

// pairRecord is what crossed on the WebSocket and the event stream of one page, as
// far as it tells who said what, and who came back with what: the newest
// MaxPairEvents. It is also what this server did on them.
type pairRecord struct {
	runs    *Runs
	began   time.Time
	freezes bool // its connections can be frozen

	mu      sync.Mutex
	seq     int // of the newest event
	events  []PairEvent
	lines   []*pairLine
	notes   []PairNote
	frozen  time.Time     // since when it is; zero: it is not
	changed chan struct{} // closed and replaced when Watch may tell something else
}

func newPairRecord(rs *Runs) *pairRecord {
	return &pairRecord{runs: rs, began: rs.now(), changed: make(chan struct{})}
}

// watch puts on record what crosses on req's connection, its head included, until
// the line's release.
func (p *pairRecord) watch(req *http.Request, side PairSide) (line *pairLine, err error) {
	t := tapOf(req.Context())
	if t == nil {
		return nil, errNoHead
	}
	p.mu.Lock()
	if len(p.lines) >= MaxPairLines {
		p.mu.Unlock()
		return nil, ErrBusy
	}
	line = &pairLine{record: p, tap: t, side: side, number: len(p.lines) + 1, decoder: wire.NewConnection(wire.Options{KeepPayload: KeepPayload})}
	if p.freezes {
		t.mayFreeze(line)
	}
	p.lines = append(p.lines, line)
	p.mu.Unlock()
	if err := t.claim(req, line, func(head []byte, age time.Duration) { line.keep(wire.Client, head, p.runs.now().Add(-age)) }); err != nil {
		line.did(DeedOver, 0)
		return nil, err
	}
	return line, nil
}

// lineOn is the newest line on a connection, nil where there is none.
func (p *pairRecord) lineOn(t *tap) *pairLine {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range slices.Backward(p.lines) {
		if line.tap == t {
			return line
		}
	}
	return nil
}

func (p *pairRecord) all() []PairEvent {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.events)
}

// resetting says that this server ends what is open with a reset.
func (p *pairRecord) resetting() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.lines {
		line.resets = true
	}
}

// add stamps events and keeps those that tell something. p.mu is held.
func (p *pairRecord) add(line *pairLine, events []wire.Event, at time.Time) {
	for _, e := range events {
		if !tells(&e) {
			continue
		}
		p.seq++
		e.Seq, e.Connection, e.At = p.seq, line.number, at.Sub(p.began)
		if len(p.events) == MaxPairEvents {
			p.events = slices.Delete(p.events, 0, 1)
		}
		p.events = append(p.events, PairEvent{line.side, wire.Redact(e)})
	}
}

// tells reports whether an event is of interest to who asks who came back: what
// was asked and answered, what was said, and how it ended.
func tells(e *wire.Event) bool {
	switch e.Kind {
	case wire.KindRequestLine, wire.KindStatusLine, wire.KindFrame, wire.KindField, wire.KindComment, wire.KindBody, wire.KindEnd, wire.KindReset:
		return true
	case wire.KindHeaderField:
		return e.Header != nil && slices.Contains([]string{"upgrade", "last-event-id", "content-type", "retry-after"}, strings.ToLower(e.Header.Name))
	}
	return false
}

// pairLine is one tapped connection of a pair, and its tap's sink.
type pairLine struct {
	record *pairRecord
	tap    *tap
	side   PairSide
	number int

	// Under record.mu.

	decoder *wire.Connection
	resets  bool // this server ends it with a reset
	over    bool
	done    bool      // for this server it is over, whatever its client knows
	heard   time.Time // when anything last came from the client
	beats   int       // Pings or comments so far
}

func (l *pairLine) keep(from wire.Endpoint, b []byte, at time.Time) {
	defer l.record.runs.rescue()
	l.record.mu.Lock()
	defer l.record.mu.Unlock()
	if l.over {
		return
	}
	l.record.add(l, l.decoder.Feed(from, b), at)
	if from == wire.Client {
		l.heard = at
		l.record.notify()
	}
}

func (l *pairLine) read(b []byte) (mine bool) {
	l.keep(wire.Client, b, l.record.runs.now())
	return true
}

func (l *pairLine) write(b []byte) (after func()) {
	l.keep(wire.Server, b, l.record.runs.now())
	return nil
}

// release is told that nobody looks any more: a handler may be quicker to go than
// the reset of its connection.
func (l *pairLine) release() {
	l.tap.unclaim(l)
	l.did(DeedOver, 0)
	l.record.mu.Lock()
	resets := l.resets
	l.record.mu.Unlock()
	if resets {
		l.ended(false, true)
	}
}

// ended records how the connection ended, once.
func (l *pairLine) ended(byClient, reset bool) {
	r := l.record
	r.mu.Lock()
	defer r.mu.Unlock()
	if l.over {
		return
	}
	l.over = true
	e := wire.Event{From: wire.Server, Kind: wire.KindEnd, Bytes: wire.Hex{}, Fields: []wire.Field{}}
	if byClient {
		e.From = wire.Client
	} else {
		reset = l.resets
	}
	if reset {
		e.Kind = wire.KindReset
	}
	r.add(l, []wire.Event{e}, r.runs.now())
	r.notify()
}
