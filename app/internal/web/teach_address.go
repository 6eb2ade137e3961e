package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
)

// teachAddress chooses the address that students are given, on every screen and in
// every code: POST /teach/address.
func (s *Server) teachAddress(c echo.Context) error {
	chosen := c.FormValue("url")
	all := s.addressURLs(c.Request())
	if !slices.ContainsFunc(all, func(a classAddress) bool { return a.url == chosen }) {
		return problem(http.StatusConflict, "This machine has another address now",
			"It may have changed its network. Go back, and choose among those that it has.")
	}
	s.reach.choose(chosen)
	return c.Redirect(http.StatusSeeOther, "/teach#reach-title")
}
