package web

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/lessons/wire"
)

// reportSeen keeps what the page says its JavaScript saw: POST /runs/{id}/seen.
func (s *Server) reportSeen(c echo.Context) error {
	run, err := s.ownRun(c)
	if err != nil {
		return err
	}
	var seen []wire.Seen
	if err := json.NewDecoder(c.Request().Body).Decode(&seen); err != nil {
		return problem(http.StatusBadRequest, "This is not a report",
			"Send a JSON list of what the page saw, as recording.json has it under \"seen\".").because(err)
	}
	run.Saw(seen)
	return c.NoContent(http.StatusNoContent)
}
