package web

import (
	"crypto/rand"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/store"
)

// leave takes this browser out of its class: POST /class/leave. What was done
// stays, and the personal code brings it back.
func (s *Server) leave(c echo.Context) error {
	p, err := s.member(c)
	if err != nil {
		return err
	}
	s.forgetCookie(c, memberCookie)
	if p != nil {
		// The token in the cookie is nobody's from now on, whoever has kept it.
		_, err := s.store.MovePerson(c.Request().Context(), p.Class, p.MoveCode, rand.Text())
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		s.putOut(p)
		s.changed(p.Class, notePeople, "")
	}
	return c.Redirect(http.StatusSeeOther, "/join")
}
