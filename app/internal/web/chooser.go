package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/views/pages"
)

// chooser is the six questions, and what follows from the answers that the
// query has: the address alone keeps them.
func (s *Server) chooser(c echo.Context) error {
	advice := s.choices.Advise(c.QueryParams())
	view := pages.Chooser(pages.ChooserProps{Chooser: s.choices, Advice: advice})
	if s.fresh {
		return show(c, http.StatusOK, view)
	}
	p, err := newPage(forWhom(c.Request()), view)
	if err != nil {
		return err
	}
	p.serve(c.Response(), c.Request())
	return nil
}
