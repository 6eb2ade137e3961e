package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// liveEcho is a plain echo for any client of any origin: GET /live/echo. It
// reads no cookie.
func (s *Server) liveEcho(c echo.Context) error {
	err := s.echoes.Serve(c.Response(), c.Request())
	if errors.Is(err, live.ErrTooManyEchoes) {
		return problem(http.StatusServiceUnavailable, "The echo is full",
			"As many connections as this server lends to the echo are open. Try again in a moment.").after(busyRetry)
	}
	return err
}
