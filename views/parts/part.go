package parts

import "wirewalk/quiz"

// asks says whether the part has a question that is graded.
func (p PartProps) asks() bool {
	for _, b := range p.Part.Blocks {
		if b.Question != nil {
			return true
		}
		if b.Items == nil {
			continue
		}
		for i := range b.Items.List {
			if b.Items.List[i].Question != nil {
				return true
			}
		}
	}
	return false
}

// question is one of the part's, which stands within the text and has no number.
func (p PartProps) question(q *quiz.Question) QuestionProps {
	props := QuestionProps{Lesson: p.Lesson, Question: *q, Recording: p.Recording}
	if p.Verdict != nil && p.Verdict.Question == q.ID {
		props.Verdict = p.Verdict
	}
	return props
}
