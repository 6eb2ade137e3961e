package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/store"
)

// deleteMe deletes a person and all that is theirs, because they said so: POST
// /class/delete.
func (s *Server) deleteMe(c echo.Context) error {
	p, err := s.mustBeMember(c)
	if err != nil {
		return err
	}
	if c.FormValue("sure") != "yes" {
		return problem(http.StatusUnprocessableEntity, "Nothing is deleted yet",
			"Go back to your class page, tick the box beside Delete, and press it again.")
	}
	// Pressed twice, it is done as well.
	if err := s.store.DeletePerson(c.Request().Context(), p.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	s.forgetCookie(c, memberCookie)
	s.putOut(p)
	s.changed(p.Class, notePeople, "")
	s.changed(p.Class, noteGone, p.ID)
	return c.Redirect(http.StatusSeeOther, "/join?deleted")
}
