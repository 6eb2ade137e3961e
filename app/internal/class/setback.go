package class

import "time"

// ClockStep is how far two times may lie in the wrong order without anything being
// wrong: the clocks of two instances agree to a fraction of a second, and what was
// taken first may be kept last. Further apart, the clock was set back between them,
// as a laptop does that comes into a network, and the one that was kept last is the
// later one.
const ClockStep = time.Minute

// order puts times in the order in which they were, by the clock that says now.
type order struct{ now time.Time }

// longAgo is before all that a class keeps.
const longAgo = 100 * 365 * 24 * time.Hour

// at is a time that was kept, where it belongs: what is still to come was before
// the clock was set back, and so before all that has been since.
func (o order) at(kept time.Time) time.Time {
	if o.setBack(kept) {
		return kept.Add(-longAgo)
	}
	return kept
}

// setBack reports whether the clock was set back since a time was kept.
func (o order) setBack(kept time.Time) bool { return kept.Sub(o.now) > ClockStep }
