package live

import (
	"errors"
	"net"
	"sync"
	"time"
)

// Errors of Plugs.
var (
	ErrPlugsFull = errors.New("live: too many plugs, too many people at one, or shutting down")
	ErrPlugOver  = errors.New("live: the plug was put away")
	ErrPlugCut   = errors.New("live: the plug was pulled")
	ErrPlugTaken = errors.New("live: a newer connection of the same person took the place")

	errPlugOut  = errors.New("live: whose connection it is belongs there no more")
	errPlugLeft = errors.New("live: the connection ended from its own side")
)

// Plugs are plugs of this process, by name. At a plug each person has one
// WebSocket and one event stream; both carry the same numbered messages, one
// each so often, until Pull or Reset cuts all of them at one moment. The numbers
// go on meanwhile, and what comes back gets what it missed.
//
// A plug is made by the first who connects. It is over when it is put away, when
// nobody was connected for PlugIdle, or after PlugLifetime. Its callers know who
// may connect to which. It is safe for use by many goroutines.
type Plugs struct {
	runs  *Runs
	most  int           // plugs at once
	every time.Duration // between two messages
	rest  time.Duration // how long the name of one that was put away is known

	mu     sync.Mutex
	byName map[string]*plug
	made   chan struct{} // closed and replaced whenever a plug is made
}

// NewPlugs returns an empty set for classes, that ends when rs shuts down.
func NewPlugs(rs *Runs) *Plugs { return newPlugs(rs, MaxPlugs, PlugEvery, PlugRest) }

func newPlugs(rs *Runs, most int, every, rest time.Duration) *Plugs {
	return &Plugs{runs: rs, most: most, every: every, rest: rest, byName: map[string]*plug{}, made: make(chan struct{})}
}

// PlugMessage is one message of a plug. Nobody may change its data.
type PlugMessage struct {
	Number int    // from 1
	Data   []byte // {"number":42,"time":"2000-01-01T00:00:42.000Z"}
}

// plug is one plug. Everything but done is under Plugs.mu.
type plug struct {
	began    time.Time
	pulled   time.Time // zero: it was not
	last     int       // the newest message's number
	messages []PlugMessage
	people   map[string]*plugged
	order    []*plugged // as they came
	seats    int        // connections that are open
	every    time.Duration
	busy     time.Time // when there last was one
	over     bool      // it was put away; only its name is still known
	said     chan struct{}
	changed  chan struct{} // both are closed and replaced: with a message, with a lamp
	done     chan struct{} // closed when it is over
}

// Open makes the plug of that name as other processes have it, unless there is one
// here: it began then, so that its messages are the same, and was pulled then; the
// zero time: it was not. Clocks should agree to a fraction of a second. It returns
// ErrPlugOver where it was put away, or began PlugLifetime ago, and ErrPlugsFull.
func (p *Plugs) Open(name string, began, pulled time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err := p.at(name, began, pulled)
	return err
}

// at returns the plug of that name, making it where there is none. p.mu is held.
func (p *Plugs) at(name string, began, pulled time.Time) (*plug, error) {
	if pl := p.byName[name]; pl != nil {
		if pl.over {
			return nil, ErrPlugOver
		}
		return pl, nil
	}
	if len(p.byName) >= p.most {
		return nil, ErrPlugsFull
	}
	now := p.runs.now()
	if now.Sub(began) >= PlugLifetime {
		return nil, ErrPlugOver // nobody needs what it would have sent since
	}
	pl := &plug{
		began: began, pulled: pulled, every: p.every, busy: now, people: map[string]*plugged{},
		said: make(chan struct{}), changed: make(chan struct{}), done: make(chan struct{}),
	}
	pl.say()
	pl.catchUp(now)
	if !p.runs.serve(func() { p.keepTime(name, pl) }) {
		return nil, ErrPlugsFull
	}
	p.byName[name] = pl
	close(p.made)
	p.made = make(chan struct{})
	return pl, nil
}

// notify tells who watches that a lamp changed. Plugs.mu is held.
func (pl *plug) notify() {
	close(pl.changed)
	pl.changed = make(chan struct{})
}

// Pull cuts every connection of the plug, without a word of either protocol: no
// Close frame, no last chunk. It returns when they are cut. It changes nothing
// where nobody ever connected. Whoever connects afterwards is welcome.
//
// TCP is ended as usual, with FIN. A reset would look the same to Chromium, but
// Firefox tells its page of one in another way, and some systems then drop what
// had arrived and was not read yet.
func (p *Plugs) Pull(name string) { p.cutAll(name, false) }

// Reset is Pull with a TCP reset, as of a machine that knows nothing of the
// connection any more.
func (p *Plugs) Reset(name string) { p.cutAll(name, true) }

func (p *Plugs) cutAll(name string, reset bool) {
	// Side by side: under TLS each may wait for a peer that does not read.
	var all sync.WaitGroup
	for _, conn := range p.pull(name, reset) {
		all.Go(func() { _ = conn.Close() })
	}
	all.Wait()
}

// pull marks all connections as cut, and returns them to be closed.
func (p *Plugs) pull(name string, reset bool) (cuts []net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pl := p.byName[name]
	if pl == nil || pl.over {
		return nil
	}
	pl.pulled = p.runs.now()
	for _, who := range pl.order {
		for i := range who.sides {
			s := &who.sides[i]
			if s.reader == nil {
				continue
			}
			if s.reader.conn != nil {
				if reset {
					forget(s.reader.conn) // now: its own goroutine may be quicker to close it
				}
				cuts = append(cuts, s.reader.conn)
			}
			s.reader.end(ErrPlugCut)
			s.light(LampCut, pl.pulled)
			s.wasCut = true
		}
	}
	pl.notify()
	return cuts
}

// PutAway ends every connection of the plug as its protocol does: the WebSockets
// with a Close with 1000, the event streams with their last chunk. For PlugRest
// whoever comes back gets ErrPlugOver; after that the name is forgotten.
func (p *Plugs) PutAway(name string) {
	p.mu.Lock()
	pl := p.byName[name]
	p.mu.Unlock()
	if pl != nil {
		p.end(name, pl)
	}
}

// PutOut ends every connection of a person at any plug, as its protocol does,
// because they belong there no more. It does not keep them from coming back: who
// may connect is their callers' to say.
func (p *Plugs) PutOut(person string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, pl := range p.byName {
		who := pl.people[person]
		if who == nil {
			continue
		}
		for i := range who.sides {
			if s := &who.sides[i]; s.reader != nil {
				s.reader.end(errPlugOut)
				s.light(LampLeft, p.runs.now())
			}
		}
		pl.notify()
	}
}

func (p *Plugs) end(name string, pl *plug) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if pl.over {
		return
	}
	pl.over = true
	close(pl.done)
	for _, who := range pl.order {
		for i := range who.sides {
			if r := who.sides[i].reader; r != nil {
				r.end(ErrPlugOver)
			}
		}
	}
	pl.people, pl.order, pl.messages = nil, nil, nil
	pl.notify()
	time.AfterFunc(p.rest, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.byName, name)
	})
}
