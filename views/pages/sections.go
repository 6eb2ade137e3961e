package pages

import (
	"cmp"
	"slices"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/views/parts"
)

// section is one entry of a lesson page's navigation.
type section struct {
	ID   string
	Name string
}

// sections are those that the lesson has something for, in the page's order.
func sections(l *lessons.Lesson) []section {
	var has []section
	if l.Opening != nil {
		has = append(has, section{"opening", "See it first"})
	}
	for _, id := range lessons.Sections() {
		for _, p := range l.Parts {
			if p.Before == id {
				has = append(has, section{p.ID, cmp.Or(p.Name, p.Title)})
			}
		}
		if name := sectionName(l, id); name != "" {
			has = append(has, section{id, name})
		}
		if id == "code" && len(l.Walks) > 0 {
			has = append(has, section{lessons.WalksID, "Line by line"})
		}
	}
	return has
}

// sectionName is what the navigation calls a section that every lesson has, ""
// where this one leaves it away or it needs no link: what will happen stands
// right above the walkthrough.
func sectionName(l *lessons.Lesson, id string) string {
	if id == "flow" || !l.HasSection(id) {
		return ""
	}
	return lessons.SectionName(id)
}

// sheets are the style sheets that the lesson's page needs besides what every
// page has.
func sheets(l *lessons.Lesson) []string {
	var all []string
	need := func(sheet string, needed bool) {
		if needed {
			all = append(all, sheet)
		}
	}
	runs := slices.ContainsFunc(l.Code, func(s lessons.Sample) bool { return s.Run })
	need("css/first.css", l.Opening != nil)
	need("css/course.css", len(l.Parts) > 0 || runs)
	need("css/sides.css", l.Script != nil && (l.Script.Axis || l.Script.Columns.Form() == lessons.Dialogue))
	bench := func(name string) bool {
		return slices.ContainsFunc(l.Experiments, func(x lessons.Experiment) bool { return x.Bench == name })
	}
	need("css/festival.css", l.HasDemo("jam") || l.HasDemo("solo") || bench("together"))
	need("css/measure.css", l.HasDemo("race") || l.HasDemo("limits") || bench("contest") || bench("together"))
	return all
}

// labSheets are those of a lab's page.
func labSheets(l *lessons.Lesson) []string { return append(sheets(l), "css/lab.css") }

// guideSheet is the style sheet of the pages that lead through the course.
func guideSheet() []string { return []string{"css/guide.css"} }

// verdictOn is the verdict of the form just sent, where it was question's.
func verdictOn(p LessonProps, question string) *parts.VerdictProps {
	if p.Verdict != nil && p.Verdict.Question == question {
		return p.Verdict
	}
	return nil
}

// experimentOutcome is that of the prediction just sent, where it was x's.
func experimentOutcome(p LessonProps, x *lessons.Experiment) *parts.PredictOutcomeProps {
	if p.Outcome != nil && p.Outcome.Question == x.Predict.ID {
		return p.Outcome
	}
	return nil
}

// ofOpening are the recordings of the opening's ways, in their order.
func (p LessonProps) ofOpening() []*wire.Recording {
	var of []*wire.Recording
	for _, way := range p.Lesson.Opening.Ways {
		var r *wire.Recording
		if p.Course != nil {
			r = p.Course.Recording(way.Script.ID)
		}
		of = append(of, r)
	}
	return of
}

// classSheet is the style sheet of the pages of a class.
func classSheet() []string { return []string{"css/class.css"} }

// teachSheet are the style sheets of who teaches.
func teachSheet() []string { return []string{"css/class.css", "css/teach.css"} }
