package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/views/pages"
)

// sheet is the run sheet of a lesson that has one, for who teaches it: GET
// /lessons/{slug}/sheet.
func (s *Server) sheet(c echo.Context) error {
	l := s.course.Lesson(c.Param("slug"))
	if l == nil || l.Sheet == nil {
		return notFound()
	}
	return show(c, http.StatusOK, pages.Sheet(pages.SheetProps{Course: s.course, Lesson: l}))
}
