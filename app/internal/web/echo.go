package web

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// dropSlowest is the longest time after which a crash of the echo may be asked
// for: whoever waits longer has looked away.
const dropSlowest = 60

// liveEcho is a plain echo for any client of any origin: GET /live/echo. It
// reads no cookie. With ?drop=3 the TCP connection ends after three seconds,
// without a Close.
func (s *Server) liveEcho(c echo.Context) error {
	drop, err := echoDrop(c.QueryParam("drop"))
	if err != nil {
		return err
	}
	defer s.weigh(c)()
	err = s.echoes.Serve(c.Response(), c.Request(), addressIn(c), drop)
	switch {
	case errors.Is(err, live.ErrTooManyEchoes):
		return problem(http.StatusServiceUnavailable, "The echo is full",
			"As many connections as this server lends to the echo are open. Try again in a moment.").after(busyRetry)
	case errors.Is(err, live.ErrNoHandshake):
		return noHandshake(c, err)
	}
	return err
}

// echoDrop reads after how many seconds the connection is to end.
func echoDrop(drop string) (time.Duration, error) {
	if drop == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(drop)
	if err != nil || n < 1 || n > dropSlowest {
		return 0, problem(http.StatusBadRequest, "No such drop",
			"With ?drop=3 the echo ends the connection after three seconds; drop is a whole number from 1 to "+strconv.Itoa(dropSlowest)+".")
	}
	return time.Duration(n) * time.Second, nil
}

// postEcho is the same for a request that has a body, for any client of any
// origin: POST /live/echo.
func (s *Server) postEcho(c echo.Context) error {
	defer s.weigh(c)()
	body, err := io.ReadAll(c.Request().Body) // at most bodyLimit, see guard
	if err != nil {
		return err
	}
	h := c.Response().Header()
	clear(h)
	anyOrigin(c)
	h["X-Content-Type-Options"] = noSniff
	h["Cache-Control"] = noStore
	return c.Blob(http.StatusOK, echo.MIMETextPlainCharsetUTF8, body)
}
