package music

import "time"

// Beat is how long a beat of the band lasts: 100 of them in a minute.
const Beat = 600 * time.Millisecond

// Beats is a band's beat, which began at Began with beat 0. Beats do not drift:
// each is counted from the beginning.
type Beats struct{ Began time.Time }

// After is the first beat after now, and when it is due.
func (b Beats) After(now time.Time) (beat int, due time.Time) {
	beat = int(now.Sub(b.Began)/Beat) + 1
	return beat, b.Began.Add(time.Duration(beat) * Beat)
}

// Nearest is the beat that is closest to now, and how long after it now is: less
// than nothing where the beat is still to come.
func (b Beats) Nearest(now time.Time) (beat int, late time.Duration) {
	since := now.Sub(b.Began)
	beat = int((since + Beat/2) / Beat)
	return beat, since - time.Duration(beat)*Beat
}
