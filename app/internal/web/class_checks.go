package web

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/store"
)

// checks keeps what a browser found its network to let through: POST
// /class/checks.
func (s *Server) checks(c echo.Context) error {
	p, err := s.mustBeMember(c)
	if err != nil {
		return err
	}
	var found struct {
		WebSocket   bool `json:"webSocket"`
		EventStream bool `json:"eventStream"`
	}
	if err := json.NewDecoder(c.Request().Body).Decode(&found); err != nil {
		return problem(http.StatusBadRequest, "This is no result of the checks", `Send JSON such as {"webSocket":true,"eventStream":true}.`).because(err)
	}
	err = s.store.SaveChecks(c.Request().Context(), p.ID, !found.WebSocket, !found.EventStream)
	if errors.Is(err, store.ErrNotFound) {
		return inNoClass().because(err) // they were deleted just now
	}
	if err != nil {
		return err
	}
	s.changed(p.Class, notePeople, "")
	return c.NoContent(http.StatusNoContent)
}
