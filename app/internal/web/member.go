package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/store"
)

const (
	// memberCookie holds a random token, whose hash the store knows. It lasts, so
	// that a reload, a crash or a dead battery loses nothing.
	memberCookie = "member"
	// memberLasts is longer than a term.
	memberLasts = 200 * 24 * time.Hour
)

// member returns the person in a class who sent the request, or nil.
func (s *Server) member(c echo.Context) (*class.Person, error) {
	token := s.cookieText(c.Request(), memberCookie)
	if token == "" {
		return nil, nil
	}
	p, err := s.store.PersonByToken(c.Request().Context(), token)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// mustBeMember is member, with what a stranger is told.
func (s *Server) mustBeMember(c echo.Context) (*class.Person, error) {
	p, err := s.member(c)
	if err == nil && p == nil {
		return nil, inNoClass()
	}
	return p, err
}

func inNoClass() *failure {
	return problem(http.StatusUnauthorized, "You are in no class here",
		"Join with the code of your class, at /join. Where you were in one, your personal code brings you back.")
}

// ownStream refuses an event stream that a page of another site opened: it would
// be read with this visitor's cookies.
func (s *Server) ownStream(c echo.Context) error {
	if s.fromElsewhere(c.Request()) {
		return foreignClass()
	}
	return nil
}

// foreignClass refuses a connection of a class to a page of another site.
func foreignClass() *failure {
	return problem(http.StatusForbidden, "This came from another site",
		"A class's connections are opened by its own page. Open the class here and try again.")
}

// classOf is the class that a code names.
func (s *Server) classOf(ctx context.Context, code string) (*class.Class, error) {
	of, err := s.store.Class(ctx, code)
	if errors.Is(err, store.ErrNotFound) {
		return nil, noClass()
	}
	return of, err
}

func noClass() *failure {
	return problem(http.StatusNotFound, "There is no such class",
		"Look at the code again: it has eight letters and digits. The class may also have been deleted.")
}
