package class

import "time"

// Asking is one question put to the whole class, with all its rounds. While a
// round is open, an answer is only acknowledged.
type Asking struct {
	N        int     `json:"n"` // from 1
	Lesson   string  `json:"lesson,omitempty"`
	Question string  `json:"question"`          // its id in the lesson, or WhoComesBack's without one
	Variant  string  `json:"variant,omitempty"` // of an experiment's prediction: the position of its knob
	Row      int     `json:"row,omitempty"`     // of a prediction that was asked in Pacing: the row that it stands before
	Rounds   []Round `json:"rounds"`            // at least one
	Revealed bool    `json:"revealed"`          // everyone may see what was answered and what is right
	Away     bool    `json:"away"`              // it is over, and pages show it no more
}

// Round is one vote.
type Round struct {
	Opened time.Time `json:"opened"`
	Closed time.Time `json:"closed,omitzero"` // zero: it is open
}

// Vote is what a person answered in one round; the last one counts.
type Vote struct {
	Asking  int
	Round   int // from 1
	Person  string
	Answers []string // as quiz.Question.Grade takes them
	Right   bool
	At      time.Time
}

// IsOpen reports whether votes are taken.
func (a *Asking) IsOpen() bool { return a.Rounds[len(a.Rounds)-1].Closed.IsZero() }

// Round is the number of the last round, from 1.
func (a *Asking) Round() int { return len(a.Rounds) }

func (a *Asking) close(now time.Time) {
	if r := &a.Rounds[len(a.Rounds)-1]; r.Closed.IsZero() {
		r.Closed = now
	}
}

// Open is the question that is open, or nil.
func (c *Class) Open() *Asking {
	if a := c.Asked(); a != nil && a.IsOpen() {
		return a
	}
	return nil
}

// Asked is the question that was asked last, open or not; nil before the first.
func (c *Class) Asked() *Asking {
	if len(c.Askings) == 0 {
		return nil
	}
	return &c.Askings[len(c.Askings)-1]
}

// Asking is the question with that number, or nil.
func (c *Class) Asking(n int) *Asking {
	if n < 1 || n > len(c.Askings) {
		return nil
	}
	return &c.Askings[n-1]
}

// Ask opens a question of one of the class's lessons. Whoever calls it knows
// that the lesson has it.
func (c *Class) Ask(lesson, question, variant string, now time.Time) (*Asking, error) {
	if !c.Teaches(lesson) {
		return nil, ErrNoLesson
	}
	return c.AskLab(lesson, question, variant, now)
}

// AskLab is Ask for the prediction of a lab, which is open to every class.
func (c *Class) AskLab(lab, question, variant string, now time.Time) (*Asking, error) {
	if err := c.Start(now); err != nil {
		return nil, err
	}
	return c.ask(Asking{Lesson: lab, Question: question, Variant: variant}, now)
}

func (c *Class) ask(a Asking, now time.Time) (*Asking, error) {
	switch {
	case !c.Ended.IsZero():
		return nil, ErrEnded
	case c.Open() != nil:
		return nil, ErrOpen
	case len(c.Askings) >= MaxAskings:
		return nil, ErrTooMany
	}
	a.N = len(c.Askings) + 1
	a.Rounds = []Round{{Opened: now}}
	c.Askings = append(c.Askings, a)
	return c.Asked(), nil
}

// Close takes no more votes on the question that is open.
func (c *Class) Close(now time.Time) error {
	a := c.Open()
	if a == nil {
		return ErrNotOpen
	}
	if a.Row > 0 {
		return ErrNotOpen // it ends with Release, so that its row happens
	}
	a.close(now)
	return nil
}

// Reveal shows everyone what was answered to the last question, closing it where
// it is open.
func (c *Class) Reveal(now time.Time) error {
	a := c.Asked()
	if a == nil {
		return ErrNotOpen
	}
	if a.Row > 0 && a.IsOpen() {
		return c.Release(now)
	}
	a.close(now)
	a.Revealed = true
	return nil
}

// Again opens another round of the last question, so that the shift can be
// seen. What was revealed is hidden for as long.
func (c *Class) Again(now time.Time) error {
	a := c.Asked()
	switch {
	case !c.Ended.IsZero():
		return ErrEnded
	case a == nil:
		return ErrNotOpen
	case a.IsOpen():
		return ErrOpen
	case a.Row > 0:
		return ErrNotOpen // its row has happened: everyone knows
	case len(a.Rounds) >= MaxRounds:
		return ErrTooMany
	}
	a.Rounds = append(a.Rounds, Round{Opened: now})
	a.Revealed, a.Away = false, false
	return nil
}

// PutAway ends the last question: pages show it no more, and its results stay.
func (c *Class) PutAway(now time.Time) error {
	a := c.Asked()
	if a == nil || a.Row > 0 && a.IsOpen() {
		return ErrNotOpen // a prediction ends with Release, Free or GoTo
	}
	a.close(now)
	a.Away, c.Resumed = true, now
	return nil
}

// Votes reports whether a vote on round r of question n is taken now.
func (c *Class) Votes(n, r int) error {
	a := c.Open()
	switch {
	case !c.Ended.IsZero():
		return ErrEnded
	case a == nil || a.N != n || a.Round() != r:
		return ErrNotOpen
	}
	return nil
}
