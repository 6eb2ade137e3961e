package web

import (
	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

// putAway takes the last question off everyone's page: POST /teach/classes/{code}/away.
func (s *Server) putAway(c echo.Context) error {
	now := s.now()
	return s.lead(c, func(of *class.Class) error { return of.PutAway(now) })
}
