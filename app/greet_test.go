package main

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

func TestGreeting(t *testing.T) {
	t.Parallel()
	const code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	machine := []address{{netip.MustParseAddr("192.168.1.20"), "wlan0"}, {netip.MustParseAddr("fd00::1"), "wlan0"}}
	for name, c := range map[string]struct {
		addr     string
		public   string
		database string
		machine  []address
		code     string
		want     []string
		not      []string
		join     string // what the QR code reads as; "": there is none
	}{
		"everywhere": {addr: "[::]:8080", machine: machine, code: code,
			want: []string{"On this machine:   http://localhost:8080\n", "In the classroom:  http://192.168.1.20:8080\n", "or                 http://[fd00::1]:8080\n",
				"Classes are in:    /var/lib/wirewalk\n", "To teach:          http://192.168.1.20:8080/teach/sign-in#" + code + "\n", "wirewalk sign-in prints another"},
			join: "http://192.168.1.20:8080/join"},
		"loopback": {addr: "127.0.0.1:8080", machine: machine, code: code,
			want: []string{"On this machine:   http://127.0.0.1:8080\n", "--addr :8080", "http://127.0.0.1:8080/teach/sign-in#" + code}, not: []string{"192.168", "join"}},
		"one card": {addr: "192.168.1.20:80", machine: machine, code: code,
			want: []string{"On this machine:   http://192.168.1.20:80\n", "In the classroom:  http://192.168.1.20:80\n"}, not: []string{"localhost"},
			join: "http://192.168.1.20:80/join"},
		"no network": {addr: "[::]:8080", code: code,
			want: []string{"http://localhost:8080/teach/sign-in#" + code, "on no network"}, not: []string{"join"}},
		"public": {addr: "[::]:8080", public: "https://wirewalk.example", machine: machine, code: code,
			want: []string{"Public address:    https://wirewalk.example\n", "In the classroom:  http://192.168.1.20:8080\n", "To teach:          https://wirewalk.example/teach/sign-in#" + code + "\n"},
			join: "https://wirewalk.example/join"},
		"behind a proxy": {addr: "127.0.0.1:8080", public: "https://wirewalk.example", machine: machine, code: code,
			want: []string{"On this machine:   http://127.0.0.1:8080\n"}, not: []string{"In the classroom", "not reachable"},
			join: "https://wirewalk.example/join"},
		"a database": {addr: "127.0.0.1:8080", code: code, database: "postgres://ada:hunter2@db.example:5432/wirewalk?sslmode=require",
			want: []string{"Classes are in:    PostgreSQL at db.example:5432, database wirewalk\n"}, not: []string{"hunter2", "ada", "/var/lib"}},
		"a database's socket": {addr: "127.0.0.1:8080", code: code, database: "postgres:///wirewalk?host=/run/postgresql&password=hunter2",
			want: []string{"Classes are in:    PostgreSQL at /run/postgresql, database wirewalk\n"}, not: []string{"hunter2"}},
		"no code": {addr: "[::]:8080", machine: machine, not: []string{"To teach", "sign-in"}, join: "http://192.168.1.20:8080/join"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &program{addr: net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.addr))}
			p.config.data, p.config.token = "/var/lib/wirewalk", "a-token-that-nobody-guesses"
			p.token = p.config.token
			if c.public != "" {
				p.config.publicURL, _ = url.Parse(c.public)
			}
			if c.database != "" {
				p.config.database, _ = url.Parse(c.database)
			}
			var b strings.Builder
			greet(&b, p, sites("http", p.config.publicURL, c.addr, c.machine), c.code)
			text, code := cutQR(b.String())
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("%q is missing:\n%s", want, text)
				}
			}
			for _, not := range append(c.not, p.token) {
				if strings.Contains(text, not) {
					t.Errorf("says %q:\n%s", not, text)
				}
			}
			switch {
			case (c.join == "") != (code == ""):
				t.Errorf("a code that is none, or none:\n%s", b.String())
			case c.join != "" && (readQR(t, code) != c.join || !strings.Contains(text, c.join+"\n")):
				t.Errorf("the code is of %s, want %s, beside its text:\n%s", readQR(t, code), c.join, text)
			}
		})
	}
}

// cutQR parts the lines of a QR code from the others.
func cutQR(all string) (text, code string) {
	for line := range strings.Lines(all) {
		if strings.HasPrefix(line, "█") {
			code += line
		} else {
			text += line
		}
	}
	return text, code
}
