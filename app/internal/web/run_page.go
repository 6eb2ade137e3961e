package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/views/pages"
)

// replay shows a run as it was: GET /runs/{id}.
func (s *Server) replay(c echo.Context) error {
	run, err := s.run(c)
	if err != nil {
		return err
	}
	return show(c, http.StatusOK, pages.Replay(pages.ReplayProps{
		Lesson: run.Script.Lesson(), Script: run.Script, Recording: run.Recording(), Walk: s.course.Walk(run.Script), Run: run.ID,
	}))
}
