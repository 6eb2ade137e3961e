package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
)

// Address is one under which others may reach this machine.
type Address struct {
	IP        netip.Addr
	Interface string // its name on this machine
}

// reach knows under which addresses another device has come here, and which one
// the instructor gives to students.
type reach struct {
	mu      sync.Mutex
	reached map[string]bool // by host and port; at most reachedMost
	chosen  string          // URL; "" before one was chosen
}

// reachedMost bounds what clients may make up as Host.
const reachedMost = 200

func newReach() *reach { return &reach{reached: map[string]bool{}} }

// note hears of every request that is not answered from memory.
func (re *reach) note(r *http.Request, ip string) {
	if !isOtherDevice(r, ip) {
		return
	}
	re.mu.Lock()
	defer re.mu.Unlock()
	for host := range re.reached {
		if re.reached[r.Host] || len(re.reached) < reachedMost {
			break
		}
		delete(re.reached, host) // any, or made-up ones would keep the real ones out
	}
	re.reached[r.Host] = true
}

// isOtherDevice reports whether a request came from another machine: one's own
// comes from the address that it goes to.
func isOtherDevice(r *http.Request, ip string) bool {
	from, err := netip.ParseAddr(ip)
	if err != nil || from.IsLoopback() {
		return false
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return true
	}
	to, err := netip.ParseAddrPort(local.String())
	return err != nil || to.Addr().Unmap().WithZone("") != from.Unmap().WithZone("")
}

func (re *reach) isReached(host string) bool {
	re.mu.Lock()
	defer re.mu.Unlock()
	return re.reached[host]
}

func (re *reach) choose(address string) {
	re.mu.Lock()
	defer re.mu.Unlock()
	re.chosen = address
}

func (re *reach) choice() string {
	re.mu.Lock()
	defer re.mu.Unlock()
	return re.chosen
}

// addressURLs are the addresses that students may be given, the likeliest first: the
// public one alone, where there is one.
func (s *Server) addressURLs(r *http.Request) []classAddress {
	if s.publicURL != nil {
		return []classAddress{{url: s.publicURL.String(), host: s.publicURL.Host}}
	}
	_, port, err := net.SplitHostPort(r.Host)
	scheme, usual := s.security.scheme(), "80"
	if scheme == "https" {
		usual = "443"
	}
	if err != nil {
		port = usual
	}
	var all []classAddress
	for _, a := range s.addresses() {
		host := net.JoinHostPort(a.IP.String(), port)
		if port == usual {
			host = a.IP.String()
		}
		all = append(all, classAddress{url: (&url.URL{Scheme: scheme, Host: host}).String(), host: host, iface: a.Interface})
	}
	if !isLocalHost(r.Host) {
		for _, a := range all {
			if a.host == r.Host {
				return all
			}
		}
		all = append([]classAddress{{url: scheme + "://" + r.Host, host: r.Host}}, all...) // a name that this machine has
	}
	return all
}

type classAddress struct{ url, host, iface string }

// isLocalHost reports whether a Host is one that no other device can use.
func isLocalHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	ip, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && ip.IsLoopback()
}

// origin is the address that students are given.
func (s *Server) origin(r *http.Request) string {
	all := s.addressURLs(r)
	chosen := s.reach.choice()
	for _, a := range all {
		if a.url == chosen {
			return chosen
		}
	}
	if len(all) > 0 {
		return all[0].url
	}
	return s.security.scheme() + "://" + r.Host
}
