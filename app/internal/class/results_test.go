package class_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"wirewalk/app/internal/class"
	"wirewalk/quiz"
)

// votes are written "Ann 1 B@5 right": person, round, answers and when.
func votes(t testing.TB, text string) []class.Vote {
	t.Helper()
	var all []class.Vote
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		v := class.Vote{Asking: 1, Person: fields[0], Right: len(fields) > 3}
		answers, when, _ := strings.Cut(fields[2], "@")
		var s int
		if _, err := fmt.Sscan(fields[1]+" "+when, &v.Round, &s); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		v.Answers, v.At = strings.Split(answers, "|"), at(s)
		all = append(all, v)
	}
	return all
}

// bars writes a tally as "A:2 B+:1".
func bars(tally class.Tally) string {
	var all []string
	for _, w := range tally.Ways {
		right := ""
		if w.Right {
			right = "+"
		}
		all = append(all, fmt.Sprintf("%s%s:%d", strings.Join(w.Answers, "|"), right, w.N))
	}
	return strings.Join(all, " ")
}

func TestResults(t *testing.T) {
	a := &class.Asking{N: 1, Rounds: make([]class.Round, 3)}
	q := lesson(t, protocol).Quiz[0] // A is right
	r := class.ResultsOf(a, &q, votes(t, `
		Ann 1 B@1
		Bob 1 A@2 right
		Cem 1 C@3
		Dee 1 A@4 right
		Eve 1 B@5
		Ann 2 A@11 right
		Bob 2 A@12 right
		Cem 2 D@13
		Dee 2 B@14
		Fay 2 A@15 right
		Ann 3 A@21 right`))
	if len(r.Rounds) != 3 || len(r.Shifts) != 2 {
		t.Fatalf("%d rounds, %d shifts", len(r.Rounds), len(r.Shifts))
	}
	for i, want := range []struct {
		bars     string
		n, right int
	}{{"A+:2 B:2 C:1 D:0", 5, 2}, {"A+:3 B:1 C:0 D:1", 5, 3}, {"A+:1 B:0 C:0 D:0", 1, 1}} {
		if got := r.Rounds[i]; bars(got) != want.bars || got.N != want.n || got.Right != want.right || got.Round != i+1 {
			t.Errorf("round %d: %q, %d voted, %d right, number %d; want %+v", i+1, bars(got), got.N, got.Right, got.Round, want)
		}
	}
	if want := []class.Shift{{Gained: 1, Lost: 1, KeptRight: 1, KeptWrong: 1}, {KeptRight: 1}}; !slices.Equal(r.Shifts, want) {
		t.Errorf("shifts %+v, want %+v", r.Shifts, want)
	}
	if r.Shifts[0].Both() != 4 {
		t.Errorf("%d voted twice", r.Shifts[0].Both())
	}
	// What stands beside a bar: how many it had before.
	if before := r.Rounds[0].Of(r.Rounds[1].Ways[1]); before != 2 {
		t.Errorf("B had %d before", before)
	}
}

// The last vote of a person counts, in whatever order they come; votes on
// something else do not.
func TestResultsCountEachPersonOnce(t *testing.T) {
	a := &class.Asking{N: 1, Rounds: make([]class.Round, 1)}
	q := lesson(t, protocol).Quiz[0]
	all := votes(t, `
		Ann 1 B@5
		Ann 1 A@9 right
		Ann 1 C@7
		Bob 1 A@3 right
		Bob 1 D@3
		Cem 2 A@1 right
		Dee 0 A@1 right`)
	all = append(all, class.Vote{Asking: 2, Round: 1, Person: "Eve", Answers: []string{"A"}, Right: true})
	r := class.ResultsOf(a, &q, all)
	if got := r.Rounds[0]; bars(got) != "A+:1 B:0 C:0 D:1" || got.N != 2 || got.Right != 1 {
		t.Errorf("%q, %d voted, %d right", bars(got), got.N, got.Right)
	}
	if r.Shifts != nil {
		t.Errorf("shifts %+v of one round", r.Shifts)
	}
}

