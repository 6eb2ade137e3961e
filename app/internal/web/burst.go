package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// burstSizes are how many numbers may be asked for: one, as a page that keeps
// asking gets it, and the three of a well-known experiment.
var burstSizes = []int{1, 100, 1000, live.MaxBurst}

// liveBurst sends the numbers from 1 to n, each by itself and as fast as they are
// taken, to any client of any origin: GET /live/burst?n=100. A WebSocket
// handshake is upgraded, any other request gets an event stream, which ends
// with the last number; a browser that then asks again is told by a 204 that
// this was all. It reads no cookie.
func (s *Server) liveBurst(c echo.Context) error {
	n, err := strconv.Atoi(c.QueryParam("n"))
	if err != nil || !slices.Contains(burstSizes, n) {
		return problem(http.StatusBadRequest, "No such burst",
			"A burst has as many numbers as n says, and n is one of 1, 100, 1000 and 10000: /live/burst?n=100.")
	}
	defer s.weigh(c)()
	if live.WantsWebSocket(c.Request()) {
		err := s.bursts.Serve(c.Response(), c.Request(), addressIn(c), n)
		switch {
		case errors.Is(err, live.ErrTooManyBursts):
			return tooManyBursts()
		case errors.Is(err, live.ErrNoHandshake):
			return noHandshake(c, err)
		}
		return err
	}
	give, lent := s.pushed.Take(addressIn(c))
	if !lent {
		return tooManyBursts()
	}
	defer give()
	if c.Request().Header.Get("Last-Event-ID") != "" {
		clear(c.Response().Header())
		anyOrigin(c)
		return c.NoContent(http.StatusNoContent)
	}
	s.push(c, n)
	return nil
}

func tooManyBursts() error {
	return problem(http.StatusServiceUnavailable, "Too many bursts",
		"As many bursts as this server sends at a time are under way. Try again in a moment.").after(busyRetry)
}

// push is the burst as an event stream. The last number has an id, by which a
// browser that comes back is known.
func (s *Server) push(c echo.Context, n int) {
	until := time.Now().Add(live.BurstWait)
	out, err := startPublic(c)
	for i := 1; i <= n && err == nil && time.Now().Before(until); i++ {
		select {
		case <-s.runs.Done():
			return
		default:
		}
		number, id := strconv.Itoa(i), ""
		if i == n {
			id = number
		}
		out.Event(id, "", []byte(number))
		err = out.Flush()
	}
}
