package music

import (
	"testing"
	"time"
)

func TestNamesOfPads(t *testing.T) {
	want := []string{"C4", "D4", "E4", "F4", "G4", "A4", "B4", "C5"}
	for i, n := range Pads() {
		if n.String() != want[i] {
			t.Errorf("pad %d is %v, want %s", i, n, want[i])
		}
		if got, ok := Pad(want[i]); !ok || got != n {
			t.Errorf("Pad(%q) is %v, %t", want[i], got, ok)
		}
	}
	for _, name := range []string{"", "c4", "C6", "C#4", "C44", "H4"} {
		if n, ok := Pad(name); ok {
			t.Errorf("Pad(%q) is %v", name, n)
		}
	}
}

// Every answer is consonant with the pad, above it, a white key, and of the
// bar's chord wherever the chord has a consonant note.
func TestAnswersFit(t *testing.T) {
	for beat := 1; beat <= 2*BeatsInBar*len(chords); beat++ {
		for _, pad := range Pads() {
			answer := Answer(pad, beat)
			if !consonant(answer - pad) {
				t.Errorf("beat %d: %v is answered with %v", beat, pad, answer)
			}
			if len(answer.String()) != 2 {
				t.Errorf("beat %d: %v is answered with %v, a black key", beat, pad, answer)
			}
			inChord := false
			for _, letter := range chords[bar(beat)] {
				inChord = inChord || answer.letter() == letter
			}
			if !inChord && answer != third(pad) {
				t.Errorf("beat %d: %v is answered with %v, which is neither of the chord nor a third", beat, pad, answer)
			}
		}
	}
}

func TestAnswersChangeWithTheChord(t *testing.T) {
	for _, c := range []struct {
		pad    Note
		beat   int
		answer string
	}{
		{C4, 1, "E4"}, {C4, 4, "E4"}, {C4, 5, "E4"}, {C4, 9, "F4"}, {C4, 13, "G4"}, {C4, 17, "E4"},
		{F4, 1, "C5"}, {B4, 9, "D5"}, {C5, 1, "E5"},
	} {
		if got := Answer(c.pad, c.beat).String(); got != c.answer {
			t.Errorf("beat %d: %v is answered with %s, want %s", c.beat, c.pad, got, c.answer)
		}
	}
}

func TestBassOpensEachBar(t *testing.T) {
	want := map[int]string{1: "C3", 5: "A2", 9: "F2", 13: "G2", 17: "C3"}
	for beat := 1; beat <= 17; beat++ {
		n, plays := Bass(beat)
		if plays != (want[beat] != "") || plays && n.String() != want[beat] {
			t.Errorf("beat %d: %v, %t, want %q", beat, n, plays, want[beat])
		}
	}
}

func TestBeatsDoNotDrift(t *testing.T) {
	began := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	b := Beats{began}
	for _, c := range []struct {
		after time.Duration
		beat  int
	}{
		{0, 1}, {time.Nanosecond, 1}, {Beat - 1, 1}, {Beat, 2}, {Beat + 1, 2}, {7*Beat + Beat/2, 8}, {time.Hour, 6001},
	} {
		beat, due := b.After(began.Add(c.after))
		if want := began.Add(time.Duration(c.beat) * Beat); beat != c.beat || !due.Equal(want) {
			t.Errorf("after %v comes beat %d at %v, want %d at %v", c.after, beat, due, c.beat, want)
		}
	}
}

// Half a beat early or late is still of one beat: which one, a moment decides.
func TestTheNearestBeat(t *testing.T) {
	began := time.Unix(1000, 0)
	b := Beats{Began: began}
	for _, c := range []struct {
		after time.Duration
		beat  int
		late  time.Duration
	}{
		{0, 0, 0}, {Beat/2 - 1, 0, Beat/2 - 1}, {Beat / 2, 1, -Beat / 2}, {Beat - 1, 1, -1}, {Beat, 1, 0}, {Beat + 1, 1, 1}, {time.Hour + Beat/3, 6000, Beat / 3},
	} {
		if beat, late := b.Nearest(began.Add(c.after)); beat != c.beat || late != c.late {
			t.Errorf("%v is %v after beat %d, want %v after beat %d", c.after, late, beat, c.late, c.beat)
		}
	}
}

func TestSoloIsWhole(t *testing.T) {
	var beats float64
	for n := 1; n <= SoloLength(); n++ {
		beats += Solo(n).Beats
	}
	if beats != 16*BeatsInBar {
		t.Errorf("the solo has %v beats, want 16 bars", beats)
	}
	if Solo(SoloLength()+1) != Solo(1) || Solo(1).Note != E4 {
		t.Errorf("after the last note comes %v", Solo(SoloLength()+1))
	}
	if got := (Tone{C4, 1.5}).Lasts(100); got != 900*time.Millisecond {
		t.Errorf("a beat and a half at 100 lasts %v", got)
	}
}
