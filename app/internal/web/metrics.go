package web

import (
	"net"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// showMetrics is what this process counts, for Prometheus: GET /metrics. It is for
// the host alone: asked from this machine, and not through a proxy, or with the
// instructor's token.
func (s *Server) showMetrics(c echo.Context) error {
	r := c.Request()
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	// A page of a name that its owner lets point here says that name as Host.
	here := net.ParseIP(host).IsLoopback() && isLocalHost(r.Host) && !forwarded(r)
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	bears := strings.EqualFold(scheme, "Bearer") // in any case (RFC 9110 §11.1)
	if !here && !(bears && s.isInstructorToken(token)) {
		return problem(http.StatusForbidden, "These numbers are for whoever runs this server",
			"Ask from the machine itself, or send the instructor's token: Authorization: Bearer …")
	}
	c.Response().Header()["Cache-Control"] = noStore
	recorderOf(c.Response()).quiet = true
	s.metrics.Handler().ServeHTTP(c.Response(), r)
	return nil
}
