package quiz_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"wirewalk/quiz"
)

// given are answers as "B+ A A- ?": each letter's list joined by "|", + for right,
// ? for one that is not known.
func given(text string) []quiz.Given {
	var all []quiz.Given
	for _, word := range strings.Fields(text) {
		answer, right := strings.CutSuffix(word, "+")
		g := quiz.Given{Right: right}
		if answer != "?" {
			g.Answers = strings.Split(answer, "|")
		}
		all = append(all, g)
	}
	return all
}

// ways writes Ways as "A:2 B+:1".
func ways(c quiz.Counts) string {
	var all []string
	for _, w := range c.Ways {
		right := ""
		if w.Right {
			right = "+"
		}
		all = append(all, fmt.Sprintf("%s%s:%d", strings.Join(w.Answers, "|"), right, w.N))
	}
	return strings.Join(all, " ")
}

func TestCount(t *testing.T) {
	byKey := predict()
	byKey.Observe, byKey.Key = "", "A"
	for _, c := range []struct {
		name, given, want      string
		q                      quiz.Question
		right, others, unknown int
		wantBytes              []int
	}{
		{name: "nobody", q: choice(), want: "A:0 B+:0 C:0"},
		{name: "options in their order, zeros too", q: choice(), given: "B+ A B+ A A", want: "A:3 B+:2 C:0", right: 2},
		{name: "an option that is no more", q: choice(), given: "D B+", want: "A:0 B+:1 C:0", right: 1, others: 1},
		{name: "two where one is chosen", q: choice(), given: "A|B", want: "A:0 B+:0 C:0", others: 1},
		{name: "not known what", q: choice(), given: "? A ?", want: "A:1 B+:0 C:0", unknown: 2},

		{name: "predict that a key decides", q: byKey, want: "A+:0 B:0"},
		{name: "predict that a run decides, nobody right", q: predict(), given: "A", want: "A:1 B:0"},
		{name: "predict that a run decides", q: predict(), given: "A B+ B+", want: "A:1 B+:2", right: 2},

		{name: "order, nobody right", q: order(), given: "A|B|C A|C|B A|B|C", want: "C|A|B+:0 A|B|C:2 A|C|B:1"},
		{name: "order, the right one first", q: order(), given: "A|B|C A|B|C C|A|B+", want: "C|A|B+:1 A|B|C:2", right: 1},
		{name: "order, of equal ones the first by name", q: order(), given: "B|A|C A|B|C", want: "C|A|B+:0 A|B|C:1 B|A|C:1"},
		{name: "order of fewer items", q: order(), given: "A|B", want: "C|A|B+:0", others: 1},
		{name: "match", q: match(), given: "text|binary|text+ text|text|text", want: "text|binary|text+:1 text|text|text:1", right: 1},

		{name: "fill-in, however typed", q: fixed(), given: "10:06 1006+ 0x1006+ 1005 1000 1000", want: "10:06+:3 1000:2 1005:1", right: 2},
		{name: "fill-in, each their own value", q: ownKey(), given: "37FA213D+ 00000000 1122aabb+ 0x00000000", want: "+:2 00000000:2", right: 2},
		{name: "fill-in, typed as somebody else's right one", q: ownKey(), given: "37FA213D+ 37fa213d", want: "+:1 37fa213d:1", right: 1},
		{name: "fill-in, not UTF-8", q: fixed(), given: "1\xff", want: "1\uFFFD:1"},
		{
			name: "fill-in, eight and the others", q: fixed(), given: "1 1 2 2 3 3 4 4 5 5 6 6 7 7 a b 8 8",
			want: "1:2 2:2 3:2 4:2 5:2 6:2 7:2 8:2", others: 2,
		},

		{name: "bytes, by where they stand", q: click(), given: "10 2+ 10 02+ 1", want: "1:1 2+:2 10:2", right: 2, wantBytes: []int{0, 1, 2, 0}},
		{name: "no byte", q: click(), given: "x -1 1|2 2+", want: "2+:1", right: 1, others: 3, wantBytes: []int{0, 0, 1, 0}},
	} {
		got := c.q.Count(given(c.given))
		if ways(got) != c.want {
			t.Errorf("%s: %q, want %q", c.name, ways(got), c.want)
		}
		if n := len(strings.Fields(c.given)); got.N != n || got.Right != c.right || got.Others != c.others || got.Unknown != c.unknown {
			t.Errorf("%s: %d answered, %d right, %d others, %d unknown; want %d, %d, %d, %d",
				c.name, got.N, got.Right, got.Others, got.Unknown, n, c.right, c.others, c.unknown)
		}
		if c.wantBytes != nil && !slices.Equal(got.Bytes(4), c.wantBytes) {
			t.Errorf("%s: bytes %v, want %v", c.name, got.Bytes(4), c.wantBytes)
		}
	}
}

