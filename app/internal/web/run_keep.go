package web

import (
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/store"
)

const (
	// keepWait is how long another instance may take to store the recording of a run
	// that goes on there, and keepLook how often it is looked for.
	keepWait = 2 * time.Second
	keepLook = 100 * time.Millisecond
)

// askToKeep lets the instance that has the run of somebody in a class store what
// was recorded so far, for who teaches them and for themselves. It returns when it
// is there, or will not be soon.
func (s *Server) askToKeep(c echo.Context) error {
	id, ctx := c.Param("id"), c.Request().Context()
	if s.peers == nil || !s.runs.Elsewhere(id) {
		return nil
	}
	session, err := s.instructor(c)
	if err != nil {
		return err
	}
	p, err := s.member(c)
	if err != nil || session == "" && p == nil {
		return err
	}
	s.changed("", noteKeep, id)
	for late := time.Now().Add(keepWait); ; {
		select {
		case <-time.After(keepLook):
		case <-ctx.Done():
			return ctx.Err()
		}
		_, _, err := s.store.Recording(ctx, id)
		if !errors.Is(err, store.ErrNotFound) || time.Now().After(late) {
			return nil // whatever it is, whoever reads it next is told
		}
	}
}
