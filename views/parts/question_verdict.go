package parts

import (
	"wirewalk/lessons"
	"wirewalk/quiz"
)

// VerdictProps is what comes back for an answer.
type VerdictProps struct {
	Lesson *lessons.Lesson
	quiz.Verdict
	// Answers are what the reader had entered, as the form sent it, so that a
	// page without JavaScript still has it.
	Answers []string
	// Capture says what decided, where a run does: "own" or "recorded".
	Capture string
	// Refusal says why there is no verdict: a sentence fit to show. Of the verdict
	// only Question and Kind are set then.
	Refusal string
}

// saidBy is what the reader did with an answer that is not an option of a list.
func (p VerdictProps) saidBy() string {
	if p.Kind == quiz.FillIn {
		return "You typed"
	}
	return "You chose"
}

// notThis is the word for a wrong answer.
func (p VerdictProps) notThis() string {
	switch p.Kind {
	case quiz.Order, quiz.Match, quiz.FillIn:
		return "Not yet."
	}
	return "Not this one."
}
