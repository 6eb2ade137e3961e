package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// liveBand is a jam session with this server, for any client of any origin:
// GET /live/band. It reads no cookie.
func (s *Server) liveBand(c echo.Context) error {
	err := s.bands.Serve(c.Response(), c.Request(), addressIn(c))
	switch {
	case errors.Is(err, live.ErrTooManyBands):
		return problem(http.StatusServiceUnavailable, "The band is full",
			"The band plays with as many people as this server lends to it. Try again in a moment.").after(busyRetry)
	case errors.Is(err, live.ErrNoHandshake):
		return noHandshake(c, err)
	}
	return err
}
