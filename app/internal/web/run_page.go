package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/store"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/views/pages"
)

// replay shows a run as it was: GET /runs/{id}.
func (s *Server) replay(c echo.Context) error {
	script, recording, err := s.recorded(c)
	if err != nil {
		return err
	}
	return show(c, http.StatusOK, pages.Replay(pages.ReplayProps{
		Lesson: script.Lesson(), Script: script, Recording: recording, Walk: s.course.Walk(script), Run: c.Param("id"),
	}))
}

// recorded is the recording of a run: of one that lives or lived a while ago, or
// of somebody in a class, whose are stored.
func (s *Server) recorded(c echo.Context) (*lessons.Script, *wire.Recording, error) {
	run, err := s.run(c)
	if err == nil {
		return run.Script, run.Recording(), nil
	}
	if !errors.Is(err, live.ErrUnknownRun) {
		return nil, nil, err
	}
	if asked := s.askToKeep(c); asked != nil {
		return nil, nil, asked
	}
	person, recording, stored := s.store.Recording(c.Request().Context(), c.Param("id"))
	if errors.Is(stored, store.ErrNotFound) {
		return nil, nil, err
	}
	if stored != nil {
		return nil, nil, stored
	}
	if err := s.readable(c, person); err != nil {
		return nil, nil, err
	}
	script := s.course.Script(recording.Script)
	if script == nil {
		return nil, nil, err
	}
	return script, recording, nil
}
