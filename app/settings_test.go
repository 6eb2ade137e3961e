package main

import (
	"net"
	"net/netip"
	"os"
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
	one, other := newCertificate(t, "one.test"), newCertificate(t, "other.test")
	locked := filepath.Join(t.TempDir(), "locked.pem")
	if err := os.WriteFile(locked, []byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env  []string
		args []string
		want []string
		not  string
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
		"no key":             {args: []string{"--tls-cert", one.cert}, want: []string{"--tls-cert (WIREWALK_TLS_CERT)", "--tls-key (WIREWALK_TLS_KEY)", "both, or neither"}},
		"no certificate":     {env: []string{"WIREWALK_TLS_KEY=" + one.key}, want: []string{"--tls-cert (WIREWALK_TLS_CERT)", "--tls-key (WIREWALK_TLS_KEY)"}},
		"a lost certificate": {args: []string{"--tls-cert", one.cert + "x", "--tls-key", one.key, "--addr", "127.0.0.1:0", free}, want: []string{"--tls-cert (WIREWALK_TLS_CERT)", "cert.pemx", "no such file"}},
		"a lost key":         {args: []string{"--tls-cert", one.cert, "--tls-key", t.TempDir(), "--addr", "127.0.0.1:0", free}, want: []string{"--tls-key (WIREWALK_TLS_KEY)", "is a directory"}},
		"changed about":      {args: []string{"--tls-cert", one.key, "--tls-key", one.cert, "--addr", "127.0.0.1:0", free}, want: []string{"--tls-cert (WIREWALK_TLS_CERT)", "no certificate stands"}, not: "MIG"},
		"no private key":     {args: []string{"--tls-cert", one.cert, "--tls-key", one.cert, "--addr", "127.0.0.1:0", free}, want: []string{"--tls-key (WIREWALK_TLS_KEY)", "no private key"}},
		"another's key":      {args: []string{"--tls-cert", one.cert, "--tls-key", other.key, "--addr", "127.0.0.1:0", free}, want: []string{"--tls-cert (WIREWALK_TLS_CERT)", "--tls-key (WIREWALK_TLS_KEY)", "made with each other"}, not: "MIG"},
		"an encrypted key":   {args: []string{"--tls-cert", one.cert, "--tls-key", locked, "--addr", "127.0.0.1:0", free}, want: []string{"--tls-key (WIREWALK_TLS_KEY)", "encrypted"}},
		"TLS and http":       {args: []string{"--tls-cert", one.cert, "--tls-key", one.key, "--public-url", "http://a.example"}, want: []string{"--tls-cert (WIREWALK_TLS_CERT)", "--public-url (WIREWALK_PUBLIC_URL)"}},
		"TLS and http labs":  {args: []string{"--tls-cert", one.cert, "--tls-key", one.key, "--lab-url", "http://a.example"}, want: []string{"--tls-cert (WIREWALK_TLS_CERT)", "--lab-url (WIREWALK_LAB_URL)"}},
		"no lessons":         {args: []string{"--lessons", filepath.Join(t.TempDir(), "none")}, want: []string{"--lessons (WIREWALK_LESSONS)", "none: no such file or directory", "NAME.yaml"}},
		"empty lessons":      {env: []string{"WIREWALK_LESSONS=" + t.TempDir()}, want: []string{"--lessons (WIREWALK_LESSONS)", "no lesson (*.yaml) found"}},
		"lessons in a file":  {args: []string{"--lessons", "settings.go"}, want: []string{"--lessons (WIREWALK_LESSONS)", "settings.go: not a directory"}},
		"no home for data":   {env: []string{"WIREWALK_DATA="}, want: []string{"--data (WIREWALK_DATA)", "--data /var/lib/wirewalk"}},
		"no home for token":  {env: []string{"WIREWALK_DATA=", "WIREWALK_DATABASE_URL=postgres://db.example/wirewalk"}, want: []string{"--data (WIREWALK_DATA)"}},
		"data in a file":     {args: []string{"--data", "settings.go"}, want: []string{"--data (WIREWALK_DATA)", "settings.go", "choose another folder"}},
		"another database":   {args: []string{"--database-url", "mysql://root:hunter2@db.example/wirewalk"}, want: []string{"--database-url (WIREWALK_DATABASE_URL)", "postgres://"}, not: "hunter2"},
		"a broken database":  {args: []string{"--database-url", "postgres://root:hunter/2@db.example:x/wirewalk"}, want: []string{"--database-url (WIREWALK_DATABASE_URL)", "%2F"}, not: "hunter"},
		"a keyword database": {env: []string{"WIREWALK_DATABASE_URL=host=db.example password=hunter2"}, want: []string{"--database-url (WIREWALK_DATABASE_URL)", "postgres://"}, not: "hunter2"},
		"a cut off database": {env: []string{"WIREWALK_DATABASE_URL=postgres://root:hunter#2@db.example/wirewalk"}, want: []string{"--database-url (WIREWALK_DATABASE_URL)"}, not: "hunter"},
		"another bus":        {args: []string{"--redis-url", "amqp://root:hunter2@bus.example"}, want: []string{"--redis-url (WIREWALK_REDIS_URL)", "redis://"}, not: "hunter2"},
		"a named bus":        {env: []string{"WIREWALK_REDIS_URL=redis://:hunter2@bus.example/classes"}, want: []string{"--redis-url (WIREWALK_REDIS_URL)", "number"}, not: "hunter2"},
		"Redis and SQLite":   {args: []string{"--redis-url", "redis://:hunter2@bus.example"}, want: []string{"--redis-url (WIREWALK_REDIS_URL)", "--database-url (WIREWALK_DATABASE_URL)"}, not: "hunter2"},
		"Redis, no address":  {args: []string{"--redis-url", "redis://bus.example", "--database-url", "postgres://db.example/wirewalk"}, want: []string{"--redis-url (WIREWALK_REDIS_URL)", "--public-url (WIREWALK_PUBLIC_URL)"}},
		"Redis, many tokens": {args: []string{"--redis-url", "redis://bus.example", "--database-url", "postgres://db.example/wirewalk", "--public-url", "http://a.example"}, want: []string{"--redis-url (WIREWALK_REDIS_URL)", "--instructor-token (WIREWALK_INSTRUCTOR_TOKEN)"}},
		"a short token":      {args: []string{"--instructor-token", "hunter2hunter2hunte"}, want: []string{"--instructor-token (WIREWALK_INSTRUCTOR_TOKEN)", "20 characters"}, not: "hunter"},
		"a token in words":   {env: []string{"WIREWALK_INSTRUCTOR_TOKEN=hunter and hunted in the wood"}, want: []string{"--instructor-token (WIREWALK_INSTRUCTOR_TOKEN)", "space"}, not: "hunter"},
		"no retention":       {args: []string{"--retention", "a while"}, want: []string{"--retention (WIREWALK_RETENTION)", `"a while"`, "90d"}},
		"a short retention":  {args: []string{"--retention", "10m"}, want: []string{"--retention (WIREWALK_RETENTION)", "12h"}},
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
			if c.not != "" && strings.Contains(stderr, c.not) {
				t.Errorf("says %q, which has a secret in it", stderr)
			}
		})
	}
}

