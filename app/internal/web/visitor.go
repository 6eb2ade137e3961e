package web

import (
	"crypto/rand"
	"net/http"

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
	c.SetCookie(&http.Cookie{
		Name:     visitorCookie,
		Value:    id,
		Path:     "/",
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
		// A classroom's http://192.168.1.20 would never get a Secure one back.
		Secure: s.publicURL != nil && s.publicURL.Scheme == "https",
	})
	return id, true
}

// knownVisitor returns the key that came with the request, or the one that
// visitor has just made, or "".
func (s *Server) knownVisitor(c echo.Context) string {
	if id, ok := c.Get(visitorCookie).(string); ok {
		return id
	}
	cookie, err := c.Request().Cookie(visitorCookie)
	if err != nil || !isVisitor(cookie.Value) {
		return ""
	}
	return cookie.Value
}

// isVisitor reports whether id looks like what rand.Text returns: 26 letters
// of base32, which is 130 random bits.
func isVisitor(id string) bool {
	if len(id) != 26 {
		return false
	}
	for i := range len(id) {
		if c := id[i]; (c < 'A' || c > 'Z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}
