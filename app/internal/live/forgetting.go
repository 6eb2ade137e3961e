package live

import (
	"iter"
	"slices"
	"time"
)

// sweepEvery is how much longer than KeepLifetime a recording may stay.
const sweepEvery = 10 * time.Second

// sweep forgets the runs that were over for KeepLifetime, whether or not anybody
// comes, and is done again as long as there are others.
func (rs *Runs) sweep() {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for _, r := range rs.byID {
		if r.overFor() >= KeepLifetime {
			rs.remove(r)
		}
	}
	if len(rs.byID) > 0 && !rs.draining {
		rs.sweeper.Reset(sweepEvery)
	}
}

// all yields the runs, oldest first. rs.mu is held.
func (rs *Runs) all() iter.Seq[*Run] {
	return func(yield func(*Run) bool) {
		for e := rs.oldest.Front(); e != nil; e = e.Next() {
			if !yield(e.Value.(*Run)) {
				return
			}
		}
	}
}

// displace ends and removes the oldest run that has no connection after
// ConnectSoon; it reports whether there was one. rs.mu is held.
func (rs *Runs) displace() bool {
	for r := range rs.all() {
		if r.unconnectedFor() >= ConnectSoon {
			rs.remove(r)
			r.finish(Closed, "This server was full, and this run had no connection yet, so it gave way. Press Next to open another.")
			return true
		}
	}
	return false
}

// forget removes the first of runs that is over; it reports whether there was
// one. rs.mu is held.
func (rs *Runs) forget(runs iter.Seq[*Run]) bool {
	for r := range runs {
		if r.Over() != nil {
			rs.remove(r)
			return true
		}
	}
	return false
}

// remove forgets r, whether or not it is over. rs.mu is held.
func (rs *Runs) remove(r *Run) {
	delete(rs.byID, r.ID)
	rs.oldest.Remove(r.place)
	of := slices.DeleteFunc(rs.byVisitor[r.visitor], func(x *Run) bool { return x == r })
	if len(of) == 0 {
		delete(rs.byVisitor, r.visitor)
		return
	}
	rs.byVisitor[r.visitor] = of
}

// overFor is how long the run has been over, 0 while it is not.
func (r *Run) overFor() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over == nil {
		return 0
	}
	return r.now().Sub(r.overAt)
}

// unconnectedFor returns how long the run has waited for its first connection, 0
// once it had one.
func (r *Run) unconnectedFor() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.streams > 0 {
		return 0
	}
	return r.since()
}
