package class_test

import (
	"testing"

	"wirewalk/app/internal/class"
	"wirewalk/quiz"
)

func TestWhoComesBack(t *testing.T) {
	q := class.WhoComesBack()
	if problems := q.Validate(); len(problems) > 0 {
		t.Errorf("the question of the vote: %+v", problems)
	}
	for _, o := range q.Options {
		v, err := q.Grade([]string{o.ID}, quiz.Observed{})
		if err != nil || v.Right != (o.Text == "Only the event stream") || v.Reason == "" {
			t.Errorf("%s: %+v, %v", o.ID, v, err)
		}
	}
	key := q.Key
	q.Key = "another"
	if class.WhoComesBack().Key != key {
		t.Error("whoever has the question can change it for others")
	}
}

// The whole of it: plugged in, voted, pulled, put away.
func TestPlug(t *testing.T) {
	c := newClass(t)
	refused(t, c, class.ErrNoPlug, "a vote without a plug", func() error { return c.PlugVote(at(1)) })
	refused(t, c, class.ErrNoPlug, "pulling no plug", func() error { return c.PullPlug(at(1)) })
	refused(t, c, class.ErrNoPlug, "putting no plug away", func() error { return c.PutPlugAway(at(1)) })

	done(t, c.PlugIn(at(2)))
	if p := c.Plug; p.N != 1 || !p.Opened.Equal(at(2)) || p.Asking != 0 || !p.Pulled.IsZero() || !c.Started.Equal(at(2)) {
		t.Errorf("plugged in: %+v", p)
	}
	done(t, c.PlugVote(at(3)))
	a := c.Open()
	if a == nil || a.Lesson != "" || a.Question != class.WhoComesBack().ID || c.Plug.Asking != a.N {
		t.Errorf("the vote: %+v of %+v", a, c.Plug)
	}
	refused(t, c, class.ErrTooMany, "a second vote", func() error { return c.PlugVote(at(4)) })
	refused(t, c, class.ErrOpen, "a second plug during the vote", func() error { return c.PlugIn(at(4)) })
	done(t, c.PullPlug(at(5)))
	if a.IsOpen() || !a.Rounds[0].Closed.Equal(at(5)) || a.Revealed || !c.Plug.Pulled.Equal(at(5)) {
		t.Errorf("pulled: %+v, %+v", c.Plug, a)
	}
	refused(t, c, class.ErrNoPlug, "pulling it twice", func() error { return c.PullPlug(at(6)) })
	refused(t, c, class.ErrNoPlug, "a vote after it was pulled", func() error { return c.PlugVote(at(6)) })
	done(t, c.PutPlugAway(at(7)))
	if c.Plug != nil || c.Plugs != 1 || !c.Resumed.Equal(at(7)) {
		t.Errorf("put away: %+v, %d, resumed %v", c.Plug, c.Plugs, c.Resumed)
	}

	done(t, c.PlugIn(at(8)))
	if c.Plug.N != 2 || c.Plug.Asking != 0 {
		t.Errorf("the second plug: %+v", c.Plug)
	}
}

func TestPlugWithoutAVote(t *testing.T) {
	c := newClass(t)
	done(t, c.PlugIn(at(1)))
	a := ask(t, c, 2) // another question
	done(t, c.PullPlug(at(3)))
	if !a.IsOpen() {
		t.Error("pulling the plug closes a question that has nothing to do with it")
	}
	refused(t, c, class.ErrOpen, "another plug while a question is open", func() error { return c.PlugIn(at(4)) })
	done(t, c.PutPlugAway(at(5)))
	if !a.IsOpen() {
		t.Error("putting the plug away closes a question that has nothing to do with it")
	}
}

func TestPlugVoteWhileAnotherQuestionIsOpen(t *testing.T) {
	c := newClass(t)
	done(t, c.PlugIn(at(1)))
	ask(t, c, 2)
	refused(t, c, class.ErrOpen, "the vote beside a question", func() error { return c.PlugVote(at(3)) })
}

func TestPutAwayBeforeItIsPulled(t *testing.T) {
	c := newClass(t)
	done(t, c.PlugIn(at(1)))
	done(t, c.PlugVote(at(2)))
	done(t, c.PutPlugAway(at(3)))
	if c.Plug != nil || c.Open() != nil {
		t.Errorf("something is left: %+v, %+v", c.Plug, c.Open())
	}
}
