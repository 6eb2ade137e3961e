package live

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// ErrPairsFull is an error of Pairs.New.
var ErrPairsFull = errors.New("live: too many pairs, or shutting down")

// Pairs are pairs of a WebSocket and an event stream, each of one visitor's page.
// Both of a pair carry the messages of a plug of their own, one each PairEvery,
// and what crosses on them is on record. A visitor has one pair at most; it is
// over when there is a newer, or after PairLifetime. It is safe for use by many
// goroutines.
type Pairs struct {
	runs  *Runs
	plugs *Plugs

	mu        sync.Mutex
	byVisitor map[string]*Pair
}

// NewPairs returns an empty set that ends when rs shuts down.
func NewPairs(rs *Runs) *Pairs {
	return &Pairs{runs: rs, plugs: newPlugs(rs, 2*MaxPairs, PairEvery, PairRest), byVisitor: map[string]*Pair{}}
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
	expiry *time.Timer

	mu    sync.Mutex
	reset bool
}

// New makes a pair for a visitor, and ends the one before. It returns ErrPairsFull
// while there are MaxPairs.
func (p *Pairs) New(visitor string, after Return) (*Pair, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := p.byVisitor[visitor]
	if old == nil && len(p.byVisitor) >= MaxPairs || p.runs.ctx.Err() != nil {
		return nil, ErrPairsFull
	}
	if old != nil {
		old.expiry.Stop()
		p.plugs.PutAway(old.ID)
	}
	pair := &Pair{ID: newID(), Return: after, plugs: p.plugs, record: &pairRecord{runs: p.runs, began: p.runs.now()}}
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
	}
	p.plugs.PutAway(pair.ID)
}

// Reset cuts both connections of the pair at one moment, each with a TCP reset.
func (pr *Pair) Reset() {
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
	if !websocket.IsWebSocketUpgrade(req) {
		return ErrNoHandshake
	}
	release, err := pr.record.watch(req, PairSocket)
	if err != nil {
		return err
	}
	if err = pr.plugs.ServeSocket(w, req, pr.ID, "", nil); err != nil {
		release()
	}
	return err
}

// Join opens the pair's event stream, as Plugs.Join does.
func (pr *Pair) Join(req *http.Request) (*PlugReader, error) {
	return pr.plugs.Join(req, pr.ID, "", nil)
}

// WatchStream puts on record what crosses in answer to a request for the stream,
// until release.
func (pr *Pair) WatchStream(req *http.Request) (release func(), err error) {
	return pr.record.watch(req, PairStream)
}

// Crossed is what crossed so far, in order.
func (pr *Pair) Crossed() []PairEvent { return pr.record.all() }
