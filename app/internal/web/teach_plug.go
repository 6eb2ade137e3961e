package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

// plug pulls the plug, step by step: POST /teach/classes/{code}/plug. Its field
// do is in, vote, pull or away. What is decided here is done by the rooms: see
// room.act.
func (s *Server) plug(c echo.Context) error {
	now, do := s.now(), c.FormValue("do")
	return s.lead(c, func(of *class.Class) error {
		switch do {
		case "in":
			return of.PlugIn(now)
		case "vote":
			return of.PlugVote(now)
		case "pull":
			return of.PullPlug(now)
		case "away":
			return of.PutPlugAway(now)
		}
		return problem(http.StatusUnprocessableEntity, "Nothing to do", "The field do is in, vote, pull or away.")
	})
}

// plugName is what one plug of a class is called among all of them.
func plugName(code string, n int) string { return code + "/" + strconv.Itoa(n) }
