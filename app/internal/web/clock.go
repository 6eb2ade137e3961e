package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/stream"
)

const (
	// mostClocks bounds the public clock's connections, so that strangers cannot
	// take the descriptors that a class needs.
	mostClocks = 2000
	// clockMost is the number after which a clock begins again: a day of seconds.
	// An id above it was never sent.
	clockMost = 86_400
	// clockSlowest is the longest pause between two numbers that may be asked for.
	clockSlowest = 60
	// pingEach is how many numbers stand between two pings.
	pingEach = 5
	// idMost is how much of an unknown Last-Event-ID is shown.
	idMost = 64
)

// liveClock counts the seconds for any client of any origin, from 0 or after
// Last-Event-ID: GET /live/clock. It reads no cookie. With ?every=20 it counts
// each twentieth second only, and keeps the stream alive with comments.
func (s *Server) liveClock(c echo.Context) error {
	every, err := clockPace(c.QueryParam("every"))
	if err != nil {
		return err
	}
	give, lent := s.clocks.Take(addressIn(c))
	if !lent {
		return problem(http.StatusServiceUnavailable, "The clock is full",
			"As many connections as this server lends to the clock are open. Try again in a moment.").after(busyRetry)
	}
	defer give()

	out, err := startPublic(c)
	if err != nil {
		return nil // the client has left
	}
	number, restart := clockFrom(c.Request().Header.Get("Last-Event-ID"))
	if restart != nil {
		out.Event("", "restart", restart)
	}
	second, alive := time.NewTicker(every), time.NewTicker(stream.KeepAlive)
	defer second.Stop()
	defer alive.Stop()
	for {
		s.tick(out, number)
		number = (number + 1) % (clockMost + 1)
		alive.Reset(stream.KeepAlive)
		if out.Flush() != nil {
			return nil
		}
		if !s.idle(c, out, second.C, alive.C) {
			return nil
		}
	}
}

// idle waits for the next number, keeping the stream alive; it reports false
// when the client has left or the server is shutting down.
func (s *Server) idle(c echo.Context, out *stream.Writer, second, alive <-chan time.Time) bool {
	for {
		select {
		case <-second:
			return true
		case <-alive:
			out.Comment("still here")
			if out.Flush() != nil {
				return false
			}
		case <-s.runs.Done():
			return false
		case <-c.Request().Context().Done():
			return false
		}
	}
}

// tick adds the number, and each fifth time what the clock on the wall says.
func (s *Server) tick(out *stream.Writer, number int) {
	n := strconv.Itoa(number)
	out.Event(n, "", []byte(n))
	if number%pingEach == pingEach-1 {
		out.Event("", "ping", []byte(`{"time":"`+s.now().UTC().Format(time.RFC3339Nano)+`"}`))
	}
}

// clockFrom is the number to begin with. Where a Last-Event-ID is none of the
// clock's, restart says so in JSON.
func clockFrom(lastEventID string) (number int, restart []byte) {
	if lastEventID == "" {
		return 0, nil
	}
	if last, sent := numberOf(lastEventID, 0, clockMost); sent {
		return (last + 1) % (clockMost + 1), nil
	}
	if len(lastEventID) > idMost {
		lastEventID = lastEventID[:idMost] + "…"
	}
	restart, _ = json.Marshal(map[string]string{ // strings always marshal
		"lastEventId": lastEventID,
		"reason":      "this clock never sent that id, so it begins again at 0",
	})
	return 0, restart
}

// clockPace reads how many seconds stand between two numbers.
func clockPace(every string) (time.Duration, error) {
	if every == "" {
		return time.Second, nil
	}
	n, err := strconv.Atoi(every)
	if err != nil || n < 1 || n > clockSlowest {
		return 0, problem(http.StatusBadRequest, "No such pace",
			"The clock counts each second, or with ?every=20 each twentieth; every is a whole number from 1 to "+strconv.Itoa(clockSlowest)+".")
	}
	return time.Duration(n) * time.Second, nil
}
