package parts

import (
	"wirewalk/lessons"
	"wirewalk/quiz"
)

// PredictionProps is a question that a run answers.
type PredictionProps struct {
	Lesson   *lessons.Lesson
	Step     int // it is asked before this step
	Question quiz.Question
	Open     bool // shown from the start: an experiment begins with it
	// Experiment is the one that begins with it, nil for a row's. Its knob stands
	// above the question.
	Experiment *lessons.Experiment
	Outcome    *PredictOutcomeProps // of the form that was just sent without JavaScript, nil elsewhere
}

// predicted is the option that was just sent.
func (p PredictionProps) predicted() string {
	switch {
	case p.Outcome == nil:
		return ""
	case p.Outcome.Refusal != "":
		return p.Outcome.Answer
	}
	return p.Outcome.Chosen.ID
}
