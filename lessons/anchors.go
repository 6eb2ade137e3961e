package lessons

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Anchors are the places on the lesson's page that others may link to, without
// their "#": its sections, its rows ("step-4"), its experiments
// ("experiment-who-comes-back"), its graded questions ("q-P003-quiz-1"), and by
// their own ids its key moments, the points of its snapshot and what its parts
// hold.
func (l *Lesson) Anchors() []string {
	var all []string
	if l.Opening != nil {
		all = append(all, openingID)
	}
	for _, section := range Sections() {
		if l.HasSection(section) {
			all = append(all, section)
		}
	}
	if len(l.Walks) > 0 {
		all = append(all, WalksID)
	}
	if l.Script != nil {
		for _, s := range l.Script.Steps {
			all = append(all, "step-"+strconv.Itoa(s.N))
		}
	}
	for _, k := range l.KeyMoments {
		all = append(all, k.ID)
	}
	for _, x := range l.Experiments {
		all = append(all, "experiment-"+x.ID)
	}
	for _, q := range l.Graded() {
		all = append(all, "q-"+q.ID)
	}
	for i := range l.Parts {
		all = append(all, l.Parts[i].anchors()...)
	}
	for _, p := range l.Snapshot {
		all = append(all, p.ID)
	}
	return all
}

// HasAnchor reports whether the lesson's page has that place.
func (l *Lesson) HasAnchor(anchor string) bool { return slices.Contains(l.Anchors(), anchor) }

func (p *Part) anchors() []string {
	all := []string{p.ID}
	for _, b := range p.Blocks {
		if b.Sample != "" {
			all = append(all, b.Sample)
		}
		if b.Pair != nil {
			all = append(all, b.Pair.ID, b.Pair.Wrong, b.Pair.Right)
		}
		if b.Items != nil {
			for _, x := range b.Items.List {
				all = append(all, x.ID)
				for _, f := range x.Facts {
					if f.ID != "" {
						all = append(all, f.ID)
					}
				}
			}
		}
		if b.Table != nil {
			for _, r := range b.Table.Rows {
				all = append(all, r.ID)
			}
		}
	}
	return all
}

// AnchorName is what one of Anchors is called in a link to it: "row 15", "Who
// comes back?", "Key moments".
func (l *Lesson) AnchorName(anchor string) string {
	if n, row := strings.CutPrefix(anchor, "step-"); row {
		return "row " + n
	}
	if id, experiment := strings.CutPrefix(anchor, "experiment-"); experiment && l.Experiment(id) != nil {
		return l.Experiment(id).Title
	}
	if id, question := strings.CutPrefix(anchor, "q-"); question {
		return "question " + id
	}
	if l.Opening != nil && anchor == openingID {
		return l.Opening.Title
	}
	if anchor == WalksID {
		return "The code, line by line"
	}
	for _, k := range l.KeyMoments {
		if k.ID == anchor {
			return l.Plain(k.Question)
		}
	}
	for _, p := range l.Parts {
		if slices.Contains(p.anchors(), anchor) {
			return p.Title
		}
	}
	return cmp.Or(SectionName(anchor), SectionName("snapshot"))
}

// SectionName is what one of Sections is called, "" for any other word.
func SectionName(section string) string { return sectionNames[section] }

var sectionNames = map[string]string{
	"why": "Why", "flow": "What will happen", "walkthrough": "Walkthrough", "key-moments": "Key moments", "code": "Code",
	"experiments": "Prove it live", "quiz": "Quiz", "snapshot": "Snapshot", "recall": "Recall",
}

// HasSection reports whether the page has one of Sections: those that have
// nothing to say are left away.
func (l *Lesson) HasSection(section string) bool {
	switch section {
	case "why":
		return len(l.Needs) > 0 || l.Why.Text != ""
	case "flow":
		return len(l.Flow.Items) > 0
	case "walkthrough":
		return l.Script != nil
	case "key-moments":
		return len(l.KeyMoments) > 0
	case "code":
		return len(l.Unshown()) > 0
	case "experiments":
		return len(l.Experiments) > 0
	case "quiz":
		return len(l.Quiz) > 0
	case "snapshot":
		return len(l.Snapshot) > 0 || l.Transcript != ""
	case "recall":
		return len(l.Recall) > 0
	}
	return false
}
