package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// stopWaiting ends a connection in CLOSING for a page that will not wait until its
// browser does: POST /runs/{id}/stop.
func (s *Server) stopWaiting(c echo.Context) error {
	run, err := s.ownRun(c)
	if err != nil {
		return err
	}
	run.StopWaiting()
	return c.NoContent(http.StatusNoContent)
}
