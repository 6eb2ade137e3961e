package class

import (
	"cmp"
	"slices"
	"time"

	"wirewalk/lessons"
)

// Trouble is why somebody may need help. The values are words of a page's data.
type Trouble string

const (
	NoTrouble  Trouble = ""
	WrongAgain Trouble = "wrong"  // WrongTries in a row at one question, and none right
	Stuck      Trouble = "stuck"  // nothing has happened for StuckAfter, although they go on by themselves
	Behind     Trouble = "behind" // more than RowsBehind rows behind a class that is paced together, for BehindAfter
	Gone       Trouble = "gone"   // no page of theirs has been connected for GoneAfter
)

// When trouble is said to be one.
const (
	// WrongTries wrong tries leave one of four options: what comes next is no
	// answer, but what is left.
	WrongTries = 3
	// StuckAfter is longer than any row, key moment or question takes to be read.
	StuckAfter = 3 * time.Minute
	// RowsBehind rows are made up for by a page that hangs for a moment and then
	// plays on.
	RowsBehind = 2
	// BehindAfter is longer than a page takes to play up to the class, whose every
	// row may wait 5 s.
	BehindAfter = 20 * time.Second
	// GoneAfter is longer than a reload, a change of network and the pauses between
	// a browser's attempts to reconnect.
	GoneAfter = 30 * time.Second
)

// Standing is how one person stands at a moment.
type Standing struct {
	Person Person
	Lesson string    // the slug of the one they are at; the class's, where it is paced together; "": they have not begun
	Step   int       // the furthest row of it that happened
	At     int       // the row of their latest run of it
	Run    string    // that run; "": none
	Moved  time.Time // when a row of it last happened
	// Active is when anything last happened that they did, or that kept the whole
	// class from going on; at first, when they joined. Who is stuck has been since.
	Active time.Time

	// Of the graded questions of all lessons of the class, without answers that cost
	// no mark.
	Tried int // how many have a try
	Right int // how many of those are right at last

	Done int // rows that happened and questions that have a try, of all lessons of the class
	Of   int // how many there are

	// The question that they have last tried in vain, or, of several, most often: how
	// often since anything of theirs was right. 0 and "" where there is none.
	WrongInARow   int
	WrongLesson   string
	WrongQuestion string

	Trouble Trouble
}

// Stand says how person p stands. Progress and answers are all of theirs in the
// class, connected is whether a page of theirs is connected anywhere now, and w
// is the work of the class. In an ended class nobody has any trouble.
func Stand(c *Class, w *Work, p Person, progress []Progress, answers []Answer, connected bool, now time.Time) Standing {
	s, in := Standing{Person: p, Of: w.size}, order{now}
	at := s.place(c, progress, answers, in)
	s.count(w, progress, answers, in)
	begun := s.begun(c, progress, answers, in)
	switch {
	case !c.Ended.IsZero():
	case !connected:
		if now.Sub(later(in.at(p.Seen), in.at(p.Joined))) > GoneAfter {
			s.Trouble = Gone
		}
	case s.WrongInARow >= WrongTries:
		s.Trouble = WrongAgain
	case c.Pacing.Together:
		if behind(c.Pacing, later(in.at(p.Joined), in.at(s.Moved)), s.At, in) {
			s.Trouble = Behind
		}
	case begun && s.Done < s.Of && !at.Held && !c.held() && now.Sub(s.Active) >= StuckAfter:
		s.Trouble = Stuck
	}
	return s
}

// place finds where they are: in the lesson that is paced, or where they last did
// anything.
func (s *Standing) place(c *Class, progress []Progress, answers []Answer, in order) Progress {
	if c.Pacing.Together {
		s.Lesson = c.Pacing.Lesson
	} else {
		var latest time.Time
		here := func(lesson string, kept time.Time) {
			at := in.at(kept)
			if s.Lesson == "" || at.After(latest) {
				s.Lesson, latest = lesson, at
			}
		}
		for _, g := range progress {
			here(g.Lesson, g.Moved)
		}
		for _, a := range answers {
			here(a.Lesson, a.At)
		}
	}
	i := slices.IndexFunc(progress, func(g Progress) bool { return g.Lesson == s.Lesson })
	if i < 0 {
		return Progress{}
	}
	at := progress[i]
	s.Step, s.At, s.Run, s.Moved = at.Step, at.At, at.Run, at.Moved
	return at
}

