// Package lessons holds the lessons: their model, the strict loader and the
// checker. Every text marked Markdown is inline Markdown (code, emphasis,
// links), or blocks where it says so; the tags md and must are explained in
// package quiz. terms:"link" marks running text, in which terms become links:
// no label or link, and nothing that an answer brings.
package lessons

import "wirewalk/quiz"

// Lesson is one file of lessons/content, or of a directory beside it.
type Lesson struct {
	Slug    string `yaml:"-"`                  // the file's name without .yaml
	Number  int    `yaml:"number" must:"text"` // its place in the course, from 1; of lessons beside the shipped ones, in their order among themselves
	Source  string `yaml:"source"`             // the document it teaches: "P003"
	Title   string `yaml:"title" must:"text"`
	Summary string `yaml:"summary" must:"text"` // one sentence, for cards and the page's description
	Minutes int    `yaml:"minutes" must:"text"`
	Lab     *Lab   `yaml:"lab"` // what makes it a lab; nil of a lesson

	BuildsOn []string `yaml:"buildsOn"` // the slugs of earlier lessons that it takes for granted

	Opening *Opening `yaml:"opening"` // shown before everything else
	Needs   []Need   `yaml:"needs"`   // the two or three words to know first
	Why     Why      `yaml:"why"`

	Flow        Flow            `yaml:"flow"`
	Script      *Script         `yaml:"script"`      // the walkthrough
	Tracker     Tracker         `yaml:"tracker"`     //
	KeyMoments  []KeyMoment     `yaml:"keyMoments"`  //
	Code        []Sample        `yaml:"code"`        //
	Experiments []Experiment    `yaml:"experiments"` // "Prove it live"
	Quiz        []quiz.Question `yaml:"quiz"`
	Parts       []Part          `yaml:"parts"` // sections of its own
	Walks       []Walk          `yaml:"walks"` // code, walked line by line, each on a page of its own
	Snapshot    []Point         `yaml:"snapshot"`
	Transcript  string          `yaml:"transcript" md:"blocks" terms:"link"` // Markdown, blocks
	Recall      []Card          `yaml:"recall"`
	Corrections []Correction    `yaml:"corrections"`

	Disagreements []Disagreement `yaml:"disagreements"` // where the sources do not agree
	Terms         []Term         `yaml:"terms"`         // the field's terms first used here
	Sheet         *Sheet         `yaml:"sheet"`         // for who teaches it in a class

	// Filled by Load.
	shown    map[string]bool // the samples that stand elsewhere than under Code
	away     map[string]bool // see Away
	compiled func() compiled // nil: not loaded
}

// Opening is an answer that appears on the page, in each of several ways: what
// arrives is joined as it comes, beside the clock. Its bytes are shown below.
type Opening struct {
	Title    string    `yaml:"title" must:"text"`
	Text     string    `yaml:"text" md:"blocks" terms:"link" must:"text"` // Markdown, blocks
	Question string    `yaml:"question" must:"text"`                      // what the page asks for: the words above the answer
	Ways     []Variant `yaml:"ways" must:"list"`
	After    string    `yaml:"after" md:"blocks" terms:"link" must:"text"` // Markdown, blocks: said beside the bytes
}

// Need is a word to know before starting.
type Need struct {
	Word    string `yaml:"word" must:"text"`
	Meaning string `yaml:"meaning" md:"inline" terms:"link" must:"text"` // Markdown, inline
}

// Why is the problem, felt in under a minute.
type Why struct {
	Text    string `yaml:"text" md:"blocks" terms:"link" must:"text"` // Markdown, blocks: the problem
	Asking  string `yaml:"asking" md:"inline"`                        // Markdown, inline: said beside the counter of a page that keeps asking; where it or Telling is empty, nothing is counted
	Telling string `yaml:"telling" md:"inline"`                       // Markdown, inline: said beside the one connection on which news arrives
}

// Flow is the source's list of what happens, each item tied to steps.
type Flow struct {
	Note  string     `yaml:"note" md:"inline" terms:"link"` // Markdown, inline
	Items []FlowItem `yaml:"items"`
}

