package web

import "github.com/labstack/echo/v4"

// runEvents is the event stream under study: GET /runs/{id}/events. This GET acts,
// for it takes the place of the request that the run waits for. So pages of other
// origins are refused: the cookie comes with theirs too where only the port differs.
func (s *Server) runEvents(c echo.Context) error {
	run, err := s.ownRun(c)
	if err != nil {
		return err
	}
	if s.fromElsewhere(c.Request()) {
		return foreignPage("/live/clock")
	}
	return s.bare(c, run, s.runs.ServeEvents)
}
