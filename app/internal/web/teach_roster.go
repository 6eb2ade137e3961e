package web

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/views/pages"
)

// roster compares a class with the list of a course, which is read and kept
// nowhere: POST /teach/classes/{code}/roster.
func (s *Server) roster(c echo.Context) error {
	of, err := s.taught(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	props, err := s.gradebookProps(ctx, of, c.QueryParams())
	if err != nil {
		return err
	}
	status := http.StatusOK
	props.Roster, err = s.compared(c, of)
	if err != nil {
		return err
	}
	if props.Roster.Refusal != "" {
		status = http.StatusUnprocessableEntity
	}
	return show(c, status, pages.Gradebook(*props))
}

func (s *Server) compared(c echo.Context, of *class.Class) (*pages.RosterProps, error) {
	header, err := c.FormFile("file")
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, err
	}
	if err != nil {
		return &pages.RosterProps{Refusal: "Choose a file first."}, nil
	}
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	roster, err := class.ReadRoster(file, of.Asks)
	var wrong *class.RosterError
	if errors.As(err, &wrong) {
		return &pages.RosterProps{Refusal: lineOf(wrong) + wrong.Says}, nil
	}
	if err != nil {
		return nil, err
	}
	people, err := s.store.People(c.Request().Context(), of.Code)
	if err != nil {
		return nil, err
	}
	return rosterProps(roster, roster.Check(people)), nil
}

func lineOf(wrong *class.RosterError) string {
	if wrong.Line == 0 {
		return ""
	}
	return fmt.Sprintf("Line %d: ", wrong.Line)
}

func rosterProps(roster *class.Roster, found class.RosterCheck) *pages.RosterProps {
	p := &pages.RosterProps{Column: roster.Column, Known: found.Known}
	for _, u := range found.Unknown {
		person := pages.RosterPerson{Name: u.Person.Name, Identifier: u.Person.Identifier}
		if u.Near != nil {
			person.Near = u.Near.Identifier
		}
		p.Unknown = append(p.Unknown, person)
	}
	for _, w := range found.Without {
		p.Without = append(p.Without, pages.RosterLine{{Typed: w.Name}})
	}
	line := func(l class.RosterLine) pages.RosterLine {
		of := pages.RosterLine{{Said: fmt.Sprintf("line %d: ", l.Line), Typed: l.Identifier}}
		if l.Name != "" {
			of = append(of, pages.RosterText{Said: ", ", Typed: l.Name})
		}
		return of
	}
	for _, l := range found.Absent {
		p.Absent = append(p.Absent, line(l))
	}
	for _, l := range roster.Odd {
		p.Odd = append(p.Odd, line(l))
	}
	for _, same := range found.TwiceInRoster {
		p.Twice = append(p.Twice, pages.RosterLine{
			{Typed: same[0].Identifier}, {Said: fmt.Sprintf(", in lines %d and %d of the roster", same[0].Line, same[1].Line)},
		})
	}
	for _, same := range found.TwiceInClass {
		p.Twice = append(p.Twice, pages.RosterLine{
			{Typed: same[0].Identifier}, {Said: ", of ", Typed: same[0].Name}, {Said: " and ", Typed: same[1].Name}, {Said: " in the class"},
		})
	}
	return p
}
