package main

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// settings are what the operator may say, as it was said.
type settings struct {
	Addr           string   `default:":8080" env:"WIREWALK_ADDR" placeholder:"HOST:PORT" help:"Where to listen. Without a host, on every address of this machine."`
	LabAddr        string   `default:":8081" env:"WIREWALK_LAB_ADDR" placeholder:"HOST:PORT" help:"Where to listen for a second origin, for labs that would starve the first if they shared it."`
	PublicURL      string   `name:"public-url" env:"WIREWALK_PUBLIC_URL" placeholder:"URL" help:"The address that visitors type, where a proxy stands in front: https://wirewalk.example."`
	LabURL         string   `name:"lab-url" env:"WIREWALK_LAB_URL" placeholder:"URL" help:"The same for the labs. Needed when the public URL is https."`
	TLSCert        string   `name:"tls-cert" env:"WIREWALK_TLS_CERT" placeholder:"FILE" help:"A certificate in PEM, with those that vouch for it behind it: both addresses are https then, without a proxy. Read again when it changes."`
	TLSKey         string   `name:"tls-key" env:"WIREWALK_TLS_KEY" placeholder:"FILE" help:"The private key of that certificate, in PEM."`
	TrustedProxies []string `env:"WIREWALK_TRUSTED_PROXIES" placeholder:"CIDR" help:"Networks whose X-Forwarded-For is believed, such as 10.0.0.0/8."`
	Lessons        string   `env:"WIREWALK_LESSONS" placeholder:"DIR" help:"A directory with more lessons, which follow the shipped ones. They are checked at start."`
	Data           string   `env:"WIREWALK_DATA" placeholder:"DIR" help:"Where classes and the instructor's token are kept. Without it, in this user's folder for data: ~/.local/share/wirewalk on Linux, ~/Library/Application Support/Wirewalk on macOS."`
	DatabaseURL    string   `name:"database-url" env:"WIREWALK_DATABASE_URL" placeholder:"URL" help:"A PostgreSQL database that classes are kept in instead: postgres://USER:PASSWORD@HOST/NAME."`
	RedisURL       string   `name:"redis-url" env:"WIREWALK_REDIS_URL" placeholder:"URL" help:"The Redis over which several instances hear each other: redis://:PASSWORD@HOST/0. Each needs the same, and the same database."`
	Token          string   `name:"instructor-token" env:"WIREWALK_INSTRUCTOR_TOKEN" placeholder:"TOKEN" help:"With what an instructor signs in, at least 20 characters. Without it, one is made and kept in the data folder."`
	Retention      string   `default:"180d" env:"WIREWALK_RETENTION" placeholder:"TIME" help:"Classes in which nothing happened for so long are deleted, such as 90d or 12h. 0 keeps them."`
	LogFormat      string   `default:"text" env:"WIREWALK_LOG_FORMAT" placeholder:"text|json" help:"How the log on standard error is written."`

	// Fresh is set by templ's watcher (make dev): pages are rendered at each
	// request, since a changed text does not restart the program.
	Fresh bool `hidden:"" env:"TEMPL_DEV_MODE"`
}

// config is settings that were understood and agree with each other.
type config struct {
	addr, labAddr     string
	publicURL, labURL *url.URL // nil: not set
	tlsCert, tlsKey   string   // files; both empty: plain http
	trustedProxies    []netip.Prefix
	lessons           string        // a directory with more of them; empty: none
	data              string        // the data folder; empty: nothing is kept in one
	database          *url.URL      // PostgreSQL; nil: SQLite in the data folder
	redis             *url.URL      // over which instances hear each other; nil: this is the only one
	token             string        // the instructor's; empty: the data folder has it
	retention         time.Duration // 0: classes are kept
	logFormat         string        // "text" or "json"
	fresh             bool          // pages are rendered at each request
}

// settingError says in one line which settings are wrong and what to do.
type settingError struct {
	flags []string // without the hyphens
	text  string
	cause error // what the system said, where somebody asks
}

// Unwrap is the cause.
func (e *settingError) Unwrap() error { return e.cause }

// Error names each setting by its flag and its variable.
func (e *settingError) Error() string {
	names := make([]string, len(e.flags))
	for i, flag := range e.flags {
		names[i] = "--" + flag + " (WIREWALK_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_")) + ")"
	}
	return strings.Join(names, " and ") + " " + e.text
}

func wrong(flag, format string, args ...any) *settingError {
	return &settingError{flags: []string{flag}, text: fmt.Sprintf(format, args...)}
}

func contradict(one, other, format string, args ...any) error {
	return &settingError{flags: []string{one, other}, text: fmt.Sprintf(format, args...)}
}

