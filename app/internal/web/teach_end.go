package web

import (
	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

// endClass ends a class: nobody joins or answers any more: POST /teach/classes/{code}/end.
func (s *Server) endClass(c echo.Context) error {
	now := s.now()
	return s.lead(c, func(of *class.Class) error { return of.End(now) })
}
