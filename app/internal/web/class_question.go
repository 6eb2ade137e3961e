package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
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
	a, q := s.asking(of)
	if a == nil {
		return problem(http.StatusNotFound, "Nothing is asked", "Your instructor has put the question away.")
	}
	props, err := s.askedProps(ctx, of.Code, a, q, p, a.Revealed)
	if err != nil {
		return err
	}
	return show(c, http.StatusOK, parts.Asked(*props))
}

// askedProps is a question of a class as person p sees it, or nobody in
// particular where p is nil: then no answer is marked as one's own. Its results
// are there where they are to be told.
func (s *Server) askedProps(ctx context.Context, code string, a *class.Asking, q askedQuestion, p *class.Person, results bool) (*parts.AskedProps, error) {
	votes, err := s.store.Votes(ctx, code, a.N)
	if err != nil {
		return nil, err
	}
	props := &parts.AskedProps{
		Lesson: q.lesson, Question: q.Question, N: a.N, Round: a.Round(), State: stateOf(a),
		Recording: q.recording, Experiment: q.experiment, Variant: q.variant,
	}
	for _, v := range votes {
		if v.Round != a.Round() {
			continue
		}
		props.Answered++
		if p != nil && v.Person == p.ID {
			props.Own = v.Answers
		}
	}
	if results {
		props.Results = resultsOf(a, q, votes)
	}
	return props, nil
}
