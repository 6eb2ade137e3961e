package main

import (
	"net"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
)

// One line on standard error, exit status 2, and both names of each setting.
func TestWrongSettings(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = busy.Close() }) // after the parallel tests below
	free := "--lab-addr=127.0.0.1:0"
	for name, c := range map[string]struct {
		env  []string
		args []string
		want []string
	}{
		"no port":            {args: []string{"--addr", "8080"}, want: []string{"--addr (WIREWALK_ADDR)", `"8080"`, ":8080"}},
		"port out of range":  {args: []string{"--addr", ":99999"}, want: []string{"--addr (WIREWALK_ADDR)"}},
		"by variable":        {env: []string{"WIREWALK_LAB_ADDR=nonsense"}, want: []string{"--lab-addr (WIREWALK_LAB_ADDR)", `"nonsense"`}},
		"value of two lines": {args: []string{"--addr", "a\nb"}, want: []string{"--addr (WIREWALK_ADDR)", `"a\nb"`}},
		"no scheme":          {args: []string{"--public-url", "wirewalk.example"}, want: []string{"--public-url (WIREWALK_PUBLIC_URL)"}},
		"another scheme":     {args: []string{"--public-url", "ftp://wirewalk.example"}, want: []string{"--public-url (WIREWALK_PUBLIC_URL)"}},
		"with a path":        {args: []string{"--public-url", "http://wirewalk.example/course"}, want: []string{"--public-url (WIREWALK_PUBLIC_URL)", "http://wirewalk.example"}},
		"lab with a query":   {args: []string{"--lab-url", "http://lab.example?x"}, want: []string{"--lab-url (WIREWALK_LAB_URL)"}},
		"no network":         {args: []string{"--trusted-proxies", "10.0.0.0/8,10.0.0.1"}, want: []string{"--trusted-proxies (WIREWALK_TRUSTED_PROXIES)", `"10.0.0.1"`}},
		"no lessons":         {args: []string{"--lessons", filepath.Join(t.TempDir(), "none")}, want: []string{"--lessons (WIREWALK_LESSONS)", "none: no such file or directory", "NAME.yaml"}},
		"empty lessons":      {env: []string{"WIREWALK_LESSONS=" + t.TempDir()}, want: []string{"--lessons (WIREWALK_LESSONS)", "no lesson (*.yaml) found"}},
		"lessons in a file":  {args: []string{"--lessons", "settings.go"}, want: []string{"--lessons (WIREWALK_LESSONS)", "settings.go: not a directory"}},
		"log format":         {args: []string{"--log-format", "xml"}, want: []string{"--log-format (WIREWALK_LOG_FORMAT)", "text", "json"}},
		"unknown flag":       {args: []string{"--port", "80"}, want: []string{"--port", "--help"}},
		"unknown command":    {args: []string{"fly"}, want: []string{"fly", "--help"}},
		"same port":          {args: []string{"--addr", ":9000", "--lab-addr", "127.0.0.1:9000"}, want: []string{"--addr (WIREWALK_ADDR)", "--lab-addr (WIREWALK_LAB_ADDR)"}},
		"https without labs": {args: []string{"--public-url", "https://wirewalk.example"}, want: []string{"--public-url (WIREWALK_PUBLIC_URL)", "--lab-url (WIREWALK_LAB_URL)"}},
		"same origin":        {args: []string{"--public-url", "https://wirewalk.example", "--lab-url", "https://Wirewalk.example:443/"}, want: []string{"--public-url (WIREWALK_PUBLIC_URL)", "--lab-url (WIREWALK_LAB_URL)", "same origin"}},
		"labs without TLS":   {args: []string{"--public-url", "https://wirewalk.example", "--lab-url", "http://lab.example"}, want: []string{"--public-url (WIREWALK_PUBLIC_URL)", "--lab-url (WIREWALK_LAB_URL)"}},
		"busy port":          {args: []string{"--addr", busy.Addr().String(), free}, want: []string{"--addr (WIREWALK_ADDR)", busy.Addr().String(), "another"}},
		"busy lab port":      {args: []string{"--addr", "127.0.0.1:0", "--lab-addr", busy.Addr().String()}, want: []string{"--lab-addr (WIREWALK_LAB_ADDR)", busy.Addr().String()}},
		"not our address":    {args: []string{"--addr", "192.0.2.1:8080", free}, want: []string{"--addr (WIREWALK_ADDR)", "no address of this machine"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr, status := outcome(t, c.env, c.args...)
			if status != exitUsage {
				t.Errorf("exits with %d, want %d", status, exitUsage)
			}
			if stdout != "" {
				t.Errorf("writes to stdout: %s", stdout)
			}
			if strings.Count(stderr, "\n") != 1 || !strings.HasSuffix(stderr, "\n") {
				t.Errorf("says more or less than one line: %q", stderr)
			}
			for _, want := range c.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("says %q, without %q", stderr, want)
				}
			}
		})
	}
}

func TestSettingsThatAgree(t *testing.T) {
	for name, s := range map[string]settings{
		"plain":            {Addr: ":8080", LabAddr: ":8081", LogFormat: "text"},
		"free ports":       {Addr: ":0", LabAddr: ":0", LogFormat: "json"},
		"two hosts":        {Addr: "127.0.0.1:80", LabAddr: "127.0.0.2:80", LogFormat: "text"},
		"https":            {Addr: ":1", LabAddr: ":2", LogFormat: "text", PublicURL: "https://a.example/", LabURL: "https://lab.a.example"},
		"https, two ports": {Addr: ":1", LabAddr: ":2", LogFormat: "text", PublicURL: "https://a.example", LabURL: "https://a.example:8443"},
		"http":             {Addr: ":1", LabAddr: ":2", LogFormat: "text", PublicURL: "http://192.168.1.20:8080"},
	} {
		if _, err := s.check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A browser's Origin never names the scheme's own port.
func TestPublicURLIsWrittenAsAnOrigin(t *testing.T) {
	for text, want := range map[string]string{
		"https://Wirewalk.example:443/": "https://wirewalk.example",
		"http://wirewalk.example:80":    "http://wirewalk.example",
		"http://wirewalk.example:443":   "http://wirewalk.example:443",
		"https://wirewalk.example:8443": "https://wirewalk.example:8443",
		"http://[::1]:80":               "http://[::1]",
	} {
		u, err := parseOrigin("public-url", text)
		if err != nil || u.String() != want {
			t.Errorf("%s is kept as %v (%v), want %s", text, u, err, want)
		}
	}
}

func TestTrustedProxiesAreNetworks(t *testing.T) {
	c, err := settings{Addr: ":1", LabAddr: ":2", LogFormat: "text", TrustedProxies: []string{"10.1.2.3/8", " fd00::/8"}}.check()
	if err != nil {
		t.Fatal(err)
	}
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for i, p := range c.trustedProxies {
		if p != want[i] {
			t.Errorf("network %d is %v, want %v", i, p, want[i])
		}
	}
}