// plain are settings that agree, and keep what they keep in dir.
func plain(dir string) settings {
	return settings{Addr: "127.0.0.1:0", LabAddr: "127.0.0.1:0", LogFormat: "text", Retention: "0", Data: dir}
}

func TestSettingsThatAgree(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*settings){
		"plain":               func(s *settings) {},
		"two ports":           func(s *settings) { s.Addr, s.LabAddr = ":8080", ":8081" },
		"free ports":          func(s *settings) { s.Addr, s.LabAddr, s.LogFormat = ":0", ":0", "json" },
		"two hosts":           func(s *settings) { s.Addr, s.LabAddr = "127.0.0.1:80", "127.0.0.2:80" },
		"https":               func(s *settings) { s.PublicURL, s.LabURL = "https://a.example/", "https://lab.a.example" },
		"https, two ports":    func(s *settings) { s.PublicURL, s.LabURL = "https://a.example", "https://a.example:8443" },
		"TLS":                 func(s *settings) { s.TLSCert, s.TLSKey = "cert.pem", "key.pem" },
		"TLS, a public URL":   func(s *settings) { s.TLSCert, s.TLSKey, s.PublicURL = "cert.pem", "key.pem", "https://a.example:8080" },
		"http":                func(s *settings) { s.PublicURL = "http://192.168.1.20:8080" },
		"a database":          func(s *settings) { s.DatabaseURL = "postgres://wirewalk:p%40ss@db.example:5432/wirewalk" },
		"a database's socket": func(s *settings) { s.DatabaseURL = "postgresql:///wirewalk?host=/run/postgresql" },
		"a token":             func(s *settings) { s.Token = "a-token-that-nobody-guesses" },
		"several instances": func(s *settings) {
			s.RedisURL, s.DatabaseURL = "rediss://:p%40ss@bus.example:6380/3", "postgres://db.example/wirewalk"
			s.PublicURL, s.Token = "http://a.example", "a-token-that-nobody-guesses"
		},
	} {
		s := plain(t.TempDir())
		change(&s)
		if _, err := s.check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A browser's Origin never names the scheme's own port.
func TestPublicURLIsWrittenAsAnOrigin(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
	s := plain(t.TempDir())
	s.TrustedProxies = []string{"10.1.2.3/8", " fd00::/8"}
	c, err := s.check()
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
