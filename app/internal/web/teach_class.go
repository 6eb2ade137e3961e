package web

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/store"
)

// cockpitPath is where an instructor leads a class from.
func cockpitPath(code string) string { return "/teach/classes/" + url.PathEscape(code) }

// taught is the class that an instructor's address names.
func (s *Server) taught(c echo.Context) (*class.Class, error) {
	return s.classOf(c.Request().Context(), class.ReadCode(c.Param("code")))
}

// taughtRoll is everyone in it, read once for a page without a room.
func (s *Server) taughtRoll(c echo.Context) (*roll, error) {
	of, err := s.taught(c)
	if err != nil {
		return nil, err
	}
	return s.readRoll(c.Request().Context(), of, nil, nil)
}

// lead lets an instructor decide something about a class: change runs within a
// transaction, and everyone is told when it is stored. A script is answered with
// 204, a form with the cockpit.
func (s *Server) lead(c echo.Context, change func(*class.Class) error) error {
	code := class.ReadCode(c.Param("code"))
	_, err := s.store.UpdateClass(c.Request().Context(), code, change)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return noClass()
	case err != nil:
		return refusedLead(err)
	}
	s.changed(code, noteClass, "")
	if c.Request().Header.Get(fragmentField) != "" {
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, cockpitPath(code))
}

// ruling is the handler of a button that needs no words: rule decides it.
func (s *Server) ruling(rule func(of *class.Class, now time.Time) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		now := s.now()
		return s.lead(c, func(of *class.Class) error { return rule(of, now) })
	}
}

// refusedLead is what an instructor is told where a rule is against it.
func refusedLead(err error) error {
	say := func(title, detail string) error {
		return problem(http.StatusConflict, title, detail).because(err)
	}
	switch {
	case errors.Is(err, class.ErrEnded):
		return say("This class has ended", "Its gradebook stays. Make a new class to go on.")
	case errors.Is(err, class.ErrOpen):
		return say("A question is open", "Close or release it first, then go on.")
	case errors.Is(err, class.ErrNotOpen):
		return say("No question is open for that", "Another window of yours may have closed it. Look at the cockpit again.")
	case errors.Is(err, class.ErrTooMany):
		return say("That was asked often enough", "One question has at most five rounds, one class two hundred questions.")
	case errors.Is(err, class.ErrNotPaced):
		return say("Everybody walks for themselves", "Choose a lesson and press Together first.")
	case errors.Is(err, class.ErrNoStep):
		return say("There is no such row", "The lesson's table begins before row 1 and ends with its last.")
	case errors.Is(err, class.ErrNoLesson):
		return say("This class does not have that lesson", "Choose one of the lessons that you gave the class.")
	case errors.Is(err, class.ErrNoPlug):
		return say("Nothing is plugged in", "Press Plug in first: everyone's page then opens both connections.")
	}
	return err
}
