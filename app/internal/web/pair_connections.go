package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// pairSocket is a pair's WebSocket: GET /pairs/{id}/socket. Only a page of ours
// opens it, and only the visitor whose it is.
func (s *Server) pairSocket(c echo.Context) error {
	pair, err := s.ownPair(c)
	if err != nil {
		return err
	}
	if !s.ownOrigin(c.Request()) {
		return foreignPage("/live/echo")
	}
	return s.unadorned(c, func() error {
		err := pair.ServeSocket(c.Response(), c.Request())
		if errors.Is(err, live.ErrNoHandshake) {
			return noHandshake(c, err)
		}
		return pairProblem(err)
	})
}

// pairStream is a pair's event stream, and after a reset whatever answers there
// then: GET /pairs/{id}/stream.
func (s *Server) pairStream(c echo.Context) error {
	pair, err := s.ownPair(c)
	if err != nil {
		return err
	}
	if s.fromElsewhere(c.Request()) {
		return foreignPage("/live/clock")
	}
	return s.unadorned(c, func() error {
		release, err := pair.WatchStream(c.Request())
		if err != nil {
			return pairProblem(err)
		}
		defer release()
		if pair.WasReset() && pair.Return != live.ReturnStream {
			return answerReturn(c, pair.Return)
		}
		reader, err := pair.Join(c.Request())
		if err != nil {
			return pairProblem(err)
		}
		return writePlug(c, reader, live.PairRetry)
	})
}

// answerReturn is what a server says that came back otherwise. It is out when it
// returns.
func answerReturn(c echo.Context, as live.Return) error {
	status, kind, body := http.StatusOK, "text/html; charset=utf-8", "<p>Back soon.</p>\n"
	switch as {
	case live.ReturnUnavailable:
		status, kind, body = http.StatusServiceUnavailable, "text/plain; charset=utf-8", "Not ready yet.\n"
		c.Response().Header().Set("Retry-After", "1")
	case live.ReturnNoContent:
		status, body = http.StatusNoContent, ""
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	if body != "" {
		h.Set("Content-Type", kind)
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	c.Response().WriteHeader(status)
	if _, err := c.Response().Write([]byte(body)); body != "" && err != nil {
		return nil // the page has left
	}
	_ = http.NewResponseController(c.Response()).Flush()
	return nil
}

// pairProblem tells what keeps a page from a pair's connections.
func pairProblem(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, live.ErrPlugOver), errors.Is(err, live.ErrPlugsFull):
		return problem(http.StatusGone, "These connections are over", "Run the experiment again to open two others.").because(err)
	}
	return problem(http.StatusBadRequest, "This request could not be shown",
		"Its bytes were not seen from the first on, or there were too many such requests. Run the experiment again.").because(err)
}

// unadorned serves without the headers that every page has: the student reads
// what crosses, and none of them concerns it. A refusal has them.
func (s *Server) unadorned(c echo.Context, serve func() error) error {
	h := c.Response().Header()
	clear(h)
	err := serve()
	if err != nil {
		s.security.set(h, c.Request().Host)
	}
	return err
}
