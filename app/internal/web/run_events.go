package web

import "github.com/labstack/echo/v4"

// runEvents is the event stream under study: GET /runs/{id}/events.
func (s *Server) runEvents(c echo.Context) error {
	run, err := s.ownRun(c)
	if err != nil {
		return err
	}
	return s.bare(c, run, s.runs.ServeEvents)
}
