package class

import (
	"cmp"
	"slices"
	"time"
)

// Trial is what the browser of a person in a class did in one position of an
// experiment's knob; the last one counts.
type Trial struct {
	Person   string
	Lab      string // its slug
	Question string // the prediction of the experiment
	Variant  string // the position of its knob
	Observed string // as quiz.Observed.Value
	At       time.Time
}

// Outcome is one thing that browsers did, and how many of them.
type Outcome struct {
	Observed string
	N        int
}

// OutcomesOf counts trials by what was observed, the most frequent first.
func OutcomesOf(trials []Trial) []Outcome {
	counts := map[string]int{}
	for _, t := range trials {
		counts[t.Observed]++
	}
	var all []Outcome
	for observed, n := range counts {
		all = append(all, Outcome{observed, n})
	}
	slices.SortFunc(all, func(a, b Outcome) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Observed, b.Observed)) })
	return all
}
