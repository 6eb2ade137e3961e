package class_test

import (
	"slices"
	"testing"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/lessons"
)

func led(t testing.TB) (*class.Class, *lessons.Lesson) {
	t.Helper()
	c, l := newClass(t), lesson(t, protocol)
	done(t, c.Lead(l, at(1)))
	return c, l
}

func TestLead(t *testing.T) {
	c, l := newClass(t), lesson(t, protocol)
	refused(t, c, class.ErrNoLesson, "leading no lesson", func() error { return c.Lead(nil, at(1)) })
	refused(t, c, class.ErrNoLesson, "leading a lesson that the class has not", func() error { return c.Lead(lesson(t, "two-stages"), at(1)) })
	without := *l
	without.Script = nil
	refused(t, c, class.ErrNoLesson, "leading a lesson without a walkthrough", func() error { return c.Lead(&without, at(1)) })

	done(t, c.Lead(l, at(2)))
	if p := c.Pacing; !p.Together || p.Lesson != protocol || p.Step != 0 || p.Predicts != 0 || len(p.Reached) != 0 {
		t.Errorf("leading: %+v", p)
	}
	if !c.Started.Equal(at(2)) {
		t.Error("leading does not start the class")
	}

	done(t, c.Next(l, at(3)))
	done(t, c.Lead(lesson(t, frames), at(4)))
	if p := c.Pacing; p.Lesson != frames || p.Step != 0 || len(p.Reached) != 0 {
		t.Errorf("leading another lesson: %+v", p)
	}
	_, err := c.Ask(protocol, question, "", at(5))
	done(t, err)
	refused(t, c, class.ErrOpen, "leading while a question is open", func() error { return c.Lead(l, at(6)) })
}

// From before the first row to the last: each prediction is asked before its
// row, and each row happens.
func TestNextWalksTheLesson(t *testing.T) {
	c, l := led(t)
	var asked []int
	for row := 1; row <= len(l.Script.Steps); row++ {
		done(t, c.Next(l, at(10*row)))
		if c.Pacing.Predicts == row {
			asked = append(asked, row)
			a := c.Open()
			if c.Pacing.Step != row-1 || a == nil || a.Row != row || a.Lesson != protocol || a.Question != l.Script.Step(row).Predict.ID {
				t.Fatalf("before row %d: %+v, asked %+v", row, c.Pacing, a)
			}
			done(t, c.Next(l, at(10*row+5)))
			if a.IsOpen() || !a.Revealed || !a.Rounds[0].Closed.Equal(at(10*row+5)) {
				t.Fatalf("row %d has happened, and its prediction is %+v", row, a)
			}
		}
		if c.Pacing.Step != row || c.Pacing.Predicts != 0 || c.Open() != nil {
			t.Fatalf("at row %d: %+v", row, c.Pacing)
		}
	}
	if want := []int{4, 5, 6, 9}; !slices.Equal(asked, want) {
		t.Errorf("asked before rows %v, want %v", asked, want)
	}
	refused(t, c, class.ErrNoStep, "a row behind the last", func() error { return c.Next(l, at(999)) })

	// Each row was reached when it happened, not when it was asked about.
	want := []time.Time{at(10), at(20), at(30), at(45), at(55), at(65), at(70), at(80), at(95), at(100)}
	if !slices.EqualFunc(c.Pacing.Reached, want, time.Time.Equal) {
		t.Errorf("reached %v, want %v", c.Pacing.Reached, want)
	}

	// Once more: nothing is asked twice.
	done(t, c.Lead(l, at(1000)))
	for range l.Script.Steps {
		done(t, c.Next(l, at(1001)))
	}
	if c.Pacing.Step != len(l.Script.Steps) || len(c.Askings) != len(asked) {
		t.Errorf("the second time: %+v, %d askings", c.Pacing, len(c.Askings))
	}
}

func TestGoToAndBack(t *testing.T) {
	c, l := led(t)
	refused(t, c, class.ErrNoStep, "back from before the first", func() error { return c.Back(l, at(2)) })
	refused(t, c, class.ErrNoStep, "a row below 0", func() error { return c.GoTo(l, -1, at(2)) })
	refused(t, c, class.ErrNoStep, "a row behind the last", func() error { return c.GoTo(l, len(l.Script.Steps)+1, at(2)) })

	done(t, c.GoTo(l, 5, at(10))) // over two predictions
	if c.Pacing.Step != 5 || c.Pacing.Predicts != 0 || len(c.Askings) != 0 {
		t.Errorf("at row 5: %+v, %d askings", c.Pacing, len(c.Askings))
	}
	done(t, c.Next(l, at(20))) // asks before row 6
	done(t, c.Back(l, at(21)))
	if a := c.Asked(); c.Pacing.Step != 4 || c.Pacing.Predicts != 0 || a.IsOpen() || a.Revealed {
		t.Errorf("back from a prediction: %+v, %+v", c.Pacing, a)
	}
	done(t, c.GoTo(l, len(l.Script.Steps), at(30)))
	done(t, c.GoTo(l, 6, at(40)))
	done(t, c.GoTo(l, 7, at(50)))
	want := []time.Time{at(10), at(10), at(10), at(10), at(30), at(30), at(50)}
	if !slices.EqualFunc(c.Pacing.Reached, want, time.Time.Equal) {
		t.Errorf("reached %v, want %v", c.Pacing.Reached, want)
	}
	done(t, c.GoTo(l, 0, at(60)))
	if c.Pacing.Step != 0 || len(c.Pacing.Reached) != 0 || !c.Pacing.Together {
		t.Errorf("before the first row: %+v", c.Pacing)
	}
}

