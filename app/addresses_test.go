package main

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

func TestLikeliestAddressFirst(t *testing.T) {
	at := func(iface, ip string) address { return address{netip.MustParseAddr(ip), iface} }
	got := byLikelihood([]address{
		at("docker0", "172.17.0.1"),
		at("eth0", "2001:db8::1"),
		at("eth0", "203.0.113.9"),
		at("wlan0", "192.168.1.20"),
		at("eth0", "fd00::1"),
	})
	want := []string{"192.168.1.20", "203.0.113.9", "fd00::1", "2001:db8::1", "172.17.0.1"}
	for i, a := range got {
		if a.ip.String() != want[i] {
			t.Errorf("place %d is %v, want %s", i, a.ip, want[i])
		}
	}
}

func TestGreeting(t *testing.T) {
	machine := []address{{netip.MustParseAddr("192.168.1.20"), "wlan0"}, {netip.MustParseAddr("fd00::1"), "wlan0"}}
	for name, c := range map[string]struct {
		addr   string
		public string
		want   []string
		not    string
	}{
		"everywhere": {addr: "[::]:8080", want: []string{"http://localhost:8080", "http://192.168.1.20:8080", "http://[fd00::1]:8080"}},
		"loopback":   {addr: "127.0.0.1:8080", want: []string{"http://127.0.0.1:8080", "--addr :8080"}, not: "192.168"},
		"one card":   {addr: "192.168.1.20:80", want: []string{"http://192.168.1.20:80"}, not: "localhost"},
		"public":     {addr: "[::]:8080", public: "https://wirewalk.example", want: []string{"https://wirewalk.example"}},
	} {
		p := &program{addr: net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.addr))}
		if c.public != "" {
			p.config.publicURL, _ = url.Parse(c.public)
		}
		var b strings.Builder
		greet(&b, p, machine)
		for _, want := range c.want {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: %q is missing:\n%s", name, want, b.String())
			}
		}
		if c.not != "" && strings.Contains(b.String(), c.not) {
			t.Errorf("%s: says %q:\n%s", name, c.not, b.String())
		}
	}
}
