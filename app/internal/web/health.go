package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// healthy says that the process answers.
func (s *Server) healthy(c echo.Context) error {
	c.Response().Header()["Cache-Control"] = noStore
	return c.String(http.StatusOK, "ok\n")
}

// ready says whether new visitors may be sent here, and if not, why: not once Drain
// was called, and not while the database is out of reach. Without Redis they may:
// a class goes on here, and all instances are without it at one moment.
func (s *Server) ready(c echo.Context) error {
	c.Response().Header()["Cache-Control"] = noStore
	if s.draining.Load() {
		return c.String(http.StatusServiceUnavailable, "draining\n")
	}
	if err := s.store.Ping(c.Request().Context()); err != nil {
		recorderOf(c.Response()).err = err
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	if s.peers != nil && !s.peers.Hears() {
		return c.String(http.StatusOK, "ok, but Redis does not answer, so the other instances are not heard\n")
	}
	return c.String(http.StatusOK, "ok\n")
}
