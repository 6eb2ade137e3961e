package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/store"
	"wirewalk/views/pages"
)

// signInPage asks for a code or the long token: GET /teach/sign-in. The code of
// a sign-in link stands behind its #, which no browser sends and no log keeps;
// the page's script posts it.
func (s *Server) signInPage(c echo.Context) error {
	session, err := s.instructor(c)
	if err != nil {
		return err
	}
	return show(c, http.StatusOK, pages.SignIn(pages.SignInProps{Next: ownPath(c.QueryParam("next")), SignedIn: session != ""}))
}

// signInPost signs in with a code, which is used up by it, or the long token:
// POST /teach/sign-in.
func (s *Server) signInPost(c echo.Context) error {
	r := c.Request()
	given := strings.TrimSpace(r.PostFormValue("code")) // and none that stands in an address
	next := ownPath(r.PostFormValue("next"))
	if wait := s.guesses.signIns.wait(s.now(), s.knownVisitor(c)); wait > 0 {
		return problem(http.StatusTooManyRequests, "Too many tries",
			"Wait a minute, then try again. wirewalk sign-in, at the host's terminal, prints a new link.").after(wait)
	}
	if !s.isInstructorToken(given) {
		err := s.store.UseSignIn(r.Context(), given)
		if errors.Is(err, store.ErrNotFound) {
			s.guessedWrong(c, s.guesses.signIns)
			return show(c, http.StatusUnauthorized, pages.SignIn(pages.SignInProps{Next: next,
				Refusal: "That code is used up, older than ten minutes, or has a letter missing. At the host's terminal, wirewalk sign-in prints a new link."}))
		}
		if err != nil {
			return err
		}
	}
	if err := s.signIn(c); err != nil {
		return err
	}
	if next == "" {
		next = "/teach"
	}
	return c.Redirect(http.StatusSeeOther, next)
}

// isInstructorToken compares with the long token in the same time for each try.
func (s *Server) isInstructorToken(given string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(s.instructorToken))
	return s.instructorToken != "" && subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// ownPath is a path of this server to go on to, or "".
func ownPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return ""
	}
	return next
}
