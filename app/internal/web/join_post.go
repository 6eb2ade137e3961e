package web

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/store"
	"wirewalk/views/pages"
)

// joinPost puts somebody into a class: POST /join/{code}. What they did before
// in this browser comes with them. A form that is sent again, because no word
// came back, makes nobody else: its key is the token of who sent it.
func (s *Server) joinPost(c echo.Context) error {
	of, err := s.findClass(c)
	if err != nil {
		return err
	}
	was, err := s.member(c)
	if err != nil {
		return err
	}
	if was != nil && was.Class == of.Code {
		return c.Redirect(http.StatusSeeOther, "/class")
	}
	props, err := s.joinProps(c, of, was)
	if err != nil {
		return err
	}
	props.Name, props.Identifier = c.FormValue("name"), c.FormValue("identifier")
	refused := func(status int, field, refusal string) error {
		props.Wrong, props.Refusal = field, refusal
		return show(c, status, pages.JoinClass(props))
	}
	p := class.Person{Class: of.Code}
	if p.Name, err = class.CleanName(props.Name); err != nil {
		return refused(http.StatusUnprocessableEntity, "name", "Type a name of at least one letter, and of at most forty.")
	}
	if p.Identifier, err = of.Asks.CleanIdentifier(props.Identifier); err != nil {
		text := "Type your e-mail address, such as ada@example.org."
		if of.Asks == class.StudentNumber {
			text = "Type your student number: letters and digits, such as s4711."
		}
		return refused(http.StatusUnprocessableEntity, "identifier", text)
	}
	p, token, err := s.enroll(c.Request().Context(), p, c.FormValue("key"), c.FormValue("another") != "")
	switch {
	case errors.Is(err, store.ErrNameTaken):
		props.Taken = true
		return refused(http.StatusConflict, "name", "Somebody is here by that name already.")
	case errors.Is(err, class.ErrEnded):
		props.Ended = true
		return show(c, http.StatusGone, pages.JoinClass(props))
	case errors.Is(err, class.ErrFull):
		return problem(http.StatusServiceUnavailable, "This class is full", "As many people are in it as this server admits to one class. Tell your instructor.")
	case errors.Is(err, store.ErrNotFound):
		return noClass()
	case err != nil:
		return err
	}
	s.becomeMember(c, was, token)
	if err := s.adopt(c.Request().Context(), of, &p, c.FormValue("progress")); err != nil {
		return err
	}
	s.changed(of.Code, notePeople, "")
	return c.Redirect(http.StatusSeeOther, "/class?joined")
}

// enroll lets p join with key as their token, unless that is none, or finds whom
// it has let join with it before.
func (s *Server) enroll(ctx context.Context, p class.Person, key string, numbered bool) (joined class.Person, token string, err error) {
	if !isRandomText(key) {
		key = rand.Text()
	}
	joined, err = s.store.Join(ctx, p, key, numbered)
	if err == nil {
		return joined, key, nil
	}
	had, unknown := s.store.PersonByToken(ctx, key)
	switch {
	case unknown != nil:
		return joined, "", err
	case had.Class == p.Class && (numbered || class.SameName(had.Name) == class.SameName(p.Name)):
		return had, key, nil
	}
	key = rand.Text() // another one has joined from the same page
	joined, err = s.store.Join(ctx, p, key, numbered)
	return joined, key, err
}

// becomeMember lets this browser go on as the person whose token it is, and no
// more as who it was, where it was somebody.
func (s *Server) becomeMember(c echo.Context, was *class.Person, token string) {
	if was != nil {
		s.putOut(was)
	}
	s.renewVisitor(c)
	s.setCookie(c, memberCookie, token, memberLasts)
}
