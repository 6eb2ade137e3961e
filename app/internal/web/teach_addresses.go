package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/views/pages"
)

// teachAddresses are the addresses with their lights, as a fragment: GET
// /teach/addresses. The page asks for it while it is looked at.
func (s *Server) teachAddresses(c echo.Context) error {
	return show(c, http.StatusOK, pages.Addresses(s.teachProps(c)))
}
