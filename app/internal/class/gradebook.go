package class

import (
	"cmp"
	"slices"
	"time"

	"wirewalk/lessons"
	"wirewalk/quiz"
)

// Gradebook is what everyone in a class has answered: people by questions. It
// is worked out from the answers each time, and belongs to whoever asked for it.
type Gradebook struct {
	Lessons []*lessons.Lesson // those with graded questions
	Columns []Column          // lesson by lesson, in the order of the page
	Rows    []Row             // by name
}

// Column is one graded question of one lesson.
type Column struct {
	Lesson   *lessons.Lesson
	Question *quiz.Question
	// Statistics are over the first tries of all people, beside all questions of the
	// class, also where Only leaves one lesson.
	Statistics quiz.Statistics
}

// Row is one person.
type Row struct {
	Person  Person
	Cells   []Cell  // as Gradebook.Columns
	Lessons []Total // as Gradebook.Lessons
	All     Total
}

// Cell is what became of a question for a person. A point is 1 or 0. An answer
// that costs no mark (Answer.Free) counts for nothing, and neither does what was
// tried after a right one.
type Cell struct {
	Tries int // how many tries, by the number of the last; 0: not answered
	First int // the point of the first try
	// FirstKnown is false where the first try is not among the answers, because
	// their browser had kept a later one alone. Since there was a later one, the
	// first was not right: First is 0.
	FirstKnown bool
	Best       int       // the point of the best try
	RightAt    int       // the number of the right try; 0: there was none
	Hints      int       // how many hints were open, at most
	At         time.Time // when it was last tried; zero: never
	Run        string    // the run that the right try read its mark from; "": none, or there is no right try
	Adopted    bool      // some of it their browser had kept from before they joined
}

// Answered reports whether there is any try.
func (c Cell) Answered() bool { return c.Tries > 0 }

// Total adds up cells.
type Total struct {
	First    int // points of first tries
	Best     int // points of best tries
	Answered int // how many questions have a try
	Of       int // how many questions there are, a point each
}

// NewGradebook works out the gradebook of people from all their answers. Of are
// the lessons of the class, in its order; answers to anything but their graded
// questions, and by nobody of people, are passed over.
func NewGradebook(people []Person, answers []Answer, of []*lessons.Lesson) *Gradebook {
	g := &Gradebook{}
	for _, l := range of {
		graded := l.Graded()
		if len(graded) == 0 {
			continue
		}
		g.Lessons = append(g.Lessons, l)
		for _, q := range graded {
			g.Columns = append(g.Columns, Column{Lesson: l, Question: q})
		}
	}
	by := map[string][]Answer{}
	for _, a := range answers {
		by[a.Person] = append(by[a.Person], a)
	}
	people = slices.Clone(people)
	slices.SortFunc(people, byName)
	firsts := make([][]*Answer, len(people)) // as cells: the first try, where it is known
	for i, p := range people {
		row := Row{Person: p, Cells: make([]Cell, len(g.Columns))}
		firsts[i] = make([]*Answer, len(g.Columns))
		to := byQuestion(by[p.ID])
		for j, col := range g.Columns {
			row.Cells[j], firsts[i][j] = cell(to[questionOf{col.Lesson.Slug, col.Question.ID}])
		}
		g.add(&row)
		g.Rows = append(g.Rows, row)
	}
	for j := range g.Columns {
		g.Columns[j].Statistics = g.statistics(j, firsts)
	}
	return g
}

// byName orders people as a list of names is read; of one name, by their ids, so
// that the order stays.
func byName(a, b Person) int {
	return cmp.Or(cmp.Compare(SameName(a.Name), SameName(b.Name)), cmp.Compare(a.ID, b.ID))
}

// cell also returns the first try, or nil where it is not known.
func cell(answers []Answer) (Cell, *Answer) {
	counted := tries(answers)
	if len(counted) == 0 {
		return Cell{}, nil
	}
	first, last := &counted[0], &counted[len(counted)-1]
	c := Cell{Tries: max(1, last.Try), FirstKnown: first.Try <= 1, At: last.At}
	for _, a := range counted {
		c.Hints = max(c.Hints, a.Hints)
		c.Adopted = c.Adopted || a.Adopted
	}
	if last.Right {
		c.Best, c.RightAt, c.Run = 1, c.Tries, last.Run
	}
	if !c.FirstKnown {
		return c, nil
	}
	c.First = point(first.Right)
	return c, first
}

func point(right bool) int {
	if right {
		return 1
	}
	return 0
}

// add works out the totals of a row.
func (g *Gradebook) add(row *Row) {
	row.Lessons, row.All = make([]Total, len(g.Lessons)), Total{}
	at := 0
	for j, c := range row.Cells {
		if g.Lessons[at] != g.Columns[j].Lesson {
			at++
		}
		for _, t := range []*Total{&row.Lessons[at], &row.All} {
			t.First += c.First
			t.Best += c.Best
			t.Of++
			if c.Answered() {
				t.Answered++
			}
		}
	}
}

// statistics are those of column j. Firsts are the first tries that are known.
func (g *Gradebook) statistics(j int, firsts [][]*Answer) quiz.Statistics {
	var all []quiz.FirstTry
	for i := range g.Rows {
		row := &g.Rows[i]
		c := row.Cells[j]
		if !c.Answered() {
			continue
		}
		try := quiz.FirstTry{Others: row.All.Answered - 1, OthersRight: row.All.First - c.First}
		try.Right = c.First == 1
		if first := firsts[i][j]; first != nil {
			try.Answers = first.Answers
		}
		all = append(all, try)
	}
	return g.Columns[j].Question.Statistics(all)
}

// Only is the gradebook with the questions of one lesson alone, or nil where it
// has no such lesson.
func (g *Gradebook) Only(slug string) *Gradebook {
	i := slices.IndexFunc(g.Lessons, func(l *lessons.Lesson) bool { return l.Slug == slug })
	if i < 0 {
		return nil
	}
	of := g.Lessons[i]
	one := &Gradebook{Lessons: []*lessons.Lesson{of}}
	from := slices.IndexFunc(g.Columns, func(c Column) bool { return c.Lesson == of })
	to := from + len(of.Graded())
	one.Columns = slices.Clone(g.Columns[from:to])
	for _, r := range g.Rows {
		row := Row{Person: r.Person, Cells: slices.Clone(r.Cells[from:to])}
		one.add(&row)
		one.Rows = append(one.Rows, row)
	}
	return one
}
