package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

// pace says who presses Next: POST /teach/classes/{code}/pace. Its field do is
// start, together (with lesson), free, next, back, goto (with step) or release.
func (s *Server) pace(c echo.Context) error {
	now, form := s.now(), c.FormValue
	return s.lead(c, func(of *class.Class) error {
		l := s.course.Lesson(of.Pacing.Lesson)
		switch form("do") {
		case "start":
			return of.Start(now)
		case "together":
			return of.Lead(s.course.Lesson(form("lesson")), now)
		case "free":
			return of.Free(now)
		case "next":
			return of.Next(l, now)
		case "back":
			return of.Back(l, now)
		case "release":
			return of.Release(now)
		case "goto":
			n, err := strconv.Atoi(form("step"))
			if err != nil {
				return class.ErrNoStep
			}
			return of.GoTo(l, n, now)
		}
		return problem(http.StatusUnprocessableEntity, "No such pace", "The field do is start, together, free, next, back, goto or release.")
	})
}
