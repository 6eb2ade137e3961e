package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// newOrigins refuses requests that change something and come from a page of
// another origin.
func newOrigins(public *url.URL) (*http.CrossOriginProtection, error) {
	p := http.NewCrossOriginProtection()
	if public == nil {
		return p, nil
	}
	// A proxy in front may have changed Host.
	if err := p.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, fmt.Errorf("the public URL is no origin: %w", err)
	}
	return p, nil
}

// ownOrigin reports whether a request was made by one of our own pages, told by
// its Origin, which every browser sends with a WebSocket handshake (RFC 6455
// §4.1). Without an Origin it was not made by a page.
func (s *Server) ownOrigin(r *http.Request) bool {
	origin, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || origin.Host == "" {
		return false
	}
	if p := s.publicURL; p != nil && strings.EqualFold(origin.Host, p.Host) {
		return origin.Scheme == p.Scheme // anyone on the way writes the http pages of an https site
	}
	return (origin.Scheme == "http" || origin.Scheme == "https") && strings.EqualFold(origin.Host, r.Host)
}

// fromElsewhere reports whether a page of another origin made the request, as
// the browser tells. Unlike the guard it asks so of a GET too.
func (s *Server) fromElsewhere(r *http.Request) bool {
	asked := *r
	asked.Method = http.MethodPost
	return s.origins.Check(&asked) != nil
}
