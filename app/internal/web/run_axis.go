package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/lessons"
	"wirewalk/views/parts"
)

// axis is the time axis of a run so far, a fragment of its page: GET
// /runs/{id}/axis. A script that shows none has none.
func (s *Server) axis(c echo.Context) error {
	run, err := s.run(c)
	if err != nil {
		return err
	}
	if !run.Script.Axis {
		return echo.ErrNotFound
	}
	return show(c, http.StatusOK, parts.Axis(lessons.Axis(run.Recording())))
}
