package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// signOut ends the instructor's session and all that streams in it: POST
// /teach/sign-out.
func (s *Server) signOut(c echo.Context) error {
	if token := s.cookieText(c.Request(), instructorCookie); token != "" {
		if err := s.endSession(c, token); err != nil {
			return err
		}
	}
	s.forgetCookie(c, instructorCookie)
	return c.Redirect(http.StatusSeeOther, "/teach/sign-in")
}