// One count finds the ways of another, however they were typed there.
func TestCountOf(t *testing.T) {
	for _, c := range []struct {
		q             quiz.Question
		first, second string
		want          []int // of each way of the second
	}{
		{choice(), "A A B+", "B+ B+", []int{2, 1, 0}},
		{fixed(), "10:05 1005 1006+", "1005 0x1006+ 7", []int{1, 2, 0}}, // ways by their text
		{ownKey(), "aa+ bb+ 37", "0x37 cc+ dd+", []int{2, 1}},
		{order(), "A|B|C", "C|A|B+ A|B|C", []int{0, 1}},
		{click(), "1 1 2+", "2+ 01", []int{2, 1}},
	} {
		first, second := c.q.Count(given(c.first)), c.q.Count(given(c.second))
		for i, w := range second.Ways {
			if got := first.Of(w); got != c.want[i] {
				t.Errorf("%s: %d answered %v before, want %d", c.q.Kind, got, w.Answers, c.want[i])
			}
		}
	}
}

// More bytes than MaxWays are told apart: a heat-map needs them all.
func TestCountEveryByte(t *testing.T) {
	var all []quiz.Given
	for i := range 3 * quiz.MaxWays {
		all = append(all, quiz.Given{Answers: []string{fmt.Sprint(i)}})
	}
	if c := click().Count(all); len(c.Ways) != 3*quiz.MaxWays || c.Others != 0 {
		t.Errorf("%d ways and %d others", len(c.Ways), c.Others)
	}
}

// An order has its right answer among MaxWays, however few chose it.
func TestCountKeepsTheRightOrder(t *testing.T) {
	q := order()
	for i := range 7 {
		q.Options = append(q.Options, quiz.Option{ID: fmt.Sprint(i)})
		q.Sequence = append(q.Sequence, fmt.Sprint(i))
	}
	var all []quiz.Given
	for i := range 9 {
		wrong := slices.Clone(q.Sequence)
		wrong[i], wrong[i+1] = wrong[i+1], wrong[i]
		all = append(all, quiz.Given{Answers: wrong}, quiz.Given{Answers: wrong})
	}
	c := q.Count(all)
	if len(c.Ways) != quiz.MaxWays || !c.Ways[0].Right || c.Ways[0].N != 0 || c.Others != 4 {
		t.Errorf("%d ways, the first %+v, %d others", len(c.Ways), c.Ways[0], c.Others)
	}
}

// What is counted is nobody's to change: neither the question nor the answers.
func TestCountLeavesTheAnswers(t *testing.T) {
	q := order()
	answers := given("A|B|C")
	c := q.Count(answers)
	c.Ways[1].Answers[0] = "Z"
	if answers[0].Answers[0] != "A" {
		t.Error("a way shares the answer that it was made from")
	}
	c.Ways[0].Answers[0] = "Z"
	if !reflect.DeepEqual(q.Sequence, order().Sequence) {
		t.Error("a way shares the question's sequence")
	}
}

// However many answers there are, each stands in one place.
func TestCountLosesNobody(t *testing.T) {
	words := []string{"A", "B+", "?", "C|A|B+", "A|B|C", "37", "0x37", "999", "text|binary|text+", "-5", "\xff"}
	for i, q := range []quiz.Question{choice(), predict(), order(), match(), fixed(), ownKey(), click()} {
		for n := range 60 {
			var text []string
			for j := range n {
				text = append(text, words[(j*j+i+n)%len(words)])
			}
			c := q.Count(given(strings.Join(text, " ")))
			sum := c.Others + c.Unknown
			for _, w := range c.Ways {
				sum += w.N
			}
			if sum != n || c.N != n {
				t.Fatalf("%s, %d answers: %d counted: %+v", q.Kind, n, sum, c)
			}
		}
	}
}
