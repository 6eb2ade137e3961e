package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"wirewalk/static"
)

// Header values that many answers share. They are never appended to.
var (
	noCache    = []string{"no-cache"}
	noStore    = []string{"no-store"}
	varies     = []string{"Accept-Encoding, Cookie"}
	gzipCoding = []string{"gzip"}
	html       = []string{htmlType}
	noSniff    = []string{"nosniff"}
	nothing    = []string{"default-src 'none'; frame-ancestors 'none'"}
	sameOrigin = []string{"same-origin"}
	noFeatures = []string{"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"}
)

const htmlType = "text/html; charset=utf-8"

// security sets the header fields that keep a page to itself.
type security struct {
	public  *url.URL
	lab     *url.URL
	labPort string
	tls     bool // by this server itself
	last    atomic.Pointer[policy]
}

// policy is the Content-Security-Policy of the pages of one host. Nearly all
// requests name the same one, so the last is kept.
type policy struct {
	host  string
	value []string
}

func newSecurity(public, lab *url.URL, labPort int, tls bool) *security {
	return &security{public: public, lab: lab, labPort: strconv.Itoa(labPort), tls: tls}
}

// set writes the fields for a page that was asked for at host.
func (s *security) set(h http.Header, host string) {
	p := s.last.Load()
	if p == nil || p.host != host {
		p = &policy{host, []string{s.policy(host)}}
		s.last.Store(p)
	}
	h["Content-Security-Policy"] = p.value
	h["X-Content-Type-Options"] = noSniff
	// Not no-referrer: with it a form's POST says "Origin: null", and the
	// cross-origin check has nothing else to go by on plain http.
	h["Referrer-Policy"] = sameOrigin
	h["Permissions-Policy"] = noFeatures
	if s.https() {
		// On plain http browsers ignore it, with a warning in the console.
		h["Cross-Origin-Opener-Policy"] = sameOrigin
	}
}

// policy names the two other origins that a page connects to: its own host by
// WebSocket, which older browsers do not count as 'self', and the lab origin.
func (s *security) policy(host string) string {
	_, own := s.own(host)
	lab := s.labOrigin(host)
	if lab != "" {
		lab = " " + lab + " ws" + strings.TrimPrefix(lab, "http")
	}
	return "default-src 'none'; script-src 'self' " + boot() + "; style-src 'self'; img-src 'self' data:; connect-src 'self'" + own + lab +
		"; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; font-src 'self'"
}

// labOrigin is the lab origin for a page that was asked for at host, empty where
// there is none.
func (s *security) labOrigin(host string) string {
	if s.lab != nil {
		return s.lab.Scheme + "://" + s.lab.Host
	}
	host, own := s.own(host)
	if own == "" {
		return ""
	}
	name, _, _ := strings.Cut(host, ":")
	return s.scheme() + "://" + name + ":" + s.labPort
}

// scheme is that of pages.
func (s *security) scheme() string {
	if s.https() {
		return "https"
	}
	return "http"
}

// https reports whether pages are.
func (s *security) https() bool { return s.tls || s.public != nil && s.public.Scheme == "https" }

// boot is the source of the one script that stands in every page.
var boot = sync.OnceValue(func() string { return scriptHashes([]string{static.Boot()}) })

// framePolicy is that of a snippet's page: without an origin, only these scripts,
// only this host, and only within a page of this one.
func (s *security) framePolicy(host, scripts string) string {
	_, own := s.own(host)
	return "sandbox allow-scripts; default-src 'none'; script-src " + scripts + "; connect-src 'self'" + own +
		"; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
}

// own is the host that a page was asked for at, and the source that lets it
// connect there by WebSocket; empty where the host cannot stand in a policy.
func (s *security) own(host string) (name, source string) {
	scheme := " ws://"
	if s.public != nil {
		host = s.public.Host
	}
	if s.https() {
		scheme = " wss://"
	}
	if !isHost(host) {
		return host, ""
	}
	return host, scheme + host
}

// isHost reports whether host may stand in a policy: letters, digits, dots and
// hyphens with at most a port after them. What a client sends as Host is its
// own choice, and the grammar has no place for an IPv6 address: 'self' alone
// serves there.
func isHost(host string) bool {
	name, port, hasPort := strings.Cut(host, ":")
	if name == "" || len(host) > 255 {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '.' {
			return false
		}
	}
	if !hasPort {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}