// FlowItem is one item of a Flow.
type FlowItem struct {
	ID          string   `yaml:"id" must:"text"`
	Text        string   `yaml:"text" md:"inline" must:"text"`
	Steps       []int    `yaml:"steps"`
	Corrections []string `yaml:"corrections"` // ids, also of disagreements
}

// KeyMoment is a question with its answer and the rows that show it.
type KeyMoment struct {
	ID          string   `yaml:"id" must:"text"`
	Question    string   `yaml:"question" md:"inline" must:"text"`            // Markdown, inline
	Answer      string   `yaml:"answer" md:"blocks" terms:"link" must:"text"` // Markdown, blocks
	Rows        []int    `yaml:"rows"`
	Corrections []string `yaml:"corrections"`
}

// Experiment is "Prove it live": a claim, a prediction, and a small script in
// as many variants as its knob has positions.
type Experiment struct {
	ID          string        `yaml:"id" must:"text"`
	Title       string        `yaml:"title" must:"text"`
	Claim       string        `yaml:"claim" md:"inline" must:"text"` // Markdown, inline: the claim that it tests
	Knob        string        `yaml:"knob" md:"inline"`              // Markdown, inline: what the variants differ in: "This server answers"; empty where there is one
	Predict     quiz.Question `yaml:"predict" must:"text"`           // asked before each variant
	Bench       string        `yaml:"bench"`                         // of a lab: one of Benches, which runs it instead of scripts
	Variants    []Variant     `yaml:"variants" must:"list"`
	Why         string        `yaml:"why" md:"blocks" must:"text"` // Markdown, blocks
	Corrections []string      `yaml:"corrections"`                 // ids
}

// Variant is one position of an experiment's knob, or one way of an Opening.
type Variant struct {
	ID     string  `yaml:"id" must:"text"` // "404"; unique in its experiment
	Label  string  `yaml:"label" md:"inline" must:"text"`
	Script *Script `yaml:"script"` // its id is "{slug}/{experiment}/{variant}", an Opening's "{slug}/opening/{way}"; nil where a bench runs it
	// These are an experiment's alone, which must have the first and the last.
	Standard string `yaml:"standard" md:"inline"` // Markdown, inline: what the standard expects, with its section
	Expect   string `yaml:"expect"`               // the value that Predict observes where it goes by the standard; empty: it leaves that open
	Happened string `yaml:"happened" md:"inline"` // Markdown, inline: said after the prediction
	// Measured is the value that was observed when the lab was written: of a bench
	// it stands in for a run where there is none; of a script it says that the
	// browser of the recording does not do what the standard expects.
	Measured string `yaml:"measured"`
	// Varies says that another machine may observe something else than Measured, as
	// where things race. Of a bench's variants alone, without Expect.
	Varies bool `yaml:"varies"`
}

// Point is one point of the snapshot.
type Point struct {
	ID   string `yaml:"id" must:"text"`
	Text string `yaml:"text" md:"inline" terms:"link" must:"text"` // Markdown, inline
}

// Card is a recall card.
type Card struct {
	Front string `yaml:"front" md:"inline" must:"text"` // Markdown, inline
	Back  string `yaml:"back" md:"inline" must:"text"`
}

// Correction is where the source and the standard (or what was observed)
// differ, put in our words.
type Correction struct {
	ID       string `yaml:"id" must:"text"` // "F13"
	Title    string `yaml:"title" must:"text"`
	Says     string `yaml:"says" md:"inline" must:"text"`              // Markdown, inline: the claim, in our words
	True     string `yaml:"true" md:"blocks" terms:"link" must:"text"` // Markdown, blocks
	Observed string `yaml:"observed" md:"inline" must:"text"`          // Markdown, inline: what was seen, with what
	Ref      string `yaml:"ref" must:"key"`                            // empty where no standard speaks of it
}

// Term is a glossary entry.
type Term struct {
	Word    string   `yaml:"word" must:"text"`
	Also    []string `yaml:"also"`                            // other spellings that link here
	Meaning string   `yaml:"meaning" md:"inline" must:"text"` // Markdown, inline
	Ref     string   `yaml:"ref"`
	Here    bool     `yaml:"here"` // linked on this lesson's page alone: elsewhere the word may mean something else
}
