package web

import (
	"wirewalk/app/internal/class"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// askedQuestion is the question of an Asking, as its lesson has it.
type askedQuestion struct {
	*quiz.Question
	lesson     *lessons.Lesson     // an empty one of a question that is of no lesson
	experiment *lessons.Experiment // whose prediction it is; nil elsewhere
	variant    *lessons.Variant    // the position of its knob; nil where it has none of that name
	recording  *wire.Recording     // the shipped one, which decides: everybody answers about the same bytes; nil where the key does
	step       int                 // of the recording
}

// find finds the question of an Asking; false where it, or its lesson, is no
// longer on this server.
func (s *Server) find(a *class.Asking) (askedQuestion, bool) {
	if a.Lesson == "" {
		return askedQuestion{Question: class.WhoComesBack(), lesson: &lessons.Lesson{}}, true
	}
	l := s.course.Lesson(a.Lesson)
	if l == nil {
		return askedQuestion{}, false
	}
	asked, ok := l.Question(a.Question)
	if !ok {
		return askedQuestion{}, false
	}
	q := askedQuestion{Question: asked.Question, lesson: l, step: asked.Step}
	for i := range l.Experiments {
		if x := &l.Experiments[i]; x.Predict.ID == a.Question {
			q.experiment, q.variant = x, variantOf(x, nil, a.Variant, false)
		}
	}
	switch {
	case q.experiment != nil && q.experiment.HasBench():
	case q.variant != nil:
		q.recording = s.course.Recording(q.variant.Script.ID)
	case len(asked.Scripts) > 0:
		q.recording = s.course.Recording(asked.Scripts[0].ID)
	}
	return q, true
}

// observed is what the recording says about the question.
func (q askedQuestion) observed() quiz.Observed {
	if q.experiment != nil && q.experiment.HasBench() && q.variant != nil {
		return quiz.Observed{Value: q.variant.Measured}
	}
	if q.recording == nil {
		return quiz.Observed{}
	}
	return lessons.Observe(q.Question, q.recording, q.step)
}

// asking is the question that pages show: the last one, unless it was put away or
// is no longer on this server. Nil: none.
func (s *Server) asking(of *class.Class) (*class.Asking, askedQuestion) {
	a := of.Asked()
	if a == nil || a.Away {
		return nil, askedQuestion{}
	}
	q, ok := s.find(a)
	if !ok {
		return nil, askedQuestion{}
	}
	return a, q
}