func TestResultsOfNobody(t *testing.T) {
	a := &class.Asking{N: 1, Rounds: make([]class.Round, 2)}
	r := class.ResultsOf(a, class.WhoComesBack(), nil)
	if len(r.Rounds) != 2 || r.Rounds[1].N != 0 || len(r.Rounds[1].Ways) != 4 || r.Shifts[0] != (class.Shift{}) {
		t.Errorf("%+v", r)
	}
}

// Each kind of question of the course counts as its page shows it.
func TestResultsByKind(t *testing.T) {
	c, err := course()
	done(t, err)
	kinds := map[quiz.Kind]string{
		quiz.Choice: "protocol-quiz-1", quiz.Match: "protocol-quiz-2", quiz.ClickByte: "protocol-quiz-3", quiz.FillIn: "protocol-quiz-4",
		quiz.Order: "protocol-quiz-6", quiz.Predict: "predict-row-4",
	}
	if len(kinds) != len(quiz.Kinds()) {
		t.Fatal("a kind of question is not tried")
	}
	a := &class.Asking{N: 1, Rounds: make([]class.Round, 1)}
	for kind, id := range kinds {
		asked, ok := c.Lesson(protocol).Question(id)
		if !ok || asked.Question.Kind != kind {
			t.Fatalf("%s is no %s", id, kind)
		}
		q := asked.Question
		var given []class.Vote
		vote := func(person string, right bool, answers ...string) {
			given = append(given, class.Vote{Asking: 1, Round: 1, Person: person, Answers: answers, Right: right})
		}
		var want []quiz.Way
		switch kind {
		case quiz.Choice, quiz.Predict:
			right := q.Key
			if right == "" {
				right = q.Options[1].ID
			}
			vote("Ann", true, right)
			for _, o := range q.Options {
				w := quiz.Way{Answers: []string{o.ID}}
				if o.ID == right {
					w.Right, w.N = true, 1
				}
				want = append(want, w)
			}
		case quiz.Order:
			wrong := slices.Clone(q.Sequence)
			slices.Reverse(wrong)
			vote("Ann", false, wrong...)
			vote("Bob", false, wrong...)
			want = []quiz.Way{{Answers: q.Sequence, Right: true}, {Answers: wrong, N: 2}}
		case quiz.Match:
			var right []string
			for _, o := range q.Options {
				right = append(right, o.Match)
			}
			vote("Ann", true, right...)
			want = []quiz.Way{{Answers: right, Right: true, N: 1}}
		case quiz.FillIn:
			vote("Ann", true, "11 22 33 44")
			vote("Bob", true, "aabbccdd")
			vote("Cem", false, "Hello")
			want = []quiz.Way{{Right: true, N: 2}, {Answers: []string{"Hello"}, N: 1}}
		case quiz.ClickByte:
			vote("Ann", true, "1")
			vote("Bob", false, "0")
			vote("Cem", true, "1")
			want = []quiz.Way{{Answers: []string{"0"}, N: 1}, {Answers: []string{"1"}, Right: true, N: 2}}
		}
		got := class.ResultsOf(a, q, given).Rounds[0]
		if !slices.EqualFunc(got.Ways, want, func(a, b quiz.Way) bool {
			return reflect.DeepEqual(a.Answers, b.Answers) && a.Right == b.Right && a.N == b.N
		}) {
			t.Errorf("%s: %s, want %+v", kind, bars(got), want)
		}
		if got.N != len(given) {
			t.Errorf("%s: %d of %d votes", kind, got.N, len(given))
		}
		if kind == quiz.ClickByte && !slices.Equal(got.Bytes(3), []int{1, 2, 0}) {
			t.Errorf("bytes %v", got.Bytes(3))
		}
	}
}
