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
	progress, err := s.store.PersonProgress(ctx, p.ID)
	if err != nil {
		return props, err
	}
	recordings, err := s.store.PersonRecordings(ctx, p.ID)
	if err != nil {
		return props, err
	}
	for _, slug := range of.Lessons {
		l := s.course.Lesson(slug)
		if l == nil {
			continue
		}
		mine := pages.ClassLesson{Lesson: l}
		for _, m := range progress {
			if m.Lesson == slug {
				mine.Step = m.Step
			}
		}
		for _, q := range l.Graded() {
			tries := slices.DeleteFunc(slices.Clone(answers), func(a class.Answer) bool { return a.Lesson != slug || a.Question != q.ID })
			if len(tries) > 0 {
				mine.Tried++
			}
			if slices.ContainsFunc(tries, func(a class.Answer) bool { return a.Right }) {
				mine.Right++
			}
		}
		for _, r := range recordings {
			if script := s.course.Script(r.Script); script != nil && script.Lesson() != nil && s.course.Lesson(slug) == script.Lesson() {
				mine.Runs = append(mine.Runs, pages.ClassRun{Run: r.Run, At: r.At})
			}
		}
		props.Lessons = append(props.Lessons, mine)
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
