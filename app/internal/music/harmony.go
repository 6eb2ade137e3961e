package music

// BeatsInBar is how many beats the band stays with one chord.
const BeatsInBar = 4

// chords are what the band plays, bar by bar: C, A minor, F, G, each from its
// root up. Letters, without octaves.
var chords = [][3]int{{0, 4, 7}, {9, 0, 4}, {5, 9, 0}, {7, 11, 2}}

// roots are the notes of their basses.
var roots = []Note{48, 45, 41, 43} // C3, A2, F2, G2

// bar is the number of the bar that a beat is in. Beats count from 1.
func bar(beat int) int { return (beat - 1) / BeatsInBar % len(chords) }

// consonant reports whether two notes so many keys apart sound well together: a
// third, a fourth, a fifth or a sixth.
func consonant(apart Note) bool {
	switch apart {
	case 3, 4, 5, 7, 8, 9:
		return true
	}
	return false
}

// Answer is the note with which the band answers a pad on that beat: the lowest
// above it that belongs to the bar's chord and is consonant with the pad, and
// where the chord has none, the third above it.
func Answer(pad Note, beat int) Note {
	chord := chords[bar(beat)]
	for apart := Note(3); apart <= 9; apart++ {
		for _, letter := range chord {
			if answer := pad + apart; answer.letter() == letter && consonant(apart) {
				return answer
			}
		}
	}
	return third(pad)
}

// third is the second white key above a white key.
func third(pad Note) Note {
	switch pad.letter() {
	case C4.letter(), F4.letter(), G4.letter():
		return pad + 4
	}
	return pad + 3
}

// Bass is the note that the band plays unasked on that beat, the first of a bar.
func Bass(beat int) (Note, bool) {
	if (beat-1)%BeatsInBar != 0 {
		return 0, false
	}
	return roots[bar(beat)], true
}
