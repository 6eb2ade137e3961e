package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// labOrigin tells a page where the labs are that are kept apart: GET /lab-origin.
// It is no part of a page, since it depends on the host that was asked for.
func (s *Server) labOrigin(c echo.Context) error {
	origin := s.security.labOrigin(c.Request().Host)
	if origin == "" {
		return problem(http.StatusNotFound, "There is no lab origin",
			"At this address the labs that are kept apart cannot be named. Open the page at a host name or an IPv4 address.")
	}
	c.Response().Header()["Cache-Control"] = noStore
	return c.JSON(http.StatusOK, map[string]string{"origin": origin})
}
