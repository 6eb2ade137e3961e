// Package quiz holds questions and grades answers by comparison. It is pure.
//
// Two struct tags are read by the loader of package lessons: must says that a
// key may not be missing ("text": nor empty, "list": nor empty, "key": it may
// be empty but must be written), md that the value is Markdown ("inline" or
// "blocks").
package quiz

// Kind is how a question is answered.
type Kind string

const (
	Choice    Kind = "choice"     // one of the options is right
	Predict   Kind = "predict"    // asked before a step or an experiment; the run decides, no marks
	Order     Kind = "order"      // the options are put into an order
	Match     Kind = "match"      // each option is given one of the targets
	FillIn    Kind = "fill-in"    // a value is typed: one of the student's own run, or a fixed one
	ClickByte Kind = "click-byte" // a byte of a frame of the student's own run is chosen
)

// Kinds are all kinds of question.
func Kinds() []Kind { return []Kind{Choice, Predict, Order, Match, FillIn, ClickByte} }

// Question is one question of a lesson. Nothing that tells its answer (Key,
// Sequence, Option.Match) or is said after it (Reason, Right, Otherwise, Happened)
// may reach a page before it is answered.
type Question struct {
	ID   string `yaml:"id" must:"text"`               // "P003-quiz-1"; unique within a lesson
	Kind Kind   `yaml:"kind" must:"text"`             //
	Text string `yaml:"text" md:"inline" must:"text"` // Markdown, inline
	// Options are the answers to choose from; of an order the items, as they are
	// shown first; of a match its left side; of a fill-in and a click-byte the
	// wrong answers that are foreseen.
	Options []Option `yaml:"options" must:"list"`
	// Key is the right option's id. It is empty where Observe decides, and of an
	// order, a match and a click-byte. Of a fill-in it is the fixed value, where
	// there is one.
	Key string `yaml:"key"`
	// Sequence is an order's right one: the ids of all options.
	Sequence []string `yaml:"sequence"`
	// Targets are a match's right side, as they are shown. There may be more of
	// them than options.
	Targets []Target `yaml:"targets"`
	// Step and Field name what of the recording decides a fill-in or a
	// click-byte: the value of the field of that name, or the bytes it stands in,
	// in the first event of that step which has one. For a predict of an
	// experiment, Step is the row that is observed; 0: the last.
	Step  int    `yaml:"step"`
	Field string `yaml:"field"`
	// Format says how a fill-in is written: "four bytes in hexadecimal".
	Format string `yaml:"format" md:"inline"` // Markdown, inline
	// Otherwise is why any other answer to a fill-in or a click-byte is wrong.
	// Markdown, inline.
	Otherwise string `yaml:"otherwise" md:"inline"`
	// Right is said after a right fill-in, order or match, and after a right
	// click-byte where no option is of its own field. Markdown, inline.
	Right string `yaml:"right" md:"inline"`
	// Hints: the first is the source's, the second is asked for. Each may light
	// something in the table.
	Hints []Hint `yaml:"hints"`
	// Rows are lit by "Show it in the table" after the answer.
	Rows []int `yaml:"rows"`
	// Observe names what of the recording decides a predict, one of Observables.
	// Empty: Key decides.
	Observe string `yaml:"observe"`
	// Happened is said after a predict: "It happened: …". Markdown, inline.
	Happened string `yaml:"happened" md:"inline"`
	// FollowUp is a further question put after the answer, which an experiment
	// of the lesson answers live.
	FollowUp *FollowUp `yaml:"followUp"`
}

// Option is one answer to choose, one item to place, or one wrong answer that
// is foreseen. Reason is said when it was chosen: why it is wrong, or why it is
// right; of an item of an order why it stands where it does; of the left side of a
// match what tells it apart.
type Option struct {
	ID     string `yaml:"id"`                             // "A"
	Text   string `yaml:"text" md:"inline"`               // Markdown, inline
	Value  string `yaml:"value"`                          // compared with what is observed, or with what was typed
	Field  string `yaml:"field"`                          // of a fill-in or click-byte: the wrong field whose value was typed, or which was clicked
	Match  string `yaml:"match"`                          // of a match: the right target's id
	Reason string `yaml:"reason" md:"inline" must:"text"` // Markdown, inline
	// Free marks an option that is wrong here but costs no mark, because it is
	// true under a condition that Reason names.
	Free bool `yaml:"free"`
}

// Target is one of a match's right side.
type Target struct {
	ID     string `yaml:"id" must:"text"`
	Text   string `yaml:"text" md:"inline" must:"text"`
	Reason string `yaml:"reason" md:"inline" must:"text"` // what it is, said where it was chosen wrongly
}

// Hint helps without giving the answer.
type Hint struct {
	Text   string `yaml:"text" md:"inline" must:"text"` // Markdown, inline
	Column string `yaml:"column"`                       // one of Columns: that column lights
	Rows   []int  `yaml:"rows"`                         // these rows light
}

// FollowUp leads from an answered question to an experiment.
type FollowUp struct {
	Text       string `yaml:"text" md:"inline" must:"text"`
	Experiment string `yaml:"experiment" must:"text"` // the id of an experiment of the same lesson
}
