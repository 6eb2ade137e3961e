package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// setCookie sets a cookie that no script reads and no other site's form sends.
// Lasts is how long the browser keeps it; 0: until it closes.
func (s *Server) setCookie(c echo.Context, name, value string, lasts time.Duration) {
	c.SetCookie(&http.Cookie{
		Name:     s.cookieName(name),
		Value:    value,
		Path:     "/",
		MaxAge:   int(lasts / time.Second),
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
		// A classroom's http://192.168.1.20 would never get a Secure one back.
		Secure: s.security.https(),
	})
}

// forgetCookie makes the browser drop a cookie.
func (s *Server) forgetCookie(c echo.Context, name string) { s.setCookie(c, name, "", -time.Second) }

// hostPrefix makes browsers take a cookie from this very host alone, over https
// (RFC 6265bis §4.1.3.2): no other host of its domain can plant one.
const hostPrefix = "__Host-"

// cookieName is what a cookie is called in the browser.
func (s *Server) cookieName(name string) string {
	if s.security.https() {
		return hostPrefix + name
	}
	return name
}

// cookieText is the value of a cookie, "" where it did not come, or is nothing
// that rand.Text returns: 26 letters of base32, which are 130 random bits.
func (s *Server) cookieText(r *http.Request, name string) string {
	return randomIn(r, s.cookieName(name))
}

// randomIn is cookieText of a cookie by the name that the browser has for it.
func randomIn(r *http.Request, name string) string {
	cookie, err := r.Cookie(name)
	if err != nil || !isRandomText(cookie.Value) {
		return ""
	}
	return cookie.Value
}

func isRandomText(text string) bool {
	if len(text) != 26 {
		return false
	}
	for i := range len(text) {
		if c := text[i]; (c < 'A' || c > 'Z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}
