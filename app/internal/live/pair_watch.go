package live

import (
	"slices"
	"time"
)

// PairDeed is something that this server did on one of a pair's connections, or
// its link: none of it need have crossed.
type PairDeed string

// The deeds.
const (
	DeedMessage PairDeed = "message" // it wrote the message of that number
	DeedPing    PairDeed = "ping"    // it wrote a Ping, its nth
	DeedComment PairDeed = "comment" // it wrote a comment, its nth
	DeedGaveUp  PairDeed = "gave-up" // it closed the WebSocket after PairSilence without a word
	DeedOver    PairDeed = "over"    // it learned that the connection is over, or ended it
	DeedFrozen  PairDeed = "frozen"  // nothing crosses from now on
	DeedThawed  PairDeed = "thawed"  // the link is back
	DeedLost    PairDeed = "lost"    // so many bytes were held, and their client had left
)

// PairNote is one deed.
type PairNote struct {
	Side   PairSide
	Deed   PairDeed
	Number int           // of the message, Ping or comment; of bytes
	At     time.Duration // since the pair was made
	Silent time.Duration // of DeedGaveUp: since anything had come from the client
	Frozen time.Duration // the same: since the link was frozen; 0 where it was not
}

// PairSideState is how this server stands to one of the two connections.
type PairSideState struct {
	Open  bool
	Heard time.Duration // since anything came from the client; 0 before it connected
}

// PairState is how a pair stands, as this server knows.
type PairState struct {
	Frozen bool
	Socket PairSideState
	Stream PairSideState
}

// Watching counts somebody who watches, until stop, which is called once. It reports
// false while MaxPairWatchers do.
func (pr *Pair) Watching() (stop func(), may bool) {
	pr.mu.Lock()
	defer pr.mu.Unlock()
	if pr.watchers >= MaxPairWatchers {
		return nil, false
	}
	pr.watchers++
	return func() {
		pr.mu.Lock()
		defer pr.mu.Unlock()
		pr.watchers--
	}, true
}

// Watch returns how the pair stands, and what was done on its connections but for
// the first so many deeds. Changed is closed when any of it may be otherwise.
func (pr *Pair) Watch(from int) (state PairState, deeds []PairNote, changed <-chan struct{}) {
	p := pr.record
	p.mu.Lock()
	defer p.mu.Unlock()
	state.Frozen = !p.frozen.IsZero()
	now := p.runs.now()
	for _, line := range p.lines { // the newest of each side is the last
		if line.heard.IsZero() {
			continue
		}
		of := &state.Socket
		if line.side == PairStream {
			of = &state.Stream
		}
		*of = PairSideState{Open: !line.over && !line.done, Heard: now.Sub(line.heard)}
	}
	return state, slices.Clone(p.notes[min(from, len(p.notes)):]), p.changed
}

// did notes what this server did on the connection.
func (l *pairLine) did(deed PairDeed, number int) {
	l.record.mu.Lock()
	defer l.record.mu.Unlock()
	l.record.note(l, deed, number)
}

// note notes a deed, where anybody may ask for it. p.mu is held.
func (p *pairRecord) note(line *pairLine, deed PairDeed, number int) {
	if !p.freezes || line.done && deed == DeedOver {
		return
	}
	now := p.runs.now()
	n := PairNote{Side: line.side, Deed: deed, Number: number, At: now.Sub(p.began)}
	switch deed {
	case DeedPing, DeedComment:
		line.beats++
		n.Number = line.beats
	case DeedGaveUp:
		n.Silent = now.Sub(line.heard)
		if !p.frozen.IsZero() {
			n.Frozen = now.Sub(p.frozen)
		}
		line.done = true
	case DeedOver:
		line.done = true
	}
	if len(p.notes) < MaxPairNotes {
		p.notes = append(p.notes, n)
	}
	p.notify()
}

// notify tells who watches. p.mu is held.
func (p *pairRecord) notify() {
	close(p.changed)
	p.changed = make(chan struct{})
}
