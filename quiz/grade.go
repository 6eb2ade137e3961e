package quiz

import (
	"errors"
	"fmt"
)

// ErrUnknownOption says that an answer names no option of its question.
var ErrUnknownOption = errors.New("no such option")

// ErrNotObserved says that a prediction cannot be graded yet, because the run
// that decides it has not happened.
var ErrNotObserved = errors.New("nothing was observed yet")

// Verdict is what may be shown after an answer. Of the options it holds only
// the chosen one, so that a second try is still worth something.
type Verdict struct {
	Question   string // the question's id
	Chosen     Option
	Right      bool
	Free       bool   // not right, but it costs no mark
	Unforeseen bool   // the run did something that no option says
	Reason     string // the chosen option's; empty when Unforeseen. Markdown, inline
	Observed   string // what the run did, for a question that observes
	Happened   string // of a predict. Markdown, inline
	Rows       []int  // what "Show it in the table" lights
	FollowUp   *FollowUp
}

// Grade compares answer, an option's id, with the key. Where the question
// observes a run, the right option is the one whose Value equals observed, and
// an empty observed is ErrNotObserved. An answer that is no option of the
// question is ErrUnknownOption.
func (q Question) Grade(answer, observed string) (Verdict, error) {
	chosen, ok := q.option(answer)
	if !ok {
		return Verdict{}, fmt.Errorf("question %s, answer %q: %w", q.ID, answer, ErrUnknownOption)
	}
	v := Verdict{
		Question: q.ID, Chosen: chosen, Reason: chosen.Reason,
		Happened: q.Happened, Rows: q.Rows, FollowUp: q.FollowUp,
	}
	if q.Observe == "" {
		v.Right = chosen.ID == q.Key
	} else {
		if observed == "" {
			return Verdict{}, fmt.Errorf("question %s: %w", q.ID, ErrNotObserved)
		}
		v.Observed = observed
		v.Right = chosen.Value == observed
		if !q.foresees(observed) {
			v.Unforeseen, v.Reason = true, ""
		}
	}
	v.Free = chosen.Free && !v.Right
	return v, nil
}

func (q Question) option(id string) (Option, bool) {
	for _, o := range q.Options {
		if o.ID == id {
			return o, true
		}
	}
	return Option{}, false
}

func (q Question) foresees(observed string) bool {
	for _, o := range q.Options {
		if o.Value == observed {
			return true
		}
	}
	return false
}
