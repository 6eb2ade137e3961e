package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// thawPair lets what was held cross: POST /pairs/{id}/thaw. It answers when that
// has left.
func (s *Server) thawPair(c echo.Context) error {
	pair, err := s.ownPair(c)
	if err != nil {
		return err
	}
	pair.Thaw()
	return c.NoContent(http.StatusNoContent)
}
