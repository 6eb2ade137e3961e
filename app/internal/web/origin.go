package web

import (
	"errors"
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

// errDowngraded refuses what an http page of a host sends that is https.
var errDowngraded = errors.New("the request came from a page that is not https")

// checkOrigin refuses a request that changes something and was made by a page of
// another origin.
func (s *Server) checkOrigin(r *http.Request) error {
	if err := s.origins.Check(r); err != nil {
		return err
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions {
		return nil
	}
	// Browsers that say no Sec-Fetch-Site are told apart by the host alone.
	if origin := originOf(r); origin != nil && s.downgraded(origin) {
		return errDowngraded
	}
	return nil
}

// originOf is the Origin of a request; nil where there is none, where there are
// several, or where it is no serialized origin of a host (RFC 6454 §6.2): of a
// sandboxed frame it is "null".
func originOf(r *http.Request) *url.URL {
	all := r.Header.Values("Origin")
	if len(all) != 1 {
		return nil
	}
	origin, err := url.Parse(all[0])
	if err != nil || origin.Host == "" || *origin != (url.URL{Scheme: origin.Scheme, Host: origin.Host}) {
		return nil
	}
	return origin
}

// downgraded reports whether a page is http where this server's are https: anyone
// on the way writes such pages.
func (s *Server) downgraded(origin *url.URL) bool {
	of := s.security
	return origin.Scheme == "http" && (of.tls || of.https() && strings.EqualFold(origin.Host, of.public.Host))
}

// ownOrigin reports whether a request was made by one of our own pages, told by
// its Origin, which every browser sends with a WebSocket handshake (RFC 6455
// §4.1). Without an Origin it was not made by a page.
func (s *Server) ownOrigin(r *http.Request) bool {
	origin := originOf(r)
	if origin == nil || s.downgraded(origin) {
		return false
	}
	if p := s.publicURL; p != nil && strings.EqualFold(origin.Host, p.Host) {
		return origin.Scheme == p.Scheme
	}
	return (origin.Scheme == "http" || origin.Scheme == "https") && strings.EqualFold(origin.Host, r.Host)
}

// fromElsewhere reports whether a page of another origin made the request, as
// the browser tells. Unlike the guard it asks so of a GET too.
func (s *Server) fromElsewhere(r *http.Request) bool {
	asked := *r
	asked.Method = http.MethodPost
	return s.checkOrigin(&asked) != nil
}
