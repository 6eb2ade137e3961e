package web

import (
	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

// closeVote takes no more votes on the question that is open: POST /teach/classes/{code}/close.
func (s *Server) closeVote(c echo.Context) error {
	now := s.now()
	return s.lead(c, func(of *class.Class) error { return of.Close(now) })
}
