package class_test

import (
	"testing"

	"wirewalk/app/internal/class"
)

const question = "P003-quiz-1" // of websocket-protocol

func ask(t testing.TB, c *class.Class, seconds int) *class.Asking {
	t.Helper()
	a, err := c.Ask(protocol, question, "", at(seconds))
	done(t, err)
	return a
}

func TestAsk(t *testing.T) {
	c := newClass(t)
	if c.Open() != nil || c.Asked() != nil || c.Asking(1) != nil {
		t.Error("a new class has asked something")
	}
	refused(t, c, class.ErrNotOpen, "close of nothing", func() error { return c.Close(at(1)) })
	refused(t, c, class.ErrNotOpen, "reveal of nothing", func() error { return c.Reveal(at(1)) })
	refused(t, c, class.ErrNotOpen, "again of nothing", func() error { return c.Again(at(1)) })
	refused(t, c, class.ErrNotOpen, "a vote on nothing", func() error { return c.Votes(1, 1) })
	refused(t, c, class.ErrNoLesson, "a question of a lesson that the class has not", func() error { _, err := c.Ask("two-stages", "two-quiz-1", "", at(1)); return err })

	a, err := c.Ask(protocol, question, "404", at(2))
	done(t, err)
	if a.N != 1 || a.Lesson != protocol || a.Question != question || a.Variant != "404" || a.Row != 0 || a.Round() != 1 || !a.IsOpen() || a.Revealed {
		t.Errorf("asked: %+v", a)
	}
	if c.Open() != a || c.Asked() != a || c.Asking(1) != a || c.Asking(0) != nil || c.Asking(2) != nil {
		t.Error("the question that is open is not found")
	}
	if !c.Started.Equal(at(2)) {
		t.Error("the first question does not start the class")
	}
	refused(t, c, class.ErrOpen, "a second question", func() error { _, err := c.Ask(frames, "frames-quiz-1", "", at(3)); return err })
	refused(t, c, class.ErrOpen, "another vote while one is open", func() error { return c.Again(at(3)) })
}

func TestVotes(t *testing.T) {
	c := newClass(t)
	ask(t, c, 1)
	vote := func(n, r int, want error) {
		t.Helper()
		refused(t, c, want, "vote", func() error { return c.Votes(n, r) })
	}
	vote(1, 1, nil)
	vote(1, 2, class.ErrNotOpen)
	vote(2, 1, class.ErrNotOpen)
	vote(0, 0, class.ErrNotOpen)
	done(t, c.Close(at(2)))
	vote(1, 1, class.ErrNotOpen)
	done(t, c.Again(at(3)))
	vote(1, 1, class.ErrNotOpen) // a page that slept through the first round
	vote(1, 2, nil)
	done(t, c.End(at(4)))
	vote(1, 2, class.ErrEnded)
}

func TestCloseAndReveal(t *testing.T) {
	c := newClass(t)
	a := ask(t, c, 1)
	done(t, c.Close(at(2)))
	if a.IsOpen() || !a.Rounds[0].Closed.Equal(at(2)) || a.Revealed {
		t.Errorf("closed: %+v", a)
	}
	refused(t, c, class.ErrNotOpen, "a second close", func() error { return c.Close(at(3)) })
	done(t, c.Reveal(at(4)))
	if !a.Revealed || !a.Rounds[0].Closed.Equal(at(2)) {
		t.Errorf("revealed: %+v", a)
	}

	b := ask(t, c, 5)
	if b.N != 2 || !c.Asking(1).Revealed {
		t.Errorf("the second question: %+v, the first %+v", b, c.Asking(1))
	}
	done(t, c.Reveal(at(6)))
	if b.IsOpen() || !b.Rounds[0].Closed.Equal(at(6)) || !b.Revealed {
		t.Errorf("reveal closes: %+v", b)
	}
}

func TestAgain(t *testing.T) {
	c := newClass(t)
	a := ask(t, c, 1)
	done(t, c.Reveal(at(2)))
	for round := 2; round <= class.MaxRounds; round++ {
		done(t, c.Again(at(10*round)))
		if a.Round() != round || !a.IsOpen() || a.Revealed || c.Open() != a {
			t.Fatalf("round %d: %+v", round, a)
		}
		if !a.Rounds[round-1].Opened.Equal(at(10 * round)) {
			t.Fatalf("round %d opened %v", round, a.Rounds[round-1].Opened)
		}
		done(t, c.Reveal(at(10*round+5)))
	}
	refused(t, c, class.ErrTooMany, "one round more", func() error { return c.Again(at(100)) })
	if !a.Rounds[0].Closed.Equal(at(2)) {
		t.Errorf("a later round changes the first: %+v", a)
	}
}

func TestTooManyAskings(t *testing.T) {
	c := newClass(t)
	for n := 1; n <= class.MaxAskings; n++ {
		if a := ask(t, c, n); a.N != n {
			t.Fatalf("question %d has number %d", n, a.N)
		}
		done(t, c.Close(at(n)))
	}
	refused(t, c, class.ErrTooMany, "one question more", func() error { _, err := c.Ask(protocol, question, "", at(999)); return err })

	// The walkthrough goes on all the same.
	l := lesson(t, protocol)
	done(t, c.Lead(l, at(1000)))
	for row := range len(l.Script.Steps) {
		done(t, c.Next(l, at(1001)))
		if c.Pacing.Step != row+1 || c.Pacing.Predicts != 0 {
			t.Fatalf("pacing at row %d: %+v", row+1, c.Pacing)
		}
	}
}
