package web

import (
	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

// reveal shows everyone what was answered and what is right: POST /teach/classes/{code}/reveal.
func (s *Server) reveal(c echo.Context) error {
	now := s.now()
	return s.lead(c, func(of *class.Class) error { return of.Reveal(now) })
}
