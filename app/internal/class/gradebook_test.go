package class_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/lessons"
	"wirewalk/quiz"
)

// two are small lessons: one with questions a and b, one with a; and one of which
// nothing is graded.
func two() []*lessons.Lesson {
	choice := func(id string) quiz.Question {
		return quiz.Question{ID: id, Kind: quiz.Choice, Key: "B", Options: []quiz.Option{{ID: "A"}, {ID: "B"}}}
	}
	return []*lessons.Lesson{
		{Slug: "one", Title: "One, and more", Quiz: []quiz.Question{choice("a"), choice("b")}},
		{Slug: "none", Title: "None"},
		{Slug: "two", Title: "Two", Quiz: []quiz.Question{choice("a")}},
	}
}

// answers are written "Ann one/a B@12" or, with marks behind it: "#3" try 3, "f"
// free, "h2" two hints, "ad" adopted, "run=r1". B is right.
func answers(t testing.TB, text string) []class.Answer {
	t.Helper()
	var all []class.Answer
	tries := map[string]int{}
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		a := class.Answer{ID: fmt.Sprint(len(all)), Person: fields[0]}
		var ok bool
		if a.Lesson, a.Question, ok = strings.Cut(fields[1], "/"); !ok {
			t.Fatalf("no question in %q", line)
		}
		answer, seconds, _ := strings.Cut(fields[2], "@")
		var s int
		if _, err := fmt.Sscan(seconds, &s); err != nil {
			t.Fatalf("no time in %q", line)
		}
		a.Answers, a.Right, a.At = []string{answer}, answer == "B", at(s)
		for _, f := range fields[3:] {
			switch {
			case f == "f":
				a.Free = true
			case f == "ad":
				a.Adopted = true
			case strings.HasPrefix(f, "#"):
				_, _ = fmt.Sscan(f[1:], &a.Try)
			case strings.HasPrefix(f, "h"):
				_, _ = fmt.Sscan(f[1:], &a.Hints)
			default:
				a.Run = strings.TrimPrefix(f, "run=")
			}
		}
		key := a.Person + a.Lesson + a.Question
		if a.Try == 0 {
			a.Try = tries[key] + 1
		}
		if !a.Free {
			tries[key] = a.Try
		}
		all = append(all, a)
	}
	return all
}

func people(names ...string) []class.Person {
	var all []class.Person
	for _, n := range names {
		all = append(all, class.Person{ID: n, Name: n, Identifier: strings.ToLower(n) + "@example.org", Joined: nine})
	}
	return all
}

