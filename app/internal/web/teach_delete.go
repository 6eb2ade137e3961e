package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/store"
)

// deleteClass deletes a class with everything in it: POST
// /teach/classes/{code}/delete. A rehearsal needs no second thought.
func (s *Server) deleteClass(c echo.Context) error {
	of, err := s.taught(c)
	if err != nil {
		return err
	}
	if !of.Rehearsal && c.FormValue("sure") != "yes" {
		return problem(http.StatusUnprocessableEntity, "Nothing is deleted yet",
			"Go back to the class, tick the box beside Delete, and press it again. The gradebook is gone with it: export it first.")
	}
	err = s.store.DeleteClass(c.Request().Context(), of.Code)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	s.rehearsals.end(of.Code)
	s.changed(of.Code, noteGone, "")
	return c.Redirect(http.StatusSeeOther, "/teach")
}
