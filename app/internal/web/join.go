package web

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/store"
	"wirewalk/views/pages"
)

// join asks for the code of a class: GET /join. With ?code=…, as a form without
// JavaScript sends it, it goes there.
func (s *Server) join(c echo.Context) error {
	typed := c.QueryParam("code")
	if typed == "" {
		return show(c, http.StatusOK, pages.Join(pages.JoinProps{Deleted: c.QueryParams().Has("deleted")}))
	}
	code := class.ReadCode(typed)
	if code == "" {
		return show(c, http.StatusNotFound, pages.Join(pages.JoinProps{Typed: typed, Refusal: "A code has eight letters and digits, such as CDFG-3479. Look at it again."}))
	}
	return c.Redirect(http.StatusSeeOther, "/join/"+url.PathEscape(code))
}

// joinClass asks for a name: GET /join/{code}. It is what the QR code opens.
func (s *Server) joinClass(c echo.Context) error {
	of, err := s.findClass(c)
	if err != nil {
		return err
	}
	p, err := s.member(c)
	if err != nil {
		return err
	}
	if p != nil && p.Class == of.Code {
		return c.Redirect(http.StatusSeeOther, "/class")
	}
	props, err := s.joinProps(c, of, p)
	if err != nil {
		return err
	}
	return show(c, http.StatusOK, pages.JoinClass(props))
}

// joinProps is the page that joins a class; was is who the browser is in another
// one, or nil.
func (s *Server) joinProps(c echo.Context, of *class.Class, was *class.Person) (pages.JoinClassProps, error) {
	props := pages.JoinClassProps{
		Key: rand.Text(), Code: of.Code, Shown: class.ShowCode(of.Code), Title: of.Title,
		Pseudonyms: of.Naming == class.Pseudonyms, Asks: string(of.Asks), Ended: !of.Ended.IsZero(),
		Retention: s.retention, NameMost: class.MaxName,
	}
	if props.Pseudonyms {
		props.Name = class.Pseudonym()
	}
	for _, l := range s.lessonsOf(of) {
		props.Lessons = append(props.Lessons, l.Title)
	}
	if was == nil || was.Class == of.Code {
		return props, nil
	}
	var err error
	props.Leaves, err = s.leaves(c, was)
	return props, err
}

// leaves says which class this browser is in, which joining another one leaves.
func (s *Server) leaves(c echo.Context, p *class.Person) (*pages.LeavesProps, error) {
	of, err := s.classOf(c.Request().Context(), p.Class)
	if err != nil {
		return nil, err
	}
	return &pages.LeavesProps{Title: of.Title, Name: p.Name, Code: class.ShowCode(of.Code), MoveCode: class.ShowCode(p.MoveCode)}, nil
}

// findClass is the class whose code the address has, in whatever form somebody
// typed it. Wrong ones are counted: see guess.
func (s *Server) findClass(c echo.Context) (*class.Class, error) {
	if err := s.mayGuess(c); err != nil {
		return nil, err
	}
	of, err := s.store.Class(c.Request().Context(), class.ReadCode(c.Param("code")))
	if errors.Is(err, store.ErrNotFound) {
		s.guessedWrong(c, s.guesses.visitors)
		return nil, noClass()
	}
	return of, err
}
