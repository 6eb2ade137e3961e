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
	switch {
	case errors.Is(err, live.ErrTooManyEchoes):
		return problem(http.StatusServiceUnavailable, "The echo is full",
			"As many connections as this server lends to the echo are open. Try again in a moment.").after(busyRetry)
	case errors.Is(err, live.ErrNoHandshake):
		c.Response().Header().Set("Sec-WebSocket-Version", "13") // RFC 6455 §4.4
		return problem(http.StatusBadRequest, "This address speaks WebSocket",
			"What came was no opening handshake of version 13 (RFC 6455 §4.1). Open the address with new WebSocket(…), or with any WebSocket client.").because(err)
	}
	return err
}
