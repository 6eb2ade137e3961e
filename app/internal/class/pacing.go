package class

import (
	"slices"
	"time"

	"wirewalk/lessons"
)

// Pacing says who presses Next. The zero value is free: everybody for
// themselves.
type Pacing struct {
	Together bool   `json:"together"`
	Lesson   string `json:"lesson,omitempty"` // the slug of the lesson that everyone walks
	Step     int    `json:"step,omitempty"`   // the row that everyone is at; 0: before the first
	// Reached is when the class came to each row up to Step, row 1 first: without
	// it nobody could say for how long somebody has been behind.
	Reached []time.Time `json:"reached,omitempty"`
	// Predicts is the row whose prediction is being asked, before it happens; 0:
	// none. Its Asking is the open one.
	Predicts int `json:"predicts,omitempty"`
}

// Lead makes everyone walk a lesson together, from before its first row. It
// returns ErrNoLesson for one that the class does not have or that has no
// walkthrough.
func (c *Class) Lead(l *lessons.Lesson, now time.Time) error {
	if l == nil || l.Script == nil || !c.Teaches(l.Slug) {
		return ErrNoLesson
	}
	if err := c.Start(now); err != nil {
		return err
	}
	if c.Open() != nil {
		return ErrOpen
	}
	c.Pacing = Pacing{Together: true, Lesson: l.Slug}
	return nil
}

// Free lets everybody walk for themselves. A prediction that is being asked is
// closed.
func (c *Class) Free(now time.Time) error {
	if !c.Pacing.Together {
		return ErrNotPaced
	}
	if a := c.Open(); a != nil && a.Row > 0 {
		a.close(now)
	}
	c.Pacing, c.Resumed = Pacing{}, now
	return nil
}

// Next takes everyone one row on. Before a row that has a prediction it is
// asked, once in a class, and the row happens with the Next after it: Release.
// Where no more may be asked, the row happens at once.
func (c *Class) Next(l *lessons.Lesson, now time.Time) error {
	if c.Pacing.Predicts > 0 {
		return c.Release(now)
	}
	if err := c.paced(l); err != nil {
		return err
	}
	st := l.Script.Step(c.Pacing.Step + 1)
	if st == nil {
		return ErrNoStep
	}
	if st.Predict == nil || c.predicted(l.Slug, st.N) || len(c.Askings) >= MaxAskings {
		c.Pacing.reach(st.N, now)
		return nil
	}
	a, err := c.ask(Asking{Lesson: l.Slug, Question: st.Predict.ID, Row: st.N}, now)
	if err != nil {
		return err
	}
	c.Pacing.Predicts = a.Row
	return nil
}

// Back shows everyone the row before, as it was. It does not undo it.
func (c *Class) Back(l *lessons.Lesson, now time.Time) error {
	if err := c.paced(l); err != nil {
		return err
	}
	return c.GoTo(l, c.Pacing.Step-1, now)
}

// GoTo takes everyone to row n, without asking what lies before it. A
// prediction that is being asked is closed.
func (c *Class) GoTo(l *lessons.Lesson, n int, now time.Time) error {
	if err := c.paced(l); err != nil {
		return err
	}
	if n < 0 || n > len(l.Script.Steps) {
		return ErrNoStep
	}
	if a := c.Open(); a != nil && a.Row > 0 {
		a.close(now)
	}
	c.Pacing.Predicts = 0
	c.Pacing.reach(n, now)
	return nil
}

// Release ends the prediction that is being asked and lets its row happen, which
// shows everyone what is true.
func (c *Class) Release(now time.Time) error {
	if c.Pacing.Predicts == 0 {
		return ErrNotOpen
	}
	if a := c.Open(); a != nil && a.Row > 0 {
		a.close(now)
		a.Revealed = true
	}
	c.Pacing.reach(c.Pacing.Predicts, now)
	c.Pacing.Predicts = 0
	return nil
}

// reach takes everyone to row n. The rows on the way there were reached with it.
func (p *Pacing) reach(n int, now time.Time) {
	p.Step = n
	p.Reached = slices.Clip(p.Reached[:min(n, len(p.Reached))])
	for len(p.Reached) < n {
		p.Reached = append(p.Reached, now)
	}
}

func (c *Class) paced(l *lessons.Lesson) error {
	switch {
	case !c.Ended.IsZero():
		return ErrEnded
	case !c.Pacing.Together:
		return ErrNotPaced
	case l == nil || l.Slug != c.Pacing.Lesson || l.Script == nil:
		return ErrNoLesson
	}
	return nil
}

// predicted reports whether the prediction before a row was asked already.
func (c *Class) predicted(slug string, row int) bool {
	for i := range c.Askings {
		if a := &c.Askings[i]; a.Lesson == slug && a.Row == row {
			return true
		}
	}
	return false
}
