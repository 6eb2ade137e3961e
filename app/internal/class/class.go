// Package class holds the rules of a class: who is in it, who leads, what is
// asked and what came of it. It is pure: the store keeps what it decides, and
// web shows it. Times come from the caller.
//
// What is decided is in Class and changes through its methods alone, each within
// one transaction of the store; a Person, their Progress, Answers and Votes are
// kept beside it. All else is worked out from these when somebody asks: how each
// person stands (Stand, ByNeed, PerRow), what came of a question that was put to
// all (ResultsOf), and the marks (NewGradebook), which leave as CSV and are
// compared with the Roster of the course that they go to.
//
// Nothing here is safe for concurrent use, but for a Work. What people typed is
// taken as it comes from them through ReadCode, CleanName and CleanIdentifier,
// and trusted nowhere else either: a gradebook is opened in spreadsheets.
package class

import (
	"errors"
	"slices"
	"time"
)

// Bounds of a class, each so that one class fits on one screen of a cockpit and
// one laptop's disk.
const (
	MaxTitle   = 80  // characters of a title
	MaxPeople  = 500 // a lecture hall
	MaxAskings = 200 // questions asked in one class; more than three a minute for an hour
	MaxRounds  = 5   // votes on one question
)

// Errors of the rules. What a person reads about them is web's.
var (
	ErrNoTitle  = errors.New("class: it has no title, or one that is too long")
	ErrNoLesson = errors.New("class: no such lesson in this class")
	ErrNoStep   = errors.New("class: no such step")
	ErrEnded    = errors.New("class: it has ended")
	ErrFull     = errors.New("class: nobody more may join")
	ErrTooMany  = errors.New("class: too many questions or rounds")
	ErrNotOpen  = errors.New("class: that question is not open")
	ErrOpen     = errors.New("class: another question is open, or this one still is")
	ErrNotPaced = errors.New("class: it is not paced together")
	ErrNoPlug   = errors.New("class: no plug is being pulled")
)

// Naming says what people are called.
type Naming string

const (
	RealNames  Naming = "real"
	Pseudonyms Naming = "pseudonym"
)

// Identifier is what people are asked for besides their name, so that a
// gradebook elsewhere knows them.
type Identifier string

const (
	NoIdentifier  Identifier = ""
	Email         Identifier = "email"
	StudentNumber Identifier = "number"
)

// Class is what is decided about a class. Its people, their progress and their
// answers are kept beside it. All methods that change it return an error and
// change nothing where a rule is against it.
type Class struct {
	Code      string     `json:"code"` // see NewCode; never changes
	Title     string     `json:"title"`
	Lessons   []string   `json:"lessons"` // slugs, at least one, in the order of the course
	Naming    Naming     `json:"naming"`
	Asks      Identifier `json:"asks"`
	Rehearsal bool       `json:"rehearsal"` // its people are simulated
	Created   time.Time  `json:"created"`
	Started   time.Time  `json:"started,omitzero"`  // zero: the screen still shows how to join
	Ended     time.Time  `json:"ended,omitzero"`    // zero: it goes on
	Archived  time.Time  `json:"archived,omitzero"` // zero: it is in the list
	Resumed   time.Time  `json:"resumed,omitzero"`  // when everybody was last let go on by themselves, after something that held all of them
	Pacing    Pacing     `json:"pacing"`
	Askings   []Asking   `json:"askings"` // oldest first; at most one is open
	Plug      *Plug      `json:"plug,omitempty"`
	Plugs     int        `json:"plugs,omitempty"` // how many there were
}

// New returns a class that people can join. Its lessons are put into the order
// of course, which are all slugs that there are. It returns ErrNoTitle or
// ErrNoLesson.
func New(title string, lessons, course []string, naming Naming, asks Identifier, now time.Time) (*Class, error) {
	title = Clean(title)
	if title == "" || len([]rune(title)) > MaxTitle {
		return nil, ErrNoTitle
	}
	c := &Class{Code: NewCode(), Title: title, Naming: naming, Asks: asks, Created: now}
	for _, slug := range course {
		if slices.Contains(lessons, slug) {
			c.Lessons = append(c.Lessons, slug)
		}
	}
	if len(c.Lessons) == 0 {
		return nil, ErrNoLesson
	}
	return c, nil
}

// Teaches reports whether a lesson belongs to the class.
func (c *Class) Teaches(slug string) bool { return slices.Contains(c.Lessons, slug) }

// Start makes the screen show the lesson instead of how to join. Joining stays
// possible.
func (c *Class) Start(now time.Time) error {
	if !c.Ended.IsZero() {
		return ErrEnded
	}
	if c.Started.IsZero() {
		c.Started = now
	}
	return nil
}

// End closes what is open and ends the class: nobody joins or answers any more.
func (c *Class) End(now time.Time) error {
	if !c.Ended.IsZero() {
		return ErrEnded
	}
	if a := c.Open(); a != nil {
		a.close(now)
	}
	c.Ended, c.Plug, c.Pacing = now, nil, Pacing{}
	return nil
}

// Archive ends the class, if it goes on, and takes it out of the list.
func (c *Class) Archive(now time.Time) error {
	if c.Ended.IsZero() {
		if err := c.End(now); err != nil {
			return err
		}
	}
	if c.Archived.IsZero() {
		c.Archived = now
	}
	return nil
}
