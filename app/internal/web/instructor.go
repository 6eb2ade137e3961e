package web

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/store"
)

const (
	// instructorCookie holds a random token, whose hash the store knows.
	instructorCookie = "instructor"
	// sessionLasts is a long day of teaching.
	sessionLasts = 16 * time.Hour
)

// instructor returns the session that the request was made in, "" where there
// is none.
func (s *Server) instructor(c echo.Context) (session string, err error) {
	token := s.cookieText(c.Request(), instructorCookie)
	if token == "" {
		return "", nil
	}
	err = s.store.Session(c.Request().Context(), token)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return token, err
}

// teaching lets only a signed-in instructor through. Who reads a page is led to
// the sign-in and back; a script is told.
func (s *Server) teaching(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		session, err := s.instructor(c)
		if err != nil {
			return err
		}
		r := c.Request()
		switch {
		case session != "":
			c.Set(instructorCookie, session)
			c.Response().Header()["Cache-Control"] = noStore
			return next(c)
		case (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.Contains(r.Header.Get("Accept"), "text/html"):
			return c.Redirect(http.StatusSeeOther, "/teach/sign-in?"+url.Values{"next": {r.URL.RequestURI()}}.Encode())
		}
		return problem(http.StatusUnauthorized, "Only for the instructor",
			"Sign in first, at /teach/sign-in. A session ends after a day, or where somebody signed out.")
	}
}

// signIn begins a session in this browser, and ends the one that it had.
func (s *Server) signIn(c echo.Context) error {
	ctx := c.Request().Context()
	token := rand.Text()
	if err := s.store.AddSession(ctx, token, s.now().Add(sessionLasts)); err != nil {
		return err
	}
	if old := s.cookieText(c.Request(), instructorCookie); old != "" {
		if err := s.endSession(c, old); err != nil {
			return err
		}
	}
	s.renewVisitor(c)
	s.setCookie(c, instructorCookie, token, sessionLasts)
	return nil
}

// endSession ends a session, and every stream that was opened in it.
func (s *Server) endSession(c echo.Context, token string) error {
	if err := s.store.DeleteSession(c.Request().Context(), token); err != nil {
		return err
	}
	s.tethers.cut("", token)
	if s.peers != nil {
		s.changed("", noteSession, "")
	}
	if visitor := s.knownVisitor(c); visitor != "" {
		s.runs.EndOf(visitor, "You signed out, so this server ended your runs. Press Next to open another connection.")
	}
	return nil
}
