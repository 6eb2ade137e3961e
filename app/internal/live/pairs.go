package live

import (
	"errors"
	"net/http"
	"sync"
	"time"
)

// ErrPairsFull is an error of Pairs.New.
var ErrPairsFull = errors.New("live: too many pairs, or shutting down")

// Pairs are pairs of a WebSocket and an event stream, each of one visitor's page.
// Both of a pair carry the messages of a plug of their own, one each PairEvery, or
// FreezingEvery, and what crosses on them is on record. A visitor has one pair at
// most; it is over when there is a newer, or after PairLifetime. It is safe for use
// by many goroutines.
type Pairs struct {
	runs     *Runs
	plugs    *Plugs
	freezing *Plugs // of the pairs that can be frozen

	mu        sync.Mutex
	byVisitor map[string]*Pair
}

// NewPairs returns an empty set that ends when rs shuts down.
func NewPairs(rs *Runs) *Pairs {
	return &Pairs{
		runs: rs, byVisitor: map[string]*Pair{},
		plugs: newPlugs(rs, 2*MaxPairs, PairEvery, PairRest), freezing: newPlugs(rs, 2*MaxPairs, FreezingEvery, PairRest),
	}
}

// Return is what answers at the stream's address after a reset.
type Return string

// The answers after a reset.
const (
	ReturnStream      Return = "stream"      // 200, and what was missed
	ReturnUnavailable Return = "unavailable" // 503
	ReturnNoContent   Return = "no-content"  // 204
	ReturnWrongType   Return = "wrong-type"  // 200, and no event stream
)

// Pair is one visitor's two connections.
type Pair struct {
	ID     string
	Return Return

	plugs  *Plugs
	record *pairRecord
	beats  bool // this server has a heartbeat on both
	expiry *time.Timer
	over   chan struct{} // closed when it is

	mu       sync.Mutex
	reset    bool
	melts    func() // takes back that it thaws by itself; nil: it is not frozen
	frozen   []*pairLine
	watchers int
}

// New makes a pair for a visitor, and ends the one before. It returns ErrPairsFull
// while there are MaxPairs.
func (p *Pairs) New(visitor string, after Return) (*Pair, error) {
	return p.add(visitor, &Pair{Return: after, plugs: p.plugs, record: newPairRecord(p.runs)})
}

// NewFreezing makes a pair that can be frozen, as New does. With beats this server
// asks on both connections, each PairBeat, whether the client is still there: with
// a Ping on the WebSocket, which it gives up after PairSilence without a word, and
// with a comment on the event stream, which nobody answers.
func (p *Pairs) NewFreezing(visitor string, beats bool) (*Pair, error) {
	record := newPairRecord(p.runs)
	record.freezes = true
	return p.add(visitor, &Pair{Return: ReturnStream, plugs: p.freezing, beats: beats, record: record})
}

func (p *Pairs) add(visitor string, pair *Pair) (*Pair, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := p.byVisitor[visitor]
	if old == nil && len(p.byVisitor) >= MaxPairs || p.runs.ctx.Err() != nil {
		return nil, ErrPairsFull
	}
	if old != nil {
		old.end()
	}
	pair.ID, pair.over = newID(), make(chan struct{})
	pair.expiry = time.AfterFunc(PairLifetime, func() { p.forget(visitor, pair) })
	p.byVisitor[visitor] = pair
	return pair, nil
}

// Get returns the pair with this id, nil where it is not the visitor's, or over.
func (p *Pairs) Get(visitor, id string) *Pair {
	p.mu.Lock()
	defer p.mu.Unlock()
	if pair := p.byVisitor[visitor]; pair != nil && pair.ID == id {
		return pair
	}
	return nil
}

func (p *Pairs) forget(visitor string, pair *Pair) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.byVisitor[visitor] == pair {
		delete(p.byVisitor, visitor)
		pair.end()
	}
}

// end ends both connections as their protocols do, those that are frozen at the
// thaw that follows. It is called once.
func (pr *Pair) end() {
	pr.expiry.Stop()
	close(pr.over)
	pr.plugs.PutAway(pr.ID)
	go pr.Thaw() // a client that does not read may hold it up
}

// Over is closed when the pair is over.
func (pr *Pair) Over() <-chan struct{} { return pr.over }

// putAwayIfOver reports whether the pair is over. It is called before a connection
// opens and when it has: a pair that ended in between had put its plug away before the
// connection made that anew, so it is put away once more.
func (pr *Pair) putAwayIfOver() bool {
	select {
	case <-pr.over:
		pr.plugs.PutAway(pr.ID)
		return true
	default:
		return false
	}
}

// Reset cuts both connections of the pair at one moment, each with a TCP reset.
func (pr *Pair) Reset() {
	pr.Thaw()
	pr.mu.Lock()
	pr.reset = true
	pr.mu.Unlock()
	pr.record.resetting()
	pr.plugs.Reset(pr.ID)
}

// WasReset reports whether Reset was called.
func (pr *Pair) WasReset() bool {
	pr.mu.Lock()
	defer pr.mu.Unlock()
	return pr.reset
}

// ServeSocket opens the pair's WebSocket, as Plugs.ServeSocket does. An errNoHead
// says that what crosses could not be put on record.
func (pr *Pair) ServeSocket(w http.ResponseWriter, req *http.Request) error {
	switch {
	case !WantsWebSocket(req):
		return ErrNoHandshake
	case pr.putAwayIfOver():
		return ErrPlugOver
	}
	line, err := pr.record.watch(req, PairSocket)
	if err != nil {
		return err
	}
	h := calmly()
	if pr.beats {
		h = heartbeat{every: PairBeat, silence: PairSilence, pinging: func() { line.did(DeedPing, 0) }}
	}
	if err = pr.plugs.serveSocket(w, req, pr.ID, "", nil, h, line.did); err != nil {
		line.release()
	}
	pr.putAwayIfOver()
	return err
}

// Join opens the pair's event stream, as Plugs.Join does, on a connection that is
// on record.
func (pr *Pair) Join(req *http.Request) (*PlugReader, error) {
	reader, err := pr.plugs.Join(req, pr.ID, "", nil)
	if err != nil {
		return nil, err
	}
	if pr.putAwayIfOver() {
		return nil, ErrPlugOver
	}
	if line := pr.record.lineOn(tapOf(req.Context())); line != nil {
		reader.did = line.did
	}
	if pr.beats {
		reader.beats = time.Tick(PairBeat)
	}
	return reader, nil
}

// WatchStream puts on record what crosses in answer to a request for the stream,
// until release.
func (pr *Pair) WatchStream(req *http.Request) (release func(), err error) {
	line, err := pr.record.watch(req, PairStream)
	if err != nil {
		return nil, err
	}
	return line.release, nil
}

// Crossed is what crossed so far, in order.
func (pr *Pair) Crossed() []PairEvent { return pr.record.all() }
