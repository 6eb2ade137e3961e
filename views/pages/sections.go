package pages

import (
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
	add := func(present bool, id, name string) {
		if present {
			has = append(has, section{id, name})
		}
	}
	add(l.Opening != nil, "opening", "See it first")
	add(hasWhy(l), "why", "Why")
	add(l.Script != nil, "walkthrough", "Walkthrough")
	add(len(l.KeyMoments) > 0, "key-moments", "Key moments")
	add(len(l.Code) > 0, "code", "Code")
	add(len(l.Experiments) > 0, "experiments", "Prove it live")
	add(len(l.Quiz) > 0, "quiz", "Quiz")
	add(len(l.Snapshot) > 0 || l.Transcript != "", "snapshot", "Snapshot")
	add(len(l.Recall) > 0, "recall", "Recall")
	return has
}

func hasWhy(l *lessons.Lesson) bool { return len(l.Needs) > 0 || l.Why.Text != "" }

// nextLesson is the one that follows in the course, nil after the last.
func nextLesson(c *lessons.Course, l *lessons.Lesson) *lessons.Lesson {
	if c == nil {
		return nil
	}
	for _, other := range c.Lessons() {
		if other.Number > l.Number {
			return other
		}
	}
	return nil
}

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
