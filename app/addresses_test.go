package main

import (
	"net/netip"
	"net/url"
	"slices"
	"testing"
)

func TestLikeliestAddressFirst(t *testing.T) {
	t.Parallel()
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

func TestSites(t *testing.T) {
	t.Parallel()
	machine := []address{{netip.MustParseAddr("192.168.1.20"), "wlan0"}, {netip.MustParseAddr("fd00::1"), "eth0"}}
	public := &url.URL{Scheme: "https", Host: "wirewalk.example"}
	for addr, c := range map[string]struct {
		public *url.URL
		want   []string // with the card, or "here"
	}{
		":8080":             {nil, []string{"http://192.168.1.20:8080 wlan0", "http://[fd00::1]:8080 eth0", "http://localhost:8080 here"}},
		"[::]:80":           {public, []string{"https://wirewalk.example ", "http://192.168.1.20:80 wlan0", "http://[fd00::1]:80 eth0", "http://localhost:80 here"}},
		"127.0.0.1:8080":    {nil, []string{"http://127.0.0.1:8080 here"}},
		"127.0.0.1:8081":    {public, []string{"https://wirewalk.example ", "http://127.0.0.1:8081 here"}},
		"localhost:8080":    {nil, []string{"http://localhost:8080 here"}},
		"laptop.local:8080": {nil, []string{"http://laptop.local:8080 "}},
		"192.168.1.20:8080": {nil, []string{"http://192.168.1.20:8080 wlan0"}},
		"203.0.113.9:8080":  {nil, []string{"http://203.0.113.9:8080 "}},
	} {
		var got []string
		for _, s := range sites("http", c.public, addr, machine) {
			what := s.iface
			if s.here {
				what += "here"
			}
			got = append(got, s.url.String()+" "+what)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", addr, got, c.want)
		}
	}
}

func TestSiteOfAPath(t *testing.T) {
	t.Parallel()
	s := site{url: &url.URL{Scheme: "http", Host: "192.168.1.20:8080"}}
	if got := s.to("/teach/sign-in", "CODE"); got != "http://192.168.1.20:8080/teach/sign-in#CODE" {
		t.Error(got)
	}
	if got := s.to("/join", ""); got != "http://192.168.1.20:8080/join" || s.url.Path != "" {
		t.Error(got, s.url)
	}
}
