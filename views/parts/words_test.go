package parts

import (
	"strings"
	"testing"
	"time"
)

// A number of one has the singular.
func TestOneOfThem(t *testing.T) {
	at := time.Date(2000, 1, 2, 15, 4, 0, 0, time.UTC)
	for hints, want := range map[int]string{0: "right at the first try, 2 Jan", 1: "first try, 1 hint, 2 Jan", 2: "first try, 2 hints, 2 Jan"} {
		if got := (GradeCell{Tries: 1, RightAt: 1, Hints: hints, At: at}).details(); !strings.Contains(got, want) {
			t.Errorf("with %d hints: %q, want %q in it", hints, got, want)
		}
	}
	for trouble, want := range map[int]string{0: "4 here of 5", 1: "4 here of 5 · 1 needs help", 2: "4 here of 5 · 2 need help"} {
		if got := (CrowdProps{People: 5, Here: 4, Trouble: trouble}).text(); got != want {
			t.Errorf("%d in trouble: %q, want %q", trouble, got, want)
		}
	}
}
