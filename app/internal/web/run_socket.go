package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// runSocket is the WebSocket under study: GET /runs/{id}/ws. Only a page of
// ours opens it, and only the visitor who drives the run.
func (s *Server) runSocket(c echo.Context) error {
	run, err := s.ownRun(c)
	if err != nil {
		return err
	}
	if !s.ownOrigin(c.Request()) {
		return foreignPage("/live/echo")
	}
	return s.bare(c, run, s.runs.ServeWebSocket)
}

// foreignPage refuses the connection of a run to a page that is not its own.
func foreignPage(demo string) *failure {
	return problem(http.StatusForbidden, "This came from another site",
		"A run's connection is opened by its own lesson page. Any client of any origin may use "+demo+".")
}

// bare serves a run's connection without the headers that every page has: the
// student reads this head line by line, and none of them concerns it.
func (s *Server) bare(c echo.Context, run *live.Run, serve func(*live.Run, http.ResponseWriter, *http.Request) error) error {
	err := s.unadorned(c, func() error { return serve(run, c.Response(), c.Request()) })
	if err == nil {
		return nil
	}
	var f *failure
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, live.ErrOver):
		return runOver(run)
	case errors.Is(err, live.ErrBusy):
		return problem(http.StatusConflict, "This run has its connection already",
			"One run is one connection. Open the lesson again to make a run of its own.")
	case errors.Is(err, live.ErrUnknownRun):
		return notFound()
	}
	return problem(http.StatusBadRequest, "This request could not be shown",
		"Its bytes were not seen from the first on. Send one request at a time, and a short head.").because(err)
}
