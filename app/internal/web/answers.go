package web

import (
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/lessons"
	"wirewalk/quiz"
	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// fragmentField is the header field by which a page's own script asks for the
// verdict alone; a form without JavaScript gets the whole page.
const fragmentField = "X-Fragment"

// answer grades a question of the quiz or a prediction: POST
// /lessons/{slug}/answers, and below /labs. Of somebody in a class it is a mark,
// which is stored before the verdict is told; of anybody else it is kept nowhere.
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
	d, ok := s.decide(c, l, asked, form)
	if !ok {
		return unreadableAnswer()
	}
	p, err := s.whoAnswers(c, l, asked)
	if err != nil {
		return err
	}
	grade := func() (quiz.Verdict, error) { return asked.Question.Grade(form["answer"], d.seen) }
	if form.Get("skip") != "" {
		grade = func() (quiz.Verdict, error) { return asked.Question.Skip(d.seen) }
	}
	verdict, err := grade()
	if err != nil {
		refusal := refused(asked.Question, err)
		switch {
		case refusal == nil:
			return err
		case wantsProblem(c.Request()):
			return refusal
		}
		none := quiz.Verdict{Question: asked.Question.ID, Kind: asked.Question.Kind}
		return s.showVerdict(c, l, asked, d, none, refusal)
	}
	if err := errors.Join(s.mark(c, p, l, verdict, form, d.run), s.collect(c.Request().Context(), p, l, d)); err != nil {
		return err
	}
	s.metrics.AnswerGiven(where(p))
	return s.showVerdict(c, l, asked, d, verdict, nil)
}

// showVerdict tells what became of an answer, which may be that it was refused: as
// a fragment where the page's script asks for one, and else on the page that has
// the question.
func (s *Server) showVerdict(c echo.Context, l *lessons.Lesson, asked lessons.Asked, d decision, verdict quiz.Verdict, refused *failure) error {
	form, status, refusal := c.Request().PostForm, http.StatusOK, ""
	if refused != nil {
		status, refusal = refused.status, refused.detail
	}
	props := s.lessonProps(l)
	var fragment templ.Component
	if asked.Question.Kind == quiz.Predict {
		props.Outcome = &parts.PredictOutcomeProps{
			Lesson: l, Verdict: verdict, Experiment: d.experiment, Variant: d.variant,
			Refusal: refusal, Answer: form.Get("answer"),
		}
		fragment = parts.PredictOutcome(*props.Outcome)
	} else {
		props.Verdict = &parts.VerdictProps{Lesson: l, Verdict: verdict, Answers: form["answer"], Capture: d.capture, Refusal: refusal}
		fragment = parts.Verdict(*props.Verdict)
	}
	if c.Request().Header.Get(fragmentField) != "" {
		return show(c, status, fragment)
	}
	if len(asked.Scripts) == 1 {
		if w := l.Walk(asked.Scripts[0]); w != nil {
			of := s.walkProps(l, w)
			of.Outcome = props.Outcome
			return show(c, status, pages.Walk(of))
		}
	}
	return show(c, status, coursePage(props))
}

// refused is what a reader is told where an answer could not be graded, or nil
// where that is not the reader's matter.
func refused(q *quiz.Question, err error) *failure {
	switch {
	case errors.Is(err, quiz.ErrNotObserved):
		return problem(http.StatusConflict, "That has not happened yet",
			"Run the step first: what happens then is the answer.").because(err)
	case errors.Is(err, quiz.ErrNoAnswer), errors.Is(err, quiz.ErrUnknownOption):
	default:
		return nil
	}
	detail := ""
	switch q.Kind {
	case quiz.FillIn:
		detail = "Type an answer first."
		if errors.Is(err, quiz.ErrUnknownOption) {
			detail = "That is too long. Type the value alone."
		}
	case quiz.Order:
		detail = "Give each position an item first, and each item one position."
	case quiz.Match:
		detail = "Choose something for each line first."
	case quiz.ClickByte:
		detail = "Choose one of the bytes first."
	default:
		return unreadableAnswer().because(err)
	}
	return problem(http.StatusUnprocessableEntity, "The answer is not complete", detail).because(err)
}

// where is where an answer was given, as it is counted.
func where(p *class.Person) string {
	if p == nil {
		return "alone"
	}
	return "class"
}

func unreadableAnswer() *failure {
	return problem(http.StatusUnprocessableEntity, "That is no answer to a question of this lesson",
		"Choose one of the options and send it again. If the page was open for long, reload it first.")
}
