package web

import (
	"crypto/rand"

	"github.com/labstack/echo/v4"
)

// visitorCookie holds a random number that drives the visitor's own runs. It
// says nothing about them, and the browser forgets it when it closes.
const visitorCookie = "visitor"

// visitor returns the key of the visitor who sent the request, and whether it
// is fresh: made now, and set as a cookie by this answer. Only handlers of a
// POST may call it; reading a page sets nothing.
func (s *Server) visitor(c echo.Context) (id string, fresh bool) {
	if id := s.knownVisitor(c); id != "" {
		return id, false
	}
	id = rand.Text()
	c.Set(visitorCookie, id)
	s.setCookie(c, visitorCookie, id, 0)
	return id, true
}

// knownVisitor returns the key that came with the request, or the one that
// visitor has just made, or "".
func (s *Server) knownVisitor(c echo.Context) string {
	if id, ok := c.Get(visitorCookie).(string); ok {
		return id
	}
	return cookieText(c.Request(), visitorCookie)
}
