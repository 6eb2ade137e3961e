package quiz

import "errors"

// ErrUnknownOption says that an answer is none that its question can have: no
// option's id, a list with one missing, a byte that is not there, a text that is
// too long.
var ErrUnknownOption = errors.New("no such option")

// ErrNoAnswer says that nothing was typed.
var ErrNoAnswer = errors.New("no answer")

// ErrNotObserved says that a question cannot be graded yet, because the run
// that decides it has not happened.
var ErrNotObserved = errors.New("nothing was observed yet")

// MaxTyped is how many bytes an answer to a fill-in may have.
const MaxTyped = 200

// Observed is what a recording says about a question.
type Observed struct {
	// Value is what the question observes: of a predict the value that the right
	// option has, of a fill-in the value of its field. Empty: nothing was.
	Value string
	// Parts are, of a click-byte, the names of the fields that stand in each byte
	// of the event.
	Parts [][]string
	// Others are, of a fill-in, the values of the fields that its options name.
	Others map[string]string
}

// Verdict is what may be shown after an answer. Of the options it holds only
// what was chosen, and of what was observed only what a right answer has said,
// so that a second try is still worth something.
type Verdict struct {
	Question   string // the question's id
	Kind       Kind
	Chosen     Option // of a choice and a predict
	Said       string // what was answered, in plain words: the text typed into a fill-in, a click-byte's "byte 2 of 11"
	Right      bool
	Free       bool   // not right, but it costs no mark
	Unforeseen bool   // the run did something that no option says
	Reason     string // why it is right or wrong; empty when Unforeseen. Markdown, inline
	About      string // what Reason speaks of, where it is one item of several: its text. Markdown, inline
	Observed   string // what the run did: of a predict, and of a right fill-in that observes
	Happened   string // of a predict. Markdown, inline
	Rows       []int  // what "Show it in the table" lights
	FollowUp   *FollowUp
}
