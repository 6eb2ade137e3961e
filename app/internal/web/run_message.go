package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// runMessage is what a page sends beside the event stream under study, where a
// WebSocket would send on the same connection: POST /runs/{id}/messages.
func (s *Server) runMessage(c echo.Context) error {
	run, err := s.ownRun(c)
	if err != nil {
		return err
	}
	return s.bare(c, run, s.takeMessage)
}

func (s *Server) takeMessage(run *live.Run, w http.ResponseWriter, r *http.Request) error {
	err := s.runs.ServePost(run, w, r)
	switch {
	case errors.Is(err, live.ErrBusy):
		return problem(http.StatusConflict, "This run expects no message now",
			"Its script has no message at this point, or has had it. Press Next for one row after the other.").because(err)
	case errors.Is(err, live.ErrTooLong):
		return problem(http.StatusRequestEntityTooLarge, "That message is too long",
			"A message of a run has at most "+strconv.Itoa(live.MaxPost)+" bytes, and its request says how many.").because(err)
	}
	return err
}