// count adds up what is done, and finds what was tried in vain.
func (s *Standing) count(w *Work, progress []Progress, answers []Answer, in order) {
	for _, g := range progress {
		s.Done += min(g.Step, w.rows[g.Lesson])
	}
	by := byQuestion(answers)
	var right time.Time // when anything last was
	for q, of := range by {
		counted := tries(of)
		if len(counted) == 0 || !w.questions[q] {
			delete(by, q)
			continue
		}
		by[q] = counted
		s.Tried++
		if last := counted[len(counted)-1]; last.Right {
			s.Right++
			right = later(right, in.at(last.At))
			delete(by, q)
		}
	}
	s.Done += s.Tried
	var latest time.Time
	for q, counted := range by {
		wrong, at := 0, time.Time{}
		for _, a := range counted {
			// What a browser had kept was wrong before they joined, and nobody's to help with.
			if given := in.at(a.At); given.After(right) && !a.Adopted {
				wrong, at = wrong+1, later(at, given)
			}
		}
		if wrong == 0 {
			continue
		}
		if c := cmp.Or(cmp.Compare(wrong, s.WrongInARow), at.Compare(latest), cmp.Compare(s.WrongLesson, q.lesson), cmp.Compare(s.WrongQuestion, q.question)); c > 0 {
			s.WrongInARow, s.WrongLesson, s.WrongQuestion, latest = wrong, q.lesson, q.question, at
		}
	}
}

// begun reports whether they have done anything, and finds when they last did.
func (s *Standing) begun(c *Class, progress []Progress, answers []Answer, in order) bool {
	begun := len(answers) > 0
	s.Active = time.Time{}
	active := func(kept time.Time) { s.Active = later(s.Active, in.at(kept)) }
	active(s.Person.Joined)
	active(c.Resumed)
	for _, g := range progress {
		begun = begun || g.Step > 0 || g.At > 0
		active(g.Moved)
	}
	for _, a := range answers {
		active(a.At)
	}
	if a := c.Asked(); a != nil {
		r := a.Rounds[len(a.Rounds)-1]
		active(r.Opened)
		active(r.Closed)
	}
	if in.now.Sub(s.Active) > longAgo/2 {
		s.Active = in.now // nothing has happened since the clock was set back, whenever that was
	}
	return begun
}

// behind reports whether row at is too far behind, and has been for too long.
// Who has moved since catches up.
func behind(p Pacing, moved time.Time, at int, in order) bool {
	late := at + RowsBehind + 1 // the row whose coming made them late, from 1
	if p.Step < late || len(p.Reached) < late {
		return false
	}
	return in.now.Sub(later(in.at(p.Reached[late-1]), moved)) > BehindAfter
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// held reports whether everybody waits for the instructor, although they are not
// paced together: a question is asked or talked about, or the plug is in.
func (c *Class) held() bool {
	a := c.Asked()
	return c.Plug != nil || a != nil && !a.Away && (a.Row == 0 || a.IsOpen())
}

// urgency is who needs help first.
func (t Trouble) urgency() int {
	return slices.Index([]Trouble{WrongAgain, Stuck, Behind, Gone, NoTrouble}, t)
}

// ByNeed sorts by who needs help first: by trouble, wrong again and again before
// stuck, behind and gone; then by who has done least; then by name.
func ByNeed(all []Standing) {
	slices.SortFunc(all, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(a.Trouble.urgency(), b.Trouble.urgency()), cmp.Compare(a.Done, b.Done), byName(a.Person, b.Person))
	})
}

// PerRow is how many people have reached each row of a lesson's walkthrough, the
// first row first; empty where it has none. Progress is of all people.
func PerRow(l *lessons.Lesson, progress []Progress) []int {
	if l.Script == nil {
		return nil
	}
	reached := make([]int, len(l.Script.Steps))
	for _, g := range progress {
		if g.Lesson != l.Slug {
			continue
		}
		for row := range reached[:max(0, min(g.Step, len(reached)))] {
			reached[row]++
		}
	}
	return reached
}
