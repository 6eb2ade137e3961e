package web

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/live"
	"wirewalk/app/internal/store"
	"wirewalk/lessons"
	"wirewalk/quiz"
)

// keyMost bounds the key that a page gives an answer.
const keyMost = 64

// whoAnswers is the person whose answer it is: nil for somebody in no class, in one
// that has ended, or where the lesson is none of the class's. Labs are open to every
// class. While their class is asked this very question, it is answered there.
func (s *Server) whoAnswers(c echo.Context, l *lessons.Lesson, asked lessons.Asked) (*class.Person, error) {
	p, err := s.member(c)
	if err != nil || p == nil {
		return nil, err
	}
	of, err := s.classOf(c.Request().Context(), p.Class)
	if err != nil {
		return nil, err
	}
	if !of.Ended.IsZero() || !of.Teaches(l.Slug) && l.Lab == nil {
		return nil, nil
	}
	if a := of.Open(); a != nil && a.Lesson == l.Slug && a.Question == asked.Question.ID {
		return nil, problem(http.StatusConflict, "Your class is asked this just now",
			"Answer it where your instructor asks it. What is right is told when the vote is over.")
	}
	return p, nil
}

// mark stores an answer of a person in a class, once however often it is sent.
// A prediction carries no marks, nor does a lab.
func (s *Server) mark(c echo.Context, p *class.Person, l *lessons.Lesson, v quiz.Verdict, form url.Values, run *live.Run) error {
	if p == nil || l.Lab != nil || !slices.ContainsFunc(l.Graded(), func(q *quiz.Question) bool { return q.ID == v.Question }) {
		return nil
	}
	key := form.Get("key")
	if key == "" || len(key) > keyMost {
		key = rand.Text()
	}
	hints, _ := strconv.Atoi(form.Get("hints"))
	a := class.Answer{
		Person: p.ID, Lesson: l.Slug, Question: v.Question, Key: key, Answers: form["answer"],
		Right: v.Right, Free: v.Free, Hints: max(0, min(hints, mostHints)), At: s.now(),
	}
	if run != nil {
		a.Run = run.ID
	}
	ctx := c.Request().Context()
	stored, err := s.store.AddAnswer(ctx, a)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return inNoClass().because(err)
	case err != nil:
		return err
	case stored.Lesson != a.Lesson || stored.Question != a.Question || !slices.Equal(stored.Answers, a.Answers):
		// Told, it would be a try that nobody has counted.
		return problem(http.StatusConflict, "That was not stored",
			"It came with the key of another answer. Reload the page, then answer again.")
	}
	if run != nil {
		err := s.store.SaveRecording(ctx, p.ID, run.ID, run.Recording())
		// Where it is of somebody who was in this browser before, it is stored as theirs.
		if err != nil && !errors.Is(err, store.ErrExists) && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	s.changed(p.Class, notePerson, p.ID)
	return nil
}

// mostHints bounds what a page may say of the hints that were open.
const mostHints = 9