// check understands the settings one by one, and then together. Its error is a
// *settingError.
func (s settings) check() (c config, err error) {
	c = config{addr: s.Addr, labAddr: s.LabAddr, tlsCert: s.TLSCert, tlsKey: s.TLSKey, lessons: s.Lessons, logFormat: s.LogFormat, fresh: s.Fresh}
	if err := checkAddr("addr", s.Addr); err != nil {
		return c, err
	}
	if err := checkAddr("lab-addr", s.LabAddr); err != nil {
		return c, err
	}
	if c.publicURL, err = parseOrigin("public-url", s.PublicURL); err != nil {
		return c, err
	}
	if c.labURL, err = parseOrigin("lab-url", s.LabURL); err != nil {
		return c, err
	}
	for _, text := range s.TrustedProxies {
		p, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			return c, wrong("trusted-proxies", "has %q, which is no network; write 10.0.0.0/8, or 192.0.2.7/32 for a single address", text)
		}
		c.trustedProxies = append(c.trustedProxies, p.Masked())
	}
	if c.database, err = parseDatabase(s.DatabaseURL); err != nil {
		return c, err
	}
	if c.redis, err = parseRedis(s.RedisURL); err != nil {
		return c, err
	}
	if c.token, err = checkToken(s.Token); err != nil {
		return c, err
	}
	if c.retention, err = parseRetention(s.Retention); err != nil {
		return c, err
	}
	if c.data, err = s.dataFolder(); err != nil {
		return c, err
	}
	if s.LogFormat != "text" && s.LogFormat != "json" {
		return c, wrong("log-format", "is %q; choose text or json", s.LogFormat)
	}
	return c, c.agree()
}

// agree finds settings that contradict each other.
func (c config) agree() error {
	if overlap(c.addr, c.labAddr) {
		return contradict("addr", "lab-addr", "are %q and %q, the same port; give the labs a port of their own", c.addr, c.labAddr)
	}
	if err := c.agreeOnInstances(); err != nil {
		return err
	}
	if err := c.agreeOnTLS(); err != nil {
		return err
	}
	https := c.publicURL != nil && c.publicURL.Scheme == "https"
	switch {
	case https && c.labURL == nil && !c.secure():
		return contradict("public-url", "lab-url", "go together: the first is https, so say where the labs are, on another host or port")
	case c.labURL == nil || c.publicURL == nil:
		return nil
	case *c.labURL == *c.publicURL:
		return contradict("public-url", "lab-url", "are the same origin, %s; the labs must be kept apart, on another host or port", c.labURL)
	case https && c.labURL.Scheme != "https":
		return contradict("public-url", "lab-url", "are https and http; a page of the first may not reach the second, so make both https")
	}
	return nil
}

// secure reports whether this program itself speaks TLS.
func (c config) secure() bool { return c.tlsCert != "" }

// scheme is that of both addresses.
func (c config) scheme() string {
	if c.secure() {
		return "https"
	}
	return "http"
}

// agreeOnTLS finds what stands beside a certificate and does not fit. Its files are
// read at the start: other commands may be for somebody who may not read a key.
func (c config) agreeOnTLS() error {
	switch {
	case (c.tlsCert == "") != (c.tlsKey == ""):
		return contradict("tls-cert", "tls-key", "go together: a certificate and its private key; set both, or neither for plain http")
	case !c.secure():
		return nil
	case c.publicURL != nil && c.publicURL.Scheme != "https":
		return contradict("tls-cert", "public-url", "do not go together as they are: with a certificate the public URL begins with https")
	case c.labURL != nil && c.labURL.Scheme != "https":
		return contradict("tls-cert", "lab-url", "do not go together as they are: with a certificate the labs' URL begins with https")
	}
	return nil
}

// agreeOnInstances finds what several instances must have in common and have not.
func (c config) agreeOnInstances() error {
	switch {
	case c.redis == nil:
		return nil
	case c.database == nil:
		return contradict("redis-url", "database-url", "go together: several instances keep their classes in one PostgreSQL database, and one on SQLite needs no Redis; set both or neither")
	case c.publicURL == nil:
		return contradict("redis-url", "public-url", "go together: several instances stand behind one address; say which that is")
	case c.token == "":
		return contradict("redis-url", "instructor-token", "go together: otherwise each instance makes a token of its own; give all of them the same")
	}
	return nil
}

func checkAddr(flag, addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return wrong(flag, "is %q, which is no address to listen on; write :8080 or 127.0.0.1:8080", addr)
	}
	return nil
}

// parseOrigin reads a scheme and a host, nothing after them. No text is nil.
func parseOrigin(flag, text string) (*url.URL, error) {
	if text == "" {
		return nil, nil
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		return nil, wrong(flag, "is %q, which is no address of a site; write https://wirewalk.example or http://192.168.1.20:8080", text)
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, wrong(flag, "is %q; leave only the scheme and the host: %s://%s", text, u.Scheme, u.Host)
	}
	// A browser's Origin leaves the scheme's own port out.
	host := strings.TrimSuffix(strings.ToLower(u.Host), ":"+defaultPort(u.Scheme))
	return &url.URL{Scheme: u.Scheme, Host: host}, nil
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// overlap reports whether two addresses want the same port of the same host.
// Port 0 is a free one each time.
func overlap(a, b string) bool {
	hostA, portA, _ := net.SplitHostPort(a)
	hostB, portB, _ := net.SplitHostPort(b)
	nA, _ := strconv.Atoi(portA)
	nB, _ := strconv.Atoi(portB)
	return nA == nB && nA != 0 && (hostA == hostB || everywhere(hostA) || everywhere(hostB))
}

// everywhere reports whether a host to listen on means all addresses.
func everywhere(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "" || err == nil && ip.IsUnspecified()
}
