package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/views/pages"
)

// teach is the first page of who teaches: GET /teach.
func (s *Server) teach(c echo.Context) error {
	return s.showTeach(c, http.StatusOK, nil)
}

// showTeach is that page, with the form of a new class as it was refused, or nil.
func (s *Server) showTeach(c echo.Context, status int, refused *pages.NewClass) error {
	props := s.teachProps(c)
	props.New = refused
	all, err := s.store.Classes(c.Request().Context())
	if err != nil {
		return err
	}
	for _, of := range all {
		shown := pages.TeachClass{
			Code: of.Class.Code, Shown: class.ShowCode(of.Class.Code), Title: of.Class.Title, People: of.People,
			Created: of.Class.Created, Ended: !of.Class.Ended.IsZero(), Rehearsal: of.Class.Rehearsal,
		}
		if of.Class.Archived.IsZero() {
			props.Classes = append(props.Classes, shown)
		} else {
			props.Archived = append(props.Archived, shown)
		}
	}
	return show(c, status, pages.Teach(props))
}

func (s *Server) teachProps(c echo.Context) pages.TeachProps {
	r := c.Request()
	props := pages.TeachProps{Lessons: s.course.Lessons(), Chosen: -1}
	all := s.addressURLs(r)
	given := s.origin(r)
	for i, a := range all {
		props.Addresses = append(props.Addresses, pages.TeachAddress{URL: a.url, Interface: a.iface, Reached: s.reach.isReached(a.host)})
		if a.url == given {
			props.Chosen = i
		}
	}
	return props
}
