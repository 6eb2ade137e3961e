package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/views/parts"
)

// classQuestion is what a person's page shows of the question that was asked
// last, as a fragment: GET /class/question. While it is open, that is the
// question; once it is revealed, what everyone answered and what is right.
func (s *Server) classQuestion(c echo.Context) error {
	p, err := s.mustBeMember(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	of, err := s.classOf(ctx, p.Class)
	if err != nil {
		return err
	}
	a := s.asking(of)
	if a == nil {
		return problem(http.StatusNotFound, "Nothing is asked", "Your instructor has put the question away.")
	}
	props, err := s.askedProps(ctx, of, a, p)
	if err != nil {
		return err
	}
	return show(c, http.StatusOK, parts.Asked(*props))
}

// asking is the question that pages show: the last one, unless it was put away or
// its lesson is no longer on this server. Nil: none.
func (s *Server) asking(of *class.Class) *class.Asking {
	a := of.Asked()
	if a == nil || a.Away {
		return nil
	}
	if q, _ := s.observedOf(a); q == nil {
		return nil
	}
	return a
}

// askedProps is a question as person p sees it, or nobody in particular where p
// is nil: then no answer is marked as one's own.
func (s *Server) askedProps(ctx context.Context, of *class.Class, a *class.Asking, p *class.Person) (*parts.AskedProps, error) {
	q, seen := s.observedOf(a)
	if q == nil {
		return nil, problem(http.StatusGone, "That question is gone", "The lesson that it was of is no longer on this server.")
	}
	props := &parts.AskedProps{
		Lesson: s.course.Lesson(a.Lesson), Question: q, N: a.N, Round: a.Round(), State: stateOf(a), Row: a.Row,
	}
	if props.Lesson == nil {
		props.Lesson = &lessons.Lesson{}
	}
	props.Recording = s.recordingOf(a)
	props.Experiment, props.Variant = s.experimentOf(a)
	votes, err := s.store.Votes(ctx, of.Code, a.N)
	if err != nil {
		return nil, err
	}
	if p != nil {
		for _, v := range votes {
			if v.Person == p.ID && v.Round == a.Round() {
				props.Own = v.Answers
			}
		}
	}
	if a.Revealed {
		props.Results = s.results(a, q, seen, votes)
	}
	return props, nil
}

// recordingOf is the shipped recording that decides a question, or nil.
func (s *Server) recordingOf(a *class.Asking) *wire.Recording {
	if _, v := s.experimentOf(a); v != nil {
		return s.course.Recording(v.Script.ID)
	}
	l := s.course.Lesson(a.Lesson)
	if l == nil {
		return nil
	}
	asked, ok := l.Question(a.Question)
	if !ok || len(asked.Scripts) == 0 {
		return nil
	}
	return s.course.Recording(asked.Scripts[0].ID)
}

// experimentOf is the experiment whose prediction is asked, and the position of
// its knob; nil elsewhere.
func (s *Server) experimentOf(a *class.Asking) (*lessons.Experiment, *lessons.Variant) {
	l := s.course.Lesson(a.Lesson)
	if l == nil {
		return nil, nil
	}
	for i := range l.Experiments {
		if x := &l.Experiments[i]; x.Predict.ID == a.Question {
			return x, variantOf(x, nil, a.Variant, false)
		}
	}
	return nil, nil
}
