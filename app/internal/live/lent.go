package live

import "sync/atomic"

// Lent counts the connections that are lent to one public address, so that
// strangers cannot take the descriptors that a class needs. It is safe for use by
// many goroutines.
type Lent struct {
	most int64
	open atomic.Int64
}

// NewLent lends at most so many at a time.
func NewLent(most int64) *Lent { return &Lent{most: most} }

// Take takes one, which Give must give back; it reports false where all are taken.
func (l *Lent) Take() bool {
	if l.open.Add(1) > l.most {
		l.Give()
		return false
	}
	return true
}

// Give gives one back.
func (l *Lent) Give() { l.open.Add(-1) }
