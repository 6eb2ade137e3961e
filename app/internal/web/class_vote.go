package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/store"
)

// vote takes what a person answers to the question that their class is asked:
// POST /class/answers. It is acknowledged when it is stored, and says nothing
// about what is right. The last one of a round counts, however often it is sent.
func (s *Server) vote(c echo.Context) error {
	p, err := s.mustBeMember(c)
	if err != nil {
		return err
	}
	if err := c.Request().ParseForm(); err != nil {
		return unreadableAnswer().because(err)
	}
	form := c.Request().PostForm
	n, _ := strconv.Atoi(form.Get("asking"))
	round, _ := strconv.Atoi(form.Get("round"))
	ctx := c.Request().Context()
	of, err := s.classOf(ctx, p.Class)
	if err != nil {
		return err
	}
	a := of.Asking(n)
	if a == nil {
		return notOpen()
	}
	q, ok := s.find(a)
	if !ok {
		return unreadableAnswer()
	}
	verdict, err := q.Grade(form["answer"], q.observed())
	if err != nil {
		if f := refused(q.Question, err); f != nil {
			return f
		}
		return err
	}
	err = s.store.Vote(ctx, of.Code, class.Vote{Asking: n, Round: round, Person: p.ID, Answers: form["answer"], Right: verdict.Right, At: s.now()})
	switch {
	case errors.Is(err, class.ErrNotOpen), errors.Is(err, class.ErrEnded):
		return notOpen().because(err)
	case errors.Is(err, store.ErrNotFound):
		return inNoClass().because(err) // they were deleted just now
	case err != nil:
		return err
	}
	s.metrics.AnswerGiven("class")
	s.changed(of.Code, noteVotes, "")
	if c.Request().Header.Get(fragmentField) != "" {
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, "/class")
}

func notOpen() *failure {
	return problem(http.StatusConflict, "That vote is closed", "Your instructor has closed this question, or opened another. Look at what is asked now.")
}
