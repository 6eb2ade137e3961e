package live

import (
	"errors"
	"slices"
	"sync"
	"time"

	"wirewalk/lessons"
)

// ErrTooManyParcels is returned by Parcels.New while MaxParcels are there.
var ErrTooManyParcels = errors.New("live: too many parcels")

// Parcels are all parcels of one process: at most one of each visitor, the
// newest. None is kept for longer than ParcelLifetime.
type Parcels struct {
	runs *Runs

	mu        sync.Mutex
	byID      map[string]*Parcel
	byVisitor map[string]*Parcel
	expiries  map[*Parcel]*time.Timer
}

// NewParcels returns an empty set, whose connections end when rs shuts down.
func NewParcels(rs *Runs) *Parcels {
	return &Parcels{runs: rs, byID: map[string]*Parcel{}, byVisitor: map[string]*Parcel{}, expiries: map[*Parcel]*time.Timer{}}
}

// New makes a parcel of a copy of b, which has at most MaxParcel bytes, and ends the
// one that the visitor had. It returns ErrTooLong or ErrTooManyParcels.
func (ps *Parcels) New(visitor string, protocol lessons.Protocol, b []byte) (*Parcel, error) {
	if len(b) > MaxParcel {
		return nil, ErrTooLong
	}
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if before := ps.byVisitor[visitor]; before != nil {
		ps.remove(before)
	}
	if len(ps.byID) >= MaxParcels && !ps.makeRoom() {
		return nil, ErrTooManyParcels
	}
	p := &Parcel{
		ID: newID(), Visitor: visitor, Protocol: protocol,
		bytes: slices.Clone(b), made: ps.runs.now(), done: make(chan struct{}), decoder: newParcelDecoder(),
	}
	ps.byID[p.ID], ps.byVisitor[visitor] = p, p
	ps.expiries[p] = time.AfterFunc(ParcelLifetime, func() {
		ps.mu.Lock()
		defer ps.mu.Unlock()
		if ps.byID[p.ID] == p {
			ps.remove(p)
		}
	})
	return p, nil
}

// Get returns the visitor's parcel with this id; nil where there is none.
func (ps *Parcels) Get(visitor, id string) *Parcel {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if p := ps.byID[id]; p != nil && p.Visitor == visitor {
		return p
	}
	return nil
}

// makeRoom removes a parcel that is over, or that nobody came for; it reports
// whether there was one. ps.mu is held.
func (ps *Parcels) makeRoom() bool {
	for _, p := range ps.byID {
		if p.unused(ps.runs.now()) {
			ps.remove(p)
			return true
		}
	}
	return false
}

// remove ends p and forgets it. ps.mu is held.
func (ps *Parcels) remove(p *Parcel) {
	ps.expiries[p].Stop()
	delete(ps.expiries, p)
	delete(ps.byID, p.ID)
	delete(ps.byVisitor, p.Visitor)
	p.end()
}
