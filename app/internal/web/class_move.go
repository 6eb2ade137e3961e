package web

import (
	"crypto/rand"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/store"
	"wirewalk/views/pages"
)

// move lets somebody go on in this browser who was in the class before, told by
// their personal code: POST /class/move. The browser they had is then out.
func (s *Server) move(c echo.Context) error {
	if err := s.mayGuess(c); err != nil {
		return err
	}
	ctx := c.Request().Context()
	code := class.ReadCode(c.FormValue("code"))
	of, err := s.store.Class(ctx, code)
	if errors.Is(err, store.ErrNotFound) {
		s.guessedWrong(c, s.guesses.visitors)
		return noClass()
	}
	if err != nil {
		return err
	}
	if wait := s.guesses.moves.wait(s.now(), of.Code); wait > 0 {
		return tooManyGuesses(wait)
	}
	was, err := s.member(c)
	if err != nil {
		return err
	}
	token := rand.Text()
	p, err := s.store.MovePerson(ctx, of.Code, class.ReadMoveCode(c.FormValue("personal")), token)
	if errors.Is(err, store.ErrNotFound) {
		s.guesses.moves.take(s.now(), of.Code)
		s.guessedWrong(c, s.guesses.visitors)
		props, err := s.joinProps(c, of, was)
		if err != nil {
			return err
		}
		props.Personal = c.FormValue("personal")
		props.MoveRefusal = "Nobody in this class has that personal code. It has six letters and digits; your instructor can tell you yours."
		return show(c, http.StatusNotFound, pages.JoinClass(props))
	}
	if err != nil {
		return err
	}
	s.putOut(&p)
	s.becomeMember(c, was, token)
	s.changed(of.Code, notePeople, "")
	return c.Redirect(http.StatusSeeOther, "/class?joined")
}
