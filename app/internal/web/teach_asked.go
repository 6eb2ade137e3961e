package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/views/pages"
)

// askedBefore shows what a class was asked and answered: GET
// /teach/classes/{code}/asked. A question whose lesson is gone is left out.
func (s *Server) askedBefore(c echo.Context) error {
	of, err := s.taught(c)
	if err != nil {
		return err
	}
	props := pages.AskedBeforeProps{Code: of.Code, Title: of.Title}
	for i := range of.Askings {
		a := &of.Askings[i]
		q, ok := s.find(a)
		if !ok {
			continue
		}
		asked, err := s.askedProps(c.Request().Context(), of.Code, a, q, nil, true)
		if err != nil {
			return err
		}
		where := "Pull the plug"
		if a.Lesson != "" {
			where = q.lesson.Title
		}
		props.Asked = append(props.Asked, pages.AskedBefore{AskedProps: *asked, At: a.Rounds[0].Opened, Where: where, Rounds: a.Round()})
	}
	return show(c, http.StatusOK, pages.AskedPage(props))
}
