package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/quiz"
	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// fragmentField is the header field by which a page's own script asks for the
// verdict alone; a form without JavaScript gets the whole page.
const fragmentField = "X-Fragment"

// mostAttempts is where counting the tries of a question ends.
const mostAttempts = 99

// answer grades a question of the quiz or a prediction: POST
// /lessons/{slug}/answers. What it grades is kept nowhere.
func (s *Server) answer(c echo.Context) error {
	l := s.course.Lesson(c.Param("slug"))
	if l == nil {
		return notFound()
	}
	if err := c.Request().ParseForm(); err != nil {
		return unreadableAnswer().because(err)
	}
	form := c.Request().PostForm
	asked, ok := l.Question(form.Get("question"))
	if !ok {
		return unreadableAnswer()
	}
	verdict, err := asked.Question.Grade(form.Get("answer"), s.observed(asked, form.Get("run")))
	switch {
	case errors.Is(err, quiz.ErrUnknownOption):
		return unreadableAnswer().because(err)
	case errors.Is(err, quiz.ErrNotObserved):
		return problem(http.StatusConflict, "That has not happened yet",
			"Run the step first: what happens then is the answer.").because(err)
	case err != nil:
		return err
	}

	props := s.lessonProps(l)
	var fragment templ.Component
	if asked.Question.Kind == quiz.Predict {
		props.Outcome = &parts.PredictOutcomeProps{Lesson: l, Verdict: verdict}
		fragment = parts.PredictOutcome(*props.Outcome)
	} else {
		props.Verdict = &parts.VerdictProps{Lesson: l, Verdict: verdict, Attempt: attempt(form.Get("attempt"))}
		fragment = parts.Verdict(*props.Verdict)
	}
	if c.Request().Header.Get(fragmentField) != "" {
		return show(c, http.StatusOK, fragment)
	}
	return show(c, http.StatusOK, pages.Lesson(props))
}

// observed is what decides a prediction: what the visitor's run did, or, as
// long as that does not tell, what the recorded one did.
func (s *Server) observed(asked lessons.Asked, runID string) string {
	if asked.Script == nil {
		return ""
	}
	recordings := []*wire.Recording{s.course.Recording(asked.Script.ID)}
	if run, err := s.runs.Get(runID); err == nil && run.Script == asked.Script {
		recordings = append([]*wire.Recording{run.Recording()}, recordings...)
	}
	for _, r := range recordings {
		if value := lessons.Observe(asked.Question, r, asked.Step); value != "" {
			return value
		}
	}
	return ""
}

// attempt reads the page's own count of tries; 0 where it does not say.
func attempt(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0
	}
	return min(n, mostAttempts)
}

func unreadableAnswer() *failure {
	return problem(http.StatusUnprocessableEntity, "That is no answer to a question of this lesson",
		"Choose one of the options and send it again. If the page was open for long, reload it first.")
}
