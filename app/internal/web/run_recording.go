package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// recording exports a run: GET /runs/{id}/recording.json.
func (s *Server) recording(c echo.Context) error {
	_, recording, err := s.recorded(c)
	if err != nil {
		return err
	}
	c.Response().Header()["Cache-Control"] = noStore
	return c.JSONPretty(http.StatusOK, recording, "  ")
}
