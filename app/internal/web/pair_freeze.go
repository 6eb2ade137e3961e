package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// freezePair freezes both connections in both directions: POST /pairs/{id}/freeze.
func (s *Server) freezePair(c echo.Context) error {
	pair, err := s.ownPair(c)
	if err != nil {
		return err
	}
	if !pair.Freeze() {
		return problem(http.StatusConflict, "These connections cannot be frozen",
			"They are over, or they are those of another experiment. Run this one again to open two that can.")
	}
	return c.NoContent(http.StatusNoContent)
}
