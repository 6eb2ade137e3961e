package class

import "wirewalk/quiz"

// Results are what a class answered to one Asking.
type Results struct {
	Rounds []Tally // as Asking.Rounds
	Shifts []Shift // from each round to the next: one fewer than Rounds
}

// Tally is what came of one round.
type Tally struct {
	quiz.Counts
	Round int // from 1
}

// Shift is how those who voted in two rounds changed. Who voted in one alone is
// not in it.
type Shift struct {
	Gained    int // wrong, then right
	Lost      int // right, then wrong
	KeptRight int // right both times
	KeptWrong int // wrong both times
}

// Both is how many voted in both rounds.
func (s Shift) Both() int { return s.Gained + s.Lost + s.KeptRight + s.KeptWrong }

// ResultsOf counts the votes on a, whose question is q. Votes on anything else
// are passed over; of two by one person in a round the later counts. None of it
// may reach a page while the round is open, and only Tally.N before a is
// revealed.
func ResultsOf(a *Asking, q *quiz.Question, votes []Vote) Results {
	rounds := make([]map[string]Vote, len(a.Rounds))
	for i := range rounds {
		rounds[i] = map[string]Vote{}
	}
	order := make([][]string, len(rounds)) // who voted, the first first
	for _, v := range votes {
		if v.Asking != a.N || v.Round < 1 || v.Round > len(rounds) {
			continue
		}
		round := rounds[v.Round-1]
		before, again := round[v.Person]
		if again && v.At.Before(before.At) {
			continue
		}
		if !again {
			order[v.Round-1] = append(order[v.Round-1], v.Person)
		}
		round[v.Person] = v
	}
	var r Results
	for i, round := range rounds {
		given := make([]quiz.Given, 0, len(round))
		for _, person := range order[i] {
			given = append(given, quiz.Given{Answers: round[person].Answers, Right: round[person].Right})
		}
		r.Rounds = append(r.Rounds, Tally{Round: i + 1, Counts: q.Count(given)})
		if i > 0 {
			r.Shifts = append(r.Shifts, shift(rounds[i-1], round))
		}
	}
	return r
}

func shift(before, after map[string]Vote) Shift {
	var s Shift
	for person, b := range before {
		a, both := after[person]
		switch {
		case !both:
		case !b.Right && a.Right:
			s.Gained++
		case b.Right && !a.Right:
			s.Lost++
		case a.Right:
			s.KeptRight++
		default:
			s.KeptWrong++
		}
	}
	return s
}
