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
	// Chosen is the id of the variant that the knob shows; empty: the outcome's,
	// or the first.
	Chosen  string
	Outcome *PredictOutcomeProps
}

// chosen is the id of the variant that the knob stands at.
func (p PredictionProps) chosen() string {
	switch {
	case p.Chosen != "":
		return p.Chosen
	case p.Outcome != nil && p.Outcome.Variant != nil:
		return p.Outcome.Variant.ID
	}
	return p.Experiment.Variants[0].ID
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
