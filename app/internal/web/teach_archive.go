package web

import (
	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

// archive ends a class and takes it out of the list: POST /teach/classes/{code}/archive.
func (s *Server) archive(c echo.Context) error {
	now := s.now()
	return s.lead(c, func(of *class.Class) error { return of.Archive(now) })
}
