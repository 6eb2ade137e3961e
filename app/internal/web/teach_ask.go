package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

// ask opens a question or a prediction of a lesson or a lab to a class: POST
// /teach/classes/{code}/ask. Its field question is lesson/id, or
// lesson/id/variant of an experiment's prediction; alone it may have lesson and
// variant beside it.
func (s *Server) ask(c echo.Context) error {
	now := s.now()
	slug, id, variant := c.FormValue("lesson"), c.FormValue("question"), c.FormValue("variant")
	if parts := strings.SplitN(id, "/", 3); len(parts) > 1 {
		slug, id = parts[0], parts[1]
		if len(parts) == 3 {
			variant = parts[2]
		}
	}
	return s.lead(c, func(of *class.Class) error {
		q, ok := s.find(&class.Asking{Lesson: slug, Question: id, Variant: variant})
		if slug == "" || !ok {
			return problem(http.StatusUnprocessableEntity, "No such question", "Choose one of the questions of the class's lessons.")
		}
		if q.experiment != nil && q.variant == nil {
			return problem(http.StatusUnprocessableEntity, "No such variant", "Choose one of the positions of the experiment's knob.")
		}
		ask := of.Ask
		if q.lesson.Lab != nil {
			ask = of.AskLab
		}
		_, err := ask(slug, id, variant, now)
		return err
	})
}
