package parts

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// QuestionProps is one question of a quiz. Nothing of its key or its reasons
// is rendered.
type QuestionProps struct {
	Lesson    *lessons.Lesson
	Number    int // from 1; 0: it stands within a text and has none
	Question  quiz.Question
	Recording *wire.Recording // of the walkthrough: the bytes of a click-byte; nil where nothing is recorded
	Verdict   *VerdictProps   // of the form that was just sent without JavaScript, nil elsewhere
	// Class: a whole class is asked, about the same recording, in a card that may
	// stand on the page of the lesson.
	Class bool
}

// entered is what the reader had put into the i-th control named answer.
func (p QuestionProps) entered(i int) string {
	if p.Verdict == nil || i >= len(p.Verdict.Answers) {
		return ""
	}
	return p.Verdict.Answers[i]
}

// asksRun says whether the reader's own run decides, and until then the recording.
func (p QuestionProps) asksRun() bool {
	return !p.Class && p.Question.Field != "" && (p.Question.Kind == quiz.FillIn || p.Question.Kind == quiz.ClickByte)
}

// capture says what decides as long as the reader has not walked: "recorded",
// or "none" where the recording does not tell either.
func (p QuestionProps) capture() string {
	if asked, _ := p.asked(); asked == nil {
		return "none"
	}
	return "recorded"
}

// control is the id of the control that belongs to an option or a position.
func (p QuestionProps) control(name string) string {
	id := questionID(p.Question.ID) + "-" + name
	if p.Class {
		return "asked-" + id
	}
	return id
}

// questionID is the id of a question's form.
func questionID(question string) string { return "q-" + question }

// answersURL is where an answer goes. Without JavaScript the page that comes back
// opens at what is said of it.
func answersURL(l *lessons.Lesson, q quiz.Question) templ.SafeURL {
	return templ.SafeURL(l.Path() + "/answers#" + saidID(q))
}

// saidID is the id of the room for a verdict or an outcome.
func saidID(q quiz.Question) string { return questionID(q.ID) + "-said" }

// numbers joins row numbers for a data attribute: "3 4".
func numbers(rows []int) string {
	s := make([]string, len(rows))
	for i, n := range rows {
		s[i] = strconv.Itoa(n)
	}
	return strings.Join(s, " ")
}
