package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/views/pages"
)

// classPage is a person's own page in their class: GET /class.
func (s *Server) classPage(c echo.Context) error {
	p, err := s.member(c)
	if err != nil {
		return err
	}
	if p == nil {
		return c.Redirect(http.StatusSeeOther, "/join")
	}
	props, err := s.classPageProps(c.Request().Context(), p)
	if err != nil {
		return err
	}
	props.Joined = c.QueryParams().Has("joined")
	return show(c, http.StatusOK, pages.Class(props))
}

// classPageProps is all that the page shows: the class, what its person did there,
// and what they are asked to do now.
func (s *Server) classPageProps(ctx context.Context, p *class.Person) (pages.ClassProps, error) {
	props := pages.ClassProps{Name: p.Name, Identifier: p.Identifier, MoveCode: class.ShowCode(p.MoveCode), Retention: s.retention, NoWebSocket: p.NoWebSocket}
	of, err := s.classOf(ctx, p.Class)
	if err != nil {
		return props, err
	}
	props.Title, props.Code, props.Ended = of.Title, class.ShowCode(of.Code), !of.Ended.IsZero()
	answers, err := s.store.PersonAnswers(ctx, p.ID)
	if err != nil {
		return props, err
	}
	if props.Lessons, err = s.classLessons(ctx, of, p, answers); err != nil {
		return props, err
	}
	trials, err := s.store.PersonTrials(ctx, p.ID)
	if err != nil {
		return props, err
	}
	for _, t := range trials {
		if q, ok := s.find(&class.Asking{Lesson: t.Lab, Question: t.Question, Variant: t.Variant}); ok && q.variant != nil {
			props.Trials = append(props.Trials, pages.ClassTrial{Lab: q.lesson, Variant: q.variant, Observed: t.Observed})
		}
	}
	for _, a := range answers {
		l := s.course.Lesson(a.Lesson)
		if l == nil {
			continue
		}
		props.Answers = append(props.Answers, pages.ClassAnswer{Lesson: l, Question: a.Question, Answers: a.Answers, Right: a.Right, Free: a.Free, Try: a.Try, Adopted: a.Adopted, At: a.At})
	}
	if a, q := s.asking(of); a != nil && a.IsOpen() && a.Row == 0 {
		asked, err := s.askedProps(ctx, of.Code, a, q, p, false)
		if err != nil {
			return props, err
		}
		props.Asked = asked
	}
	if l := s.course.Lesson(of.Pacing.Lesson); of.Pacing.Together && l != nil {
		props.Together, props.Step = l, of.Pacing.Step
	}
	return props, nil
}

// classLessons are the lessons of a class, with what one person in it did there.
func (s *Server) classLessons(ctx context.Context, of *class.Class, p *class.Person, answers []class.Answer) ([]pages.ClassLesson, error) {
	progress, err := s.store.PersonProgress(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	recordings, err := s.store.PersonRecordings(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	var all []pages.ClassLesson
	grades := class.NewGradebook([]class.Person{*p}, answers, s.lessonsOf(of))
	for _, l := range s.lessonsOf(of) {
		mine := pages.ClassLesson{Lesson: l}
		for _, m := range progress {
			if m.Lesson == l.Slug {
				mine.Step = m.Step
			}
		}
		if i := slices.Index(grades.Lessons, l); i >= 0 {
			total := grades.Rows[0].Lessons[i]
			mine.Tried, mine.Right = total.Answered, total.Best
		}
		for _, r := range recordings {
			if script := s.course.Script(r.Script); script != nil && script.Lesson() == l {
				mine.Runs = append(mine.Runs, pages.ClassRun{Run: r.Run, At: r.At})
			}
		}
		all = append(all, mine)
	}
	return all, nil
}
