package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/store"
	"wirewalk/views/pages"
)

// newClass makes a class: POST /teach. With rehearse it gets simulated students.
func (s *Server) newClass(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return problem(http.StatusBadRequest, "This form could not be read", "Go back, reload the page and try again.").because(err)
	}
	rehearse := form.Get("rehearse") != ""
	title, slugs := form.Get("title"), form["lesson"]
	if rehearse {
		title, slugs = "Rehearsal", s.slugs()
	}
	naming, asks := class.RealNames, class.Identifier(form.Get("asks"))
	if form.Get("naming") == string(class.Pseudonyms) || rehearse {
		naming = class.Pseudonyms
	}
	if asks != class.Email && asks != class.StudentNumber || rehearse {
		asks = class.NoIdentifier
	}
	refused := func(field, refusal string) error {
		return s.showTeach(c, http.StatusUnprocessableEntity, &pages.NewClass{
			Title: title, Lessons: slugs, Naming: form.Get("naming"), Asks: string(asks), Wrong: field, Refusal: refusal,
		})
	}
	of, err := class.New(title, slugs, s.slugs(), naming, asks, s.now())
	switch {
	case errors.Is(err, class.ErrNoTitle):
		return refused("title", "A class needs a title of at most eighty letters, such as Networks, Tuesday.")
	case errors.Is(err, class.ErrNoLesson):
		return refused("lesson", "A class needs a lesson. Tick at least one of them.")
	case err != nil:
		return err
	}
	of.Rehearsal = rehearse
	for {
		err := s.store.CreateClass(c.Request().Context(), of)
		if errors.Is(err, store.ErrExists) {
			of.Code = class.NewCode()
			continue
		}
		if err != nil {
			return err
		}
		break
	}
	if rehearse {
		if err := s.rehearsals.begin(c.Request().Context(), of); err != nil {
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, cockpitPath(of.Code))
}

// slugs are those of all lessons, in the order of the course.
func (s *Server) slugs() []string {
	var all []string
	for _, l := range s.course.Lessons() {
		all = append(all, l.Slug)
	}
	return all
}