// A class that was read from the store twice shares nothing when one is led on.
func TestReachedIsNotShared(t *testing.T) {
	c, l := led(t)
	done(t, c.GoTo(l, 6, at(10)))
	before := *c
	done(t, c.GoTo(l, 2, at(20)))
	done(t, c.GoTo(l, 6, at(30)))
	if !before.Pacing.Reached[3].Equal(at(10)) {
		t.Error("what the class was before has changed with it")
	}
}

func TestRelease(t *testing.T) {
	c, l := led(t)
	refused(t, c, class.ErrNotOpen, "release of nothing", func() error { return c.Release(at(2)) })
	done(t, c.GoTo(l, 3, at(3)))
	done(t, c.Next(l, at(4)))
	a := c.Open()
	refused(t, c, class.ErrNotOpen, "close of a prediction", func() error { return c.Close(at(5)) })
	refused(t, c, class.ErrOpen, "another question meanwhile", func() error { _, err := c.Ask(protocol, question, "", at(5)); return err })
	refused(t, c, class.ErrOpen, "leading meanwhile", func() error { return c.Lead(l, at(5)) })
	refused(t, c, class.ErrOpen, "a plug meanwhile", func() error { return c.PlugIn(at(5)) })
	done(t, c.Reveal(at(6))) // is a release
	if c.Pacing.Step != 4 || c.Pacing.Predicts != 0 || a.IsOpen() || !a.Revealed || !c.Pacing.Reached[3].Equal(at(6)) {
		t.Errorf("released: %+v, %+v", c.Pacing, a)
	}
	refused(t, c, class.ErrNotOpen, "another vote on what has happened", func() error { return c.Again(at(7)) })
	refused(t, c, class.ErrNotOpen, "a second release", func() error { return c.Release(at(7)) })
}

func TestFree(t *testing.T) {
	c := newClass(t)
	refused(t, c, class.ErrNotPaced, "freeing who is free", func() error { return c.Free(at(1)) })
	refused(t, c, class.ErrNotPaced, "a next of who is free", func() error { return c.Next(lesson(t, protocol), at(1)) })

	c, l := led(t)
	done(t, c.GoTo(l, 3, at(3)))
	done(t, c.Next(l, at(4)))
	done(t, c.Free(at(5)))
	if p, a := c.Pacing, c.Asked(); p.Together || p.Lesson != "" || p.Step != 0 || p.Predicts != 0 || !c.Resumed.Equal(at(5)) || a.IsOpen() || a.Revealed {
		t.Errorf("free: %+v, %+v", p, a)
	}

	// A question that is no prediction stays open.
	c, _ = led(t)
	a := ask(t, c, 6)
	done(t, c.Free(at(7)))
	if !a.IsOpen() {
		t.Error("freeing closes a question that has nothing to do with it")
	}
}

func TestPacedLesson(t *testing.T) {
	c, l := led(t)
	over, _ := led(t)
	done(t, over.End(at(2)))
	for name, do := range map[string]func(*class.Class, *lessons.Lesson) error{
		"next": func(c *class.Class, l *lessons.Lesson) error { return c.Next(l, at(3)) },
		"back": func(c *class.Class, l *lessons.Lesson) error { return c.Back(l, at(3)) },
		"goto": func(c *class.Class, l *lessons.Lesson) error { return c.GoTo(l, 1, at(3)) },
	} {
		refused(t, c, class.ErrNoLesson, name+" of another lesson", func() error { return do(c, lesson(t, frames)) })
		refused(t, c, class.ErrNoLesson, name+" of no lesson", func() error { return do(c, nil) })
		refused(t, over, class.ErrEnded, name+" of an ended class", func() error { return do(over, l) })
	}
}

// A question that is open keeps a prediction from being asked, and no row
// without one from happening.
func TestNextWhileAQuestionIsOpen(t *testing.T) {
	c, l := led(t)
	done(t, c.GoTo(l, 2, at(2)))
	a := ask(t, c, 3)
	done(t, c.Next(l, at(4)))
	if c.Pacing.Step != 3 || !a.IsOpen() {
		t.Errorf("at %+v", c.Pacing)
	}
	refused(t, c, class.ErrOpen, "a prediction beside a question", func() error { return c.Next(l, at(5)) })
}
