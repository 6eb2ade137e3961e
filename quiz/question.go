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
	Choice  Kind = "choice"  // one of the options is right
	Predict Kind = "predict" // asked before a step; the run decides, no marks
)

// Question is one question of a lesson. Nothing of Option.Reason, Key or
// Outcome may reach a page before it is answered.
type Question struct {
	ID      string   `yaml:"id" must:"text"`               // "P003-quiz-1"; unique within a lesson
	Kind    Kind     `yaml:"kind" must:"text"`             //
	Text    string   `yaml:"text" md:"inline" must:"text"` // Markdown, inline
	Options []Option `yaml:"options" must:"list"`
	Key     string   `yaml:"key"` // the right option's id; empty for a predict whose Observe decides
	// Hints: the first is the source's, the second is asked for. Each may light
	// something in the table.
	Hints []Hint `yaml:"hints"`
	// Rows are lit by "Show it in the table" after the answer.
	Rows []int `yaml:"rows"`
	// Observe names what of the recording decides a predict: "state", "bytes",
	// "masked". Empty: Key decides.
	Observe string `yaml:"observe"`
	// Happened is said after a predict: "It happened: …". Markdown, inline.
	Happened string `yaml:"happened" md:"inline"`
	// FollowUp is a further question put after the answer, which an experiment
	// of the lesson answers live.
	FollowUp *FollowUp `yaml:"followUp"`
}

// Option is one answer to choose.
type Option struct {
	ID     string `yaml:"id" must:"text"`                 // "A"
	Text   string `yaml:"text" md:"inline" must:"text"`   // Markdown, inline
	Value  string `yaml:"value"`                          // compared with what Observe yields
	Reason string `yaml:"reason" md:"inline" must:"text"` // why it is wrong, or why it is right; Markdown, inline
	// Free marks an option that is wrong here but costs no mark, because it is
	// true under a condition that Reason names.
	Free bool `yaml:"free"`
}

// Hint helps without giving the answer.
type Hint struct {
	Text   string `yaml:"text" md:"inline" must:"text"` // Markdown, inline
	Column string `yaml:"column"`                       // "action", "sent", "received" or "state": that column lights
	Rows   []int  `yaml:"rows"`                         // these rows light
}

// FollowUp leads from an answered question to an experiment.
type FollowUp struct {
	Text       string `yaml:"text" md:"inline" must:"text"`
	Experiment string `yaml:"experiment" must:"text"` // the id of an experiment of the same lesson
}
