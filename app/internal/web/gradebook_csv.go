package web

import (
	"bytes"
	"cmp"
	"errors"
	"mime"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

// gradebookCSV exports a gradebook: GET /teach/classes/{code}/gradebook.csv, with
// ?format=table, moodle or canvas, ?points=first or best, and ?lesson=….
func (s *Server) gradebookCSV(c echo.Context) error {
	of, err := s.taught(c)
	if err != nil {
		return err
	}
	people, answers, err := s.answered(c.Request().Context(), of)
	if err != nil {
		return err
	}
	lesson := c.QueryParam("lesson")
	if lesson != "" && !of.Teaches(lesson) {
		return refusedLead(class.ErrNoLesson)
	}
	format := class.Format(cmp.Or(c.QueryParam("format"), string(class.TableCSV)))
	points := class.Points(cmp.Or(c.QueryParam("points"), string(class.FirstPoints)))
	var b bytes.Buffer
	err = s.graded(of, people, answers, lesson).WriteCSV(&b, of.Asks, format, points)
	if errors.Is(err, class.ErrNoFormat) {
		return problem(http.StatusBadRequest, "No such export", "The format is table, moodle or canvas, the points are first or best.")
	}
	if err != nil {
		return err
	}
	name := "wirewalk-" + of.Code + "-" + string(format) + ".csv"
	c.Response().Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}