func TestGradebookCells(t *testing.T) {
	for _, c := range []struct {
		name, answers string
		want          class.Cell
	}{
		{"not answered", "Bob one/a B@1", class.Cell{}},
		{"right at once", "Ann one/a B@7 run=r1", class.Cell{Tries: 1, First: 1, FirstKnown: true, Best: 1, RightAt: 1, At: at(7), Run: "r1"}},
		{"wrong", "Ann one/a A@7 run=r1", class.Cell{Tries: 1, FirstKnown: true, At: at(7)}},
		{
			"right at the third", "Ann one/a A@7 h1 run=r1 \n Ann one/a A@8 h2 run=r1 \n Ann one/a B@9 h2 run=r2",
			class.Cell{Tries: 3, FirstKnown: true, Best: 1, RightAt: 3, Hints: 2, At: at(9), Run: "r2"},
		},
		{"whatever the order", "Ann one/a B@9 #2 \n Ann one/a A@7 #1", class.Cell{Tries: 2, FirstKnown: true, Best: 1, RightAt: 2, At: at(9)}},
		{"after a right one none counts", "Ann one/a B@7 \n Ann one/a A@9 h2 run=r2", class.Cell{Tries: 1, First: 1, FirstKnown: true, Best: 1, RightAt: 1, At: at(7)}},
		{"a free one alone", "Ann one/a A@7 f h1", class.Cell{}},
		{"a free one before", "Ann one/a A@7 f h2 \n Ann one/a B@9", class.Cell{Tries: 1, First: 1, FirstKnown: true, Best: 1, RightAt: 1, At: at(9)}},
		{"a free one between", "Ann one/a A@7 \n Ann one/a A@8 f \n Ann one/a B@9", class.Cell{Tries: 2, FirstKnown: true, Best: 1, RightAt: 2, At: at(9)}},
		{"adopted, right at once", "Ann one/a B@1 #1 ad", class.Cell{Tries: 1, First: 1, FirstKnown: true, Best: 1, RightAt: 1, At: at(1), Adopted: true}},
		{"adopted, right at the third", "Ann one/a B@1 #3 ad", class.Cell{Tries: 3, Best: 1, RightAt: 3, At: at(1), Adopted: true}},
		{"adopted, wrong twice", "Ann one/a A@1 #2 ad", class.Cell{Tries: 2, At: at(1), Adopted: true}},
		{"adopted, and right here", "Ann one/a A@1 #2 ad \n Ann one/a B@5 run=r1", class.Cell{Tries: 3, Best: 1, RightAt: 3, At: at(5), Run: "r1", Adopted: true}},
		{"a question of that name elsewhere", "Ann two/a B@1", class.Cell{}},
		{"a question that is not graded", "Ann one/predict B@1", class.Cell{}},
		{"a lesson that is not the class's", "Ann three/a B@1", class.Cell{}},
	} {
		g := class.NewGradebook(people("Ann"), answers(t, c.answers), two())
		if got := g.Rows[0].Cells[0]; got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestGradebook(t *testing.T) {
	given := answers(t, `
		Bob one/a B@1
		Bob one/b A@2
		Bob one/b B@3
		Bob two/a A@4
		Ann two/a B@5
		Zoe one/a B@6
		eve one/a B@7 #2 ad`)
	who := people("eve", "Bob", "Ann")
	g := class.NewGradebook(who, given, two())

	if who[0].Name != "eve" {
		t.Error("the people that it was made of are sorted too")
	}
	var names, columns []string
	for _, r := range g.Rows {
		names = append(names, r.Person.Name)
	}
	for _, c := range g.Columns {
		columns = append(columns, c.Lesson.Slug+"/"+c.Question.ID)
	}
	if !slices.Equal(names, []string{"Ann", "Bob", "eve"}) || !slices.Equal(columns, []string{"one/a", "one/b", "two/a"}) {
		t.Errorf("people %v, questions %v", names, columns)
	}
	if len(g.Lessons) != 2 || g.Lessons[1].Slug != "two" {
		t.Errorf("lessons %v: want those with questions", g.Lessons)
	}
	for i, want := range []struct {
		lessons []class.Total
		all     class.Total
	}{
		{[]class.Total{{Of: 2}, {First: 1, Best: 1, Answered: 1, Of: 1}}, class.Total{First: 1, Best: 1, Answered: 1, Of: 3}},
		{[]class.Total{{First: 1, Best: 2, Answered: 2, Of: 2}, {Answered: 1, Of: 1}}, class.Total{First: 1, Best: 2, Answered: 3, Of: 3}},
		{[]class.Total{{Best: 1, Answered: 1, Of: 2}, {Of: 1}}, class.Total{Best: 1, Answered: 1, Of: 3}},
	} {
		if r := g.Rows[i]; !slices.Equal(r.Lessons, want.lessons) || r.All != want.all {
			t.Errorf("%s: %+v and %+v, want %+v and %+v", r.Person.Name, r.Lessons, r.All, want.lessons, want.all)
		}
	}

	s := g.Columns[0].Statistics
	if s.N != 2 || s.Difficulty != 0.5 || s.Counts.Unknown != 1 || s.Counts.Ways[1].N != 1 {
		t.Errorf("one/a: %+v: want Bob's right one, and one of eve's that was wrong and is not known", s)
	}
	if s := g.Columns[1].Statistics; s.N != 1 || s.Counts.Ways[0].N != 1 || s.Counts.Ways[1].N != 0 {
		t.Errorf("one/b: %+v: want Bob's first try alone", s)
	}
}

func TestGradebookOfNothing(t *testing.T) {
	g := class.NewGradebook(nil, answers(t, "Ann one/a B@1"), nil)
	if len(g.Rows) != 0 || len(g.Columns) != 0 || g.Only("one") != nil {
		t.Errorf("%+v", g)
	}
	g = class.NewGradebook(people("Ann"), nil, two())
	if r := g.Rows[0]; r.All != (class.Total{Of: 3}) || g.Columns[0].Statistics.N != 0 {
		t.Errorf("%+v", r)
	}
}

func TestGradebookOnly(t *testing.T) {
	g := class.NewGradebook(people("Ann", "Bob"), answers(t, "Ann one/a B@1 \n Ann two/a B@2 \n Bob one/b A@3"), two())
	for _, c := range []struct {
		slug    string
		columns int
		ann     class.Total
	}{
		{"one", 2, class.Total{First: 1, Best: 1, Answered: 1, Of: 2}},
		{"two", 1, class.Total{First: 1, Best: 1, Answered: 1, Of: 1}},
	} {
		one := g.Only(c.slug)
		if len(one.Lessons) != 1 || one.Lessons[0].Slug != c.slug || len(one.Columns) != c.columns || len(one.Rows) != 2 {
			t.Errorf("%s: %+v", c.slug, one)
			continue
		}
		r := one.Rows[0]
		if len(r.Cells) != c.columns || r.All != c.ann || !slices.Equal(r.Lessons, []class.Total{c.ann}) || !r.Cells[0].Answered() {
			t.Errorf("%s: %+v", c.slug, r)
		}
	}
	if g.Only("none") != nil || g.Only("") != nil {
		t.Error("a lesson without questions has a gradebook")
	}
	if g.Rows[0].All.Of != 3 || len(g.Columns) != 3 {
		t.Error("leaving lessons away changes the gradebook")
	}
}

// Ten people, a question of one lesson against those of both: five who know have
// 2 and 1 and 1 and 2 and 2 of the other two, five who do not 0 and 1 and 1 and 0
// and 0.
func TestGradebookDiscrimination(t *testing.T) {
	var text strings.Builder
	var names []string
	for i, right := range []int{2, 1, 1, 2, 2, 0, 1, 1, 0, 0} {
		name := fmt.Sprintf("P%d", i)
		names = append(names, name)
		answer := func(q string, is bool) {
			fmt.Fprintf(&text, "%s %s %s@%d\n", name, q, map[bool]string{true: "B", false: "A"}[is], i)
		}
		answer("one/a", i < 5)
		answer("one/b", right > 0)
		answer("two/a", right > 1)
	}
	g := class.NewGradebook(people(names...), answers(t, text.String()), two())
	// Of the other two, in halves: the means are 8/5 and 2/5, over all 1. The
	// differences are 1 0 0 1 1 and -1 0 0 -1 -1, their squares 6; of the points
	// 10/4; the products 6/2: 3/√15.
	s := g.Columns[0].Statistics
	if want := 3 / math.Sqrt(15); !s.Discriminates || math.Abs(s.Discrimination-want) > 1e-12 {
		t.Errorf("discrimination %v, %v; want %v", s.Discrimination, s.Discriminates, want)
	}
	if only := g.Only("one").Columns[0].Statistics; only.Discrimination != s.Discrimination {
		t.Errorf("of one lesson alone, %v: a question does not change with what is shown", only.Discrimination)
	}
}

// The gradebook of the whole course has a column for each graded question.
func TestGradebookOfTheCourse(t *testing.T) {
	c, err := course()
	done(t, err)
	var of []*lessons.Lesson
	n := 0
	for _, l := range c.Lessons() {
		of = append(of, l)
		n += len(l.Graded())
	}
	if g := class.NewGradebook(people("Ann"), nil, of); len(g.Columns) != n || n == 0 || g.Rows[0].All.Of != n {
		t.Errorf("%d columns of %d questions", len(g.Columns), n)
	}
}

// A lecture hall that has done everything is worked out while somebody waits.
func BenchmarkGradebook(b *testing.B) {
	c, err := course()
	done(b, err)
	var who []class.Person
	var given []class.Answer
	for i := range class.MaxPeople {
		p := class.Person{ID: fmt.Sprint(i), Name: fmt.Sprintf("Person %d", i)}
		who = append(who, p)
		for _, l := range c.Lessons() {
			for _, q := range l.Graded() {
				for try := range 2 {
					given = append(given, class.Answer{Person: p.ID, Lesson: l.Slug, Question: q.ID, Try: try + 1, Answers: []string{"A"}, Right: try == 1, At: nine.Add(time.Duration(try))})
				}
			}
		}
	}
	for b.Loop() {
		class.NewGradebook(who, given, c.Lessons())
	}
}
