package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/store"
	"wirewalk/lessons"
	"wirewalk/quiz"
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
	verdict, err := s.gradeAsked(a, form["answer"])
	if err != nil {
		if f := refusedVote(err); f != nil {
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
	s.changed(of.Code, noteVotes, "")
	if c.Request().Header.Get(fragmentField) != "" {
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, "/class")
}

func notOpen() *failure {
	return problem(http.StatusConflict, "That vote is closed", "Your instructor has closed this question, or opened another. Look at what is asked now.")
}

func refusedVote(err error) *failure {
	switch {
	case errors.Is(err, quiz.ErrNoAnswer), errors.Is(err, quiz.ErrUnknownOption):
		return problem(http.StatusUnprocessableEntity, "The answer is not complete", "Answer the whole question, then send it again.").because(err)
	}
	return nil
}

// gradeAsked grades an answer to a question that a class is asked. Where a run
// decides, it is the one that is shipped: everybody answers about the same bytes.
func (s *Server) gradeAsked(a *class.Asking, answers []string) (quiz.Verdict, error) {
	q, seen := s.observedOf(a)
	if q == nil {
		return quiz.Verdict{}, quiz.ErrUnknownOption
	}
	return q.Grade(answers, seen)
}

// observedOf is the question that is asked, nil where it is no longer there, and
// what the shipped recording says about it.
func (s *Server) observedOf(a *class.Asking) (*quiz.Question, quiz.Observed) {
	if a.Lesson == "" {
		return class.WhoComesBack(), quiz.Observed{}
	}
	l := s.course.Lesson(a.Lesson)
	if l == nil {
		return nil, quiz.Observed{}
	}
	asked, ok := l.Question(a.Question)
	if !ok {
		return nil, quiz.Observed{}
	}
	if len(asked.Scripts) == 0 {
		return asked.Question, quiz.Observed{}
	}
	return asked.Question, lessons.Observe(asked.Question, s.recordingOf(a), asked.Step)
}
