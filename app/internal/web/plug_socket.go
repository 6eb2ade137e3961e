package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// servePlugSocket opens the WebSocket of a person at a plug. Only a page of ours
// may open it. The caller knows that the person belongs there, and that the plug
// was not put away. Left is called once the connection has ended, and where there
// is none.
func (s *Server) servePlugSocket(c echo.Context, name, person string, left func()) error {
	if !s.ownOrigin(c.Request()) {
		left()
		return foreignClass()
	}
	err := s.plugs.ServeSocket(c.Response(), c.Request(), name, person, left)
	if err != nil {
		left()
	}
	switch {
	case errors.Is(err, live.ErrNoHandshake):
		return noHandshake(c, err)
	case errors.Is(err, live.ErrPlugOver):
		return problem(http.StatusGone, "The plug was put away",
			"Your instructor has ended it, and both connections with it. Go on with the lesson.")
	}
	return plugProblem(err)
}

// plugProblem tells what keeps a person from a plug.
func plugProblem(err error) error {
	if errors.Is(err, live.ErrPlugsFull) {
		return problem(http.StatusServiceUnavailable, "There is no room at this plug",
			"A plug has room for "+strconv.Itoa(live.MaxPlugPeople)+" people, and this server for "+strconv.Itoa(live.MaxPlugs)+
				" plugs at once. Look at the projector, and try again in a moment.").after(busyRetry)
	}
	return err
}
