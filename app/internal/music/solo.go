package music

import "time"

// Tone is one note of a melody.
type Tone struct {
	Note  Note
	Beats float64 // how long it lasts
}

// melody is the theme of Ludwig van Beethoven's Ninth Symphony (1824), fourth
// movement, in C. It is in the public domain.
var melody = func() []Tone {
	quarters := func(notes ...Note) (tones []Tone) {
		for _, n := range notes {
			tones = append(tones, Tone{n, 1})
		}
		return tones
	}
	first := quarters(E4, E4, F4, G4, G4, F4, E4, D4, C4, C4, D4, E4)
	ends := func(long, short Note) []Tone { return []Tone{{long, 1.5}, {short, 0.5}, {short, 2}} }
	turn := func(last ...Note) []Tone {
		return append(append(quarters(D4), Tone{E4, 0.5}, Tone{F4, 0.5}), quarters(last...)...)
	}
	var all []Tone
	for _, part := range [][]Tone{
		first, ends(E4, D4),
		first, ends(D4, C4),
		quarters(D4, D4, E4, C4), turn(E4, C4), turn(E4, D4), quarters(C4, D4), {{G3, 2}},
		first, ends(D4, C4),
	} {
		all = append(all, part...)
	}
	return all
}()

// Solo is the note of the solo with that number, from 1. Behind its last note it
// begins anew.
func Solo(number int) Tone { return melody[(number-1)%len(melody)] }

// SoloLength is how many notes the solo has before it begins anew.
func SoloLength() int { return len(melody) }

// Lasts is how long the note sounds at so many beats a minute.
func (t Tone) Lasts(tempo int) time.Duration {
	return time.Duration(t.Beats * float64(time.Minute) / float64(tempo))
}
