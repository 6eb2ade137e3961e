package web

import (
	"crypto/rand"

	"github.com/labstack/echo/v4"
)

// visitorCookie holds a random number that drives the visitor's own runs. It
// says nothing about them, and the browser forgets it when it closes.
const visitorCookie = "visitor"

// visitor returns the key of the visitor who sent the request. Where none came
// with it, one is made, and set as a cookie by this answer. Reading a page sets
// nothing, so only handlers of a POST may call it, and guessedWrong.
func (s *Server) visitor(c echo.Context) (id string) {
	if id := s.knownVisitor(c); id != "" {
		return id
	}
	return s.newVisitor(c)
}

// renewVisitor gives the browser another key, and its runs to that: who joins a
// class or signs in goes on with one that cannot have been planted. As for visitor,
// the request must be a POST.
func (s *Server) renewVisitor(c echo.Context) {
	old := s.knownVisitor(c)
	id := s.newVisitor(c)
	if old != "" {
		s.runs.Hand(old, id)
	}
}

// newVisitor makes a key and sets its cookie.
func (s *Server) newVisitor(c echo.Context) (id string) {
	id = rand.Text()
	c.Set(visitorCookie, id)
	s.setCookie(c, visitorCookie, id, 0)
	return id
}

// knownVisitor returns the key that came with the request, or the one that
// visitor has just made, or "".
func (s *Server) knownVisitor(c echo.Context) string {
	if id, ok := c.Get(visitorCookie).(string); ok {
		return id
	}
	return s.cookieText(c.Request(), visitorCookie)
}
