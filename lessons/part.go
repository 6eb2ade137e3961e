package lessons

import (
	"slices"

	"wirewalk/quiz"
)

// Part is a section of a lesson's own, between those that every lesson has.
type Part struct {
	ID     string  `yaml:"id" must:"text"` // its anchor
	Title  string  `yaml:"title" must:"text"`
	Name   string  `yaml:"name"`                          // in the lesson's navigation; empty: the title
	Before string  `yaml:"before" must:"text"`            // the section that it stands before, one of Sections
	Lead   string  `yaml:"lead" md:"inline" terms:"link"` // Markdown, inline
	Blocks []Block `yaml:"blocks" must:"list"`
}

// Sections are the sections that every lesson has, in the order of the page, as
// their anchors call them. A Part stands before one of them, also where this
// lesson leaves that one away.
func Sections() []string {
	return []string{"why", "flow", "walkthrough", "key-moments", "code", "experiments", "quiz", "snapshot", "recall"}
}

// Block is one piece of a Part. Exactly one of its members is set.
type Block struct {
	Text         string         `yaml:"text" md:"blocks" terms:"link"` // Markdown, blocks
	Items        *Items         `yaml:"items"`
	Table        *Comparison    `yaml:"table"`
	Question     *quiz.Question `yaml:"question"`              // of any kind but predict
	Sample       string         `yaml:"sample" shows:"sample"` // the id of a sample, which is then shown here and not under Code
	Pair         *Pair          `yaml:"pair"`
	Disagreement string         `yaml:"disagreement"` // the id of one: its card, opened
	Demo         string         `yaml:"demo"`         // one of Demos: something live that the page has
}

// Demos are the live things that a page can have, apart from scripts.
func Demos() []string { return []string{"jam", "limits", "race", "solo"} }

// HasDemo reports whether a part of the lesson has that demo.
func (l *Lesson) HasDemo(demo string) bool {
	return l.hasBlock(func(b Block) bool { return b.Demo == demo })
}

// HasCard reports whether a part of the lesson shows the disagreement with that
// id in full.
func (l *Lesson) HasCard(disagreement string) bool {
	return l.hasBlock(func(b Block) bool { return b.Disagreement == disagreement })
}

func (l *Lesson) hasBlock(is func(Block) bool) bool {
	return slices.ContainsFunc(l.Parts, func(p Part) bool { return slices.ContainsFunc(p.Blocks, is) })
}

// Items is a list of things that are said in the same way.
type Items struct {
	As   string `yaml:"as" must:"text"` // "cards": side by side where there is room; "steps": one below the other, numbered
	List []Item `yaml:"list" must:"list"`
}

// Item is one of Items. Where it has a Question, Text and Facts are read after
// the answer.
type Item struct {
	ID          string         `yaml:"id" must:"text"`
	Label       string         `yaml:"label"`                         // a small line above the title: "Foundation"
	Title       string         `yaml:"title" md:"inline"`             // Markdown, inline; of a list whose items are a sentence each it is left away
	Lead        string         `yaml:"lead" md:"inline"`              // Markdown, inline: said before the question
	Question    *quiz.Question `yaml:"question"`                      // of any kind but predict
	Text        string         `yaml:"text" md:"blocks" terms:"link"` // Markdown, blocks
	Facts       []Fact         `yaml:"facts"`                         // what there is besides, each under a name
	Prove       string         `yaml:"prove"`                         // where it is seen: "#experiment-greeting", "#step-4", "/lessons/frames#step-12"
	Corrections []string       `yaml:"corrections"`                   // ids
}

// Fact is one more thing about an Item.
type Fact struct {
	ID   string `yaml:"id"`
	Name string `yaml:"name" must:"text"`                          // "Why it matters"
	Text string `yaml:"text" md:"inline" terms:"link" must:"text"` // Markdown, inline
}

// Comparison is a table of claims, each cell with what proves or corrects it.
type Comparison struct {
	Caption string          `yaml:"caption" must:"text"`
	Columns []string        `yaml:"columns" must:"list"` // the first heads the rows' names
	Rows    []ComparisonRow `yaml:"rows" must:"list"`
}

// ComparisonRow is one row of a Comparison; it has a cell for each column but
// the first.
type ComparisonRow struct {
	ID    string `yaml:"id" must:"text"`
	Name  string `yaml:"name" md:"inline" must:"text"` // Markdown, inline
	Cells []Cell `yaml:"cells" must:"list"`
}

// Cell is a claim and what became of it.
type Cell struct {
	Text        string   `yaml:"text" md:"inline" must:"text"` // Markdown, inline: the source's
	Proof       string   `yaml:"proof" md:"inline"`            // Markdown, inline: what shows it
	Prove       string   `yaml:"prove"`                        // where it is seen, as of an Item
	Corrections []string `yaml:"corrections"`                  // ids
}

// Disagreement is where two sources say different things, or one source two: the
// run or the standard decides. It is named among corrections where it is met.
type Disagreement struct {
	ID       string `yaml:"id" must:"text"`                               // "X-1"
	Question string `yaml:"question" md:"inline" must:"text"`             // Markdown, inline: what they disagree about
	Sides    []Side `yaml:"sides" must:"list"`                            // two or more
	Decides  string `yaml:"decides" md:"blocks" terms:"link" must:"text"` // Markdown, blocks: what is true, and how that is known
	Prove    string `yaml:"prove"`                                        // where it is seen, as of an Item
}

// Side is one side of a Disagreement.
type Side struct {
	Who  string `yaml:"who" must:"text"`              // "The table, row 1"
	Says string `yaml:"says" md:"inline" must:"text"` // Markdown, inline, in our words
}

// Disagreement is the disagreement with that id, or nil.
func (l *Lesson) Disagreement(id string) *Disagreement {
	for i := range l.Disagreements {
		if l.Disagreements[i].ID == id {
			return &l.Disagreements[i]
		}
	}
	return nil
}

// Graded are the lesson's questions that are graded, in the order of the page:
// those of its parts before those of its quiz, unless a part follows it.
func (l *Lesson) Graded() []*quiz.Question {
	var all []*quiz.Question
	for _, section := range Sections() {
		for i := range l.Parts {
			if p := &l.Parts[i]; p.Before == section {
				all = append(all, p.Graded()...)
			}
		}
		if section == "quiz" {
			for i := range l.Quiz {
				all = append(all, &l.Quiz[i])
			}
		}
	}
	return all
}

// Graded are the part's questions, which are graded too.
func (p *Part) Graded() []*quiz.Question {
	var all []*quiz.Question
	for _, b := range p.Blocks {
		if b.Question != nil {
			all = append(all, b.Question)
		}
		if b.Items == nil {
			continue
		}
		for i := range b.Items.List {
			if q := b.Items.List[i].Question; q != nil {
				all = append(all, q)
			}
		}
	}
	return all
}
