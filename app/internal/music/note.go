// Package music is what the two stages play: notes, which of them fits another,
// the band's beat, and the solo. Pure: no I/O, no clock.
package music

import "strconv"

// Note is a key of the piano, as MIDI numbers them: 60 is C4, the middle one.
type Note int

// The white keys that the stages use.
const (
	G3 Note = 55
	C4 Note = 60
	D4 Note = 62
	E4 Note = 64
	F4 Note = 65
	G4 Note = 67
	A4 Note = 69
	B4 Note = 71
	C5 Note = 72
)

// octave is how many keys lie between a note and the next of the same letter.
const octave = 12

var letters = [octave]string{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"}

// String is the note's name: its letter and its octave, "C4".
func (n Note) String() string {
	return letters[n.letter()] + strconv.Itoa(int(n)/octave-1)
}

// letter is the note without its octave, from 0 for C.
func (n Note) letter() int { return int(n) % octave }

// Pads are the notes that a student can play, from low to high.
func Pads() []Note { return []Note{C4, D4, E4, F4, G4, A4, B4, C5} }

// Pad is the pad of that name.
func Pad(name string) (Note, bool) {
	for _, n := range Pads() {
		if n.String() == name {
			return n, true
		}
	}
	return 0, false
}
