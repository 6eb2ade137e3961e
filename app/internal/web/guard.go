package web

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
)

const (
	// bodyLimit bounds the body of a request. The largest that a page sends is a
	// batch of what its JavaScript saw, a few KiB.
	bodyLimit = 64 << 10
	// rosterLimit is the same for the list of a course, with the form around it.
	rosterLimit = class.MaxRosterBytes + bodyLimit
	// bodyDrain is how much of a body that is too long is read and dropped, as much
	// as net/http itself would.
	bodyDrain = 256 << 10
	// bodyWait is how long a body may take to arrive: 64 KiB at 7 KiB/s.
	bodyWait = 10 * time.Second
)

// livePrefix begins the addresses that are for any client of any origin. What
// answers there reads no cookie, so another site's page gains nothing by it.
const livePrefix = "/live/"

// guard stands before every route that is not answered from memory: it refuses
// what another origin's page sends, what is too much and what is too often.
func (s *Server) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		recorderOf(c.Response()).route = c.Path()
		switch r.URL.Path {
		case "/healthz", "/readyz":
			return next(c) // whoever watches over the program is never refused
		}
		s.reach.note(r, c.RealIP())
		public := strings.HasPrefix(r.URL.Path, livePrefix)
		if err := s.checkOrigin(r); err != nil && !public {
			return problem(http.StatusForbidden, "This came from another site",
				"Only pages of this server may do that. Open the lesson here and try again.").because(err)
		}
		take := s.limits.takeLive
		if !public {
			visitor := s.knownVisitor(c)
			take = func(now time.Time, address string) time.Duration { return s.limits.take(now, address, visitor) }
		}
		if wait := take(s.now(), c.RealIP()); wait > 0 {
			return problem(http.StatusTooManyRequests, "That was a little too fast",
				"This server takes only so many requests in a row. Wait a moment, then go on.").after(wait)
		}
		if r.ContentLength != 0 {
			_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(bodyWait))
			limit := int64(bodyLimit)
			if strings.HasPrefix(r.URL.Path, "/teach/") && strings.HasSuffix(r.URL.Path, "/roster") {
				limit = rosterLimit
			}
			if r.ContentLength > limit {
				// Who still sends when the connection is closed does not get to read why.
				_, _ = io.CopyN(io.Discard, r.Body, bodyDrain)
				return &http.MaxBytesError{Limit: limit}
			}
			r.Body = http.MaxBytesReader(recorderOf(c.Response()).ResponseWriter, r.Body, limit)
		}
		return next(c)
	}
}
