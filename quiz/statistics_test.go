package quiz_test

import (
	"math"
	"testing"

	"wirewalk/quiz"
)

// firsts are first tries: of the right ones how many of four other questions
// each person had right, then of the wrong ones.
func firsts(right, wrong []int) []quiz.FirstTry {
	var all []quiz.FirstTry
	for _, others := range right {
		all = append(all, quiz.FirstTry{Given: quiz.Given{Answers: []string{"B"}, Right: true}, Others: 4, OthersRight: others})
	}
	for _, others := range wrong {
		all = append(all, quiz.FirstTry{Given: quiz.Given{Answers: []string{"A"}}, Others: 4, OthersRight: others})
	}
	return all
}

func TestStatistics(t *testing.T) {
	for _, c := range []struct {
		name           string
		tries          []quiz.FirstTry
		difficulty     float64
		discrimination float64
		discriminates  bool
	}{
		{name: "nobody"},
		// Means 3 of 4 and 1 of 4, over all 2 of 4. In quarters the differences from
		// it are 2 1 1 0 1 and -1 0 -1 -2 -1, their squares 14; of the points they are
		// ±1/2, their squares 10/4, and the products 5: 5/√(14·10/4) = 5/√35.
		{name: "who knows is right", tries: firsts([]int{4, 3, 3, 2, 3}, []int{1, 2, 1, 0, 1}), difficulty: 0.5, discrimination: 5 / math.Sqrt(35), discriminates: true},
		{name: "who knows is wrong", tries: firsts([]int{1, 2, 1, 0, 1}, []int{4, 3, 3, 2, 3}), difficulty: 0.5, discrimination: -5 / math.Sqrt(35), discriminates: true},
		{name: "it tells nothing", tries: firsts([]int{0, 1, 2, 3, 4}, []int{4, 3, 2, 1, 0}), difficulty: 0.5, discriminates: true},
		{name: "it tells all", tries: firsts([]int{4, 4}, []int{0, 0, 0, 0, 0, 0, 0, 0}), difficulty: 0.2, discrimination: 1, discriminates: true},
		// Mean 1/10 of the points, 4·9+0 of 40 = 9/10 of the share: the nine differ by
		// -1/10 and 1/10, the one by 9/10 and -9/10: -1.
		{name: "one against nine", tries: firsts([]int{0}, []int{4, 4, 4, 4, 4, 4, 4, 4, 4}), difficulty: 0.1, discrimination: -1, discriminates: true},
		{name: "nine people", tries: firsts([]int{4, 3, 3, 2}, []int{1, 2, 1, 0, 1}), difficulty: 4.0 / 9},
		{name: "all right", tries: firsts([]int{4, 3, 3, 2, 3, 1, 2, 1, 0, 1}, nil), difficulty: 1},
		{name: "all wrong", tries: firsts(nil, []int{4, 3, 3, 2, 3, 1, 2, 1, 0, 1}), difficulty: 0},
		{name: "all the same elsewhere", tries: firsts([]int{3, 3, 3, 3, 3}, []int{3, 3, 3, 3, 3}), difficulty: 0.5},
	} {
		s := choice().Statistics(c.tries)
		if s.N != len(c.tries) || math.Abs(s.Difficulty-c.difficulty) > 1e-12 {
			t.Errorf("%s: %d people, difficulty %v; want %d, %v", c.name, s.N, s.Difficulty, len(c.tries), c.difficulty)
		}
		if s.Discriminates != c.discriminates || math.Abs(s.Discrimination-c.discrimination) > 1e-12 {
			t.Errorf("%s: discrimination %v, %v; want %v, %v", c.name, s.Discrimination, s.Discriminates, c.discrimination, c.discriminates)
		}
	}
}

// Who answered nothing else is one of N, and compared with nobody; and a third
// is the same share as two sixths.
func TestStatisticsOfWhoAnsweredLittle(t *testing.T) {
	tries := firsts([]int{4, 3, 3, 2, 3}, []int{1, 2, 1, 0, 1})
	tries = append(tries, quiz.FirstTry{Given: quiz.Given{Answers: []string{"C"}}}, quiz.FirstTry{Given: quiz.Given{Right: true}})
	s := choice().Statistics(tries)
	if s.N != 12 || s.Compared != 10 || s.Difficulty != 0.5 {
		t.Errorf("%d people, %d compared, difficulty %v", s.N, s.Compared, s.Difficulty)
	}
	if math.Abs(s.Discrimination-5/math.Sqrt(35)) > 1e-12 {
		t.Errorf("discrimination %v: those who answered nothing else have a say", s.Discrimination)
	}
	if ways(s.Counts) != "A:5 B+:5 C:1" || s.Counts.Unknown != 1 {
		t.Errorf("answers %q and %d unknown", ways(s.Counts), s.Counts.Unknown)
	}

	thirds := firsts([]int{0, 0, 0, 0, 0}, []int{0, 0, 0, 0, 0})
	for i := range thirds {
		thirds[i].Others = 3 * (1 + i%2)
		thirds[i].OthersRight = 1 + i%2
	}
	if s := choice().Statistics(thirds); s.Discriminates {
		t.Errorf("everyone has a third, and discrimination is %v", s.Discrimination)
	}
}

// No figure is ever NaN or out of its bounds.
func TestStatisticsAreFigures(t *testing.T) {
	state := uint32(1)
	random := func(n int) int {
		state = state*1664525 + 1013904223
		return int(state>>16) % n
	}
	for range 2000 {
		tries := make([]quiz.FirstTry, random(40))
		for i := range tries {
			others := random(8)
			tries[i] = quiz.FirstTry{Given: quiz.Given{Answers: []string{"A"}, Right: random(3) == 0}, Others: others, OthersRight: random(others + 1)}
		}
		s := choice().Statistics(tries)
		if !(s.Difficulty >= 0 && s.Difficulty <= 1) || !(s.Discrimination >= -1 && s.Discrimination <= 1) {
			t.Fatalf("difficulty %v, discrimination %v of %+v", s.Difficulty, s.Discrimination, tries)
		}
		if !s.Discriminates && s.Discrimination != 0 {
			t.Fatalf("discrimination %v of too few", s.Discrimination)
		}
	}
}
