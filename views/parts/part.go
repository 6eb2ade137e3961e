package parts

import "wirewalk/quiz"

// question is one of the part's, which stands within the text and has no number.
func (p PartProps) question(q *quiz.Question) QuestionProps {
	props := QuestionProps{Lesson: p.Lesson, Question: *q, Recording: p.Recording}
	if p.Verdict != nil && p.Verdict.Question == q.ID {
		props.Verdict = p.Verdict
	}
	return props
}
