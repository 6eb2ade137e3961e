package web

import (
	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

// askAgain opens another round of the last question: POST /teach/classes/{code}/again.
func (s *Server) askAgain(c echo.Context) error {
	now := s.now()
	return s.lead(c, func(of *class.Class) error { return of.Again(now) })
}
