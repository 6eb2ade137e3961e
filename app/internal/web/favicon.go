package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/static"
)

// favicon is asked for by browsers that read no link element.
func (s *Server) favicon(c echo.Context) error {
	return c.Redirect(http.StatusFound, static.URL("icons/favicon.svg"))
}
