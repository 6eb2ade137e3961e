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

// ready says whether new visitors may be sent here: not once Drain was called.
func (s *Server) ready(c echo.Context) error {
	c.Response().Header()["Cache-Control"] = noStore
	if s.draining.Load() {
		return c.String(http.StatusServiceUnavailable, "draining\n")
	}
	return c.String(http.StatusOK, "ok\n")
}
