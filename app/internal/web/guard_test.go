package web

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

func TestPostsOfOtherOriginsAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *Options) { o.PublicURL = &url.URL{Scheme: "https", Host: "wirewalk.example"} })
	own := strings.TrimPrefix(s.URL, "http://")
	for _, c := range []struct {
		fields  []string
		refused bool
	}{
		{[]string{"Origin", "http://evil.example"}, true},
		{[]string{"Origin", "null"}, true},
		{[]string{"Sec-Fetch-Site", "cross-site"}, true},
		{[]string{"Sec-Fetch-Site", "same-site"}, true},
		{[]string{"Origin", "http://wirewalk.example", "Host", "wirewalk.example"}, true}, // anyone on the way may have written that page
		{[]string{"Origin", "http://" + own}, false},
		{[]string{"Origin", "https://wirewalk.example"}, false},
		{[]string{"Sec-Fetch-Site", "same-origin"}, false},
		{nil, false}, // no browser
	} {
		got := s.post("/lessons/websocket-protocol/answers", url.Values{}, c.fields...)
		if (got.StatusCode == http.StatusForbidden) != c.refused {
			t.Errorf("%v: %s", c.fields, got.Status)
		}
	}
	if got := s.get("/lessons", "Origin", "http://evil.example"); got.StatusCode != http.StatusOK {
		t.Errorf("reading a page: %s", got.Status)
	}
}

func TestOwnOrigin(t *testing.T) {
	t.Parallel()
	public := &url.URL{Scheme: "https", Host: "wirewalk.example"}
	s := &Server{publicURL: public, security: newSecurity(public, nil, 8081, false)}
	for origin, want := range map[string]bool{
		"":                            false,
		"null":                        false,
		"http://192.168.1.20:8080":    true,
		"http://192.168.1.20:8081":    false,
		"http://192.168.1.20":         false,
		"file://192.168.1.20:8080":    false,
		"https://wirewalk.example":    true,
		"http://wirewalk.example":     false,
		"HTTPS://WIREWALK.EXAMPLE":    true,
		"https://evil.example":        false,
		"https://wirewalk.example.io": false,
	} {
		r := httptest.NewRequest("GET", "http://192.168.1.20:8080/runs/x/ws", nil)
		r.Header.Set("Origin", origin)
		if got := s.ownOrigin(r); got != want {
			t.Errorf("Origin %q: %v", origin, got)
		}
	}
	// A proxy may pass the public host on. Its http pages are not ours.
	r := httptest.NewRequest("GET", "http://wirewalk.example/runs/x/ws", nil)
	r.Header.Set("Origin", "http://wirewalk.example")
	if s.ownOrigin(r) {
		t.Error("an http page of an https site is taken for ours")
	}
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	long := strings.Repeat("a", bodyLimit+1)
	got := s.ask(http.MethodPost, "/lessons/websocket-protocol/answers", "question="+long, "Content-Type", "application/x-www-form-urlencoded")
	if got.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(got.body, "64 KiB") {
		t.Errorf("a long form: %s", got.Status)
	}
	// The same without saying beforehand how long it is.
	r, err := http.NewRequest(http.MethodPost, s.URL+"/lessons/websocket-protocol/answers", struct{ *strings.Reader }{strings.NewReader("question=" + long)})
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a long form in chunks: %s", resp.Status)
	}
	long = `{"script":"` + long + `"}`
	r, err = http.NewRequest(http.MethodPost, s.URL+"/runs", struct{ *strings.Reader }{strings.NewReader(long)})
	if err != nil {
		t.Fatal(err)
	}
	if resp, err = http.DefaultTransport.RoundTrip(r); err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a long request for a run in chunks: %s", resp.Status)
	}
}

func TestTooOften(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *Options) { o.Now = newHandClock().now }) // nothing is given back
	cookie := "visitor=" + strings.Repeat("A", 26)
	for i := range visitorBurst {
		if got := s.post("/lessons/x/answers", nil, "Cookie", cookie); got.StatusCode != http.StatusNotFound {
			t.Fatalf("request %d: %s", i, got.Status)
		}
	}
	got := s.post("/lessons/x/answers", nil, "Cookie", cookie)
	if seconds, _ := strconv.Atoi(got.Header.Get("Retry-After")); got.StatusCode != http.StatusTooManyRequests || seconds < 1 {
		t.Errorf("one too many: %s, Retry-After %q", got.Status, got.Header.Get("Retry-After"))
	}
	if got := s.post("/lessons/x/answers", nil, "Cookie", "visitor="+strings.Repeat("B", 26)); got.StatusCode != http.StatusNotFound {
		t.Errorf("the neighbour behind the same address: %s", got.Status)
	}
	for _, path := range []string{"/lessons", "/healthz"} {
		if got := s.get(path, "Cookie", cookie); got.StatusCode != http.StatusOK {
			t.Errorf("%s is refused too: %s", path, got.Status)
		}
	}
}

func TestClassBehindOneAddress(t *testing.T) {
	t.Parallel()
	l, now := newLimits(), time.Now()
	for second := range 10 {
		for person := range 500 {
			for range 10 {
				if wait := l.take(now.Add(time.Duration(second)*time.Second), "203.0.113.9", "person "+strconv.Itoa(person)); wait > 0 {
					t.Fatalf("person %d waits %v in second %d", person, wait, second)
				}
			}
		}
	}
}

func TestLimitersAreBounded(t *testing.T) {
	t.Parallel()
	l := limiters{rate: 1, burst: 2, most: 10, of: map[string]*rate.Limiter{}}
	now := time.Now()
	for i := range 100 {
		l.take(now, strconv.Itoa(i))
	}
	if len(l.of) != l.most {
		t.Errorf("%d kept, at most %d allowed", len(l.of), l.most)
	}
	if !l.swept.Equal(now) {
		t.Errorf("last searched at %v, want %v", l.swept, now)
	}
	// Who makes up many keys does not have all of them searched each time.
	for i := range 10 {
		l.take(now.Add(sweepEvery/2), "made up "+strconv.Itoa(i))
	}
	if len(l.of) != l.most || !l.swept.Equal(now) {
		t.Errorf("%d kept, last searched at %v, want %d and %v", len(l.of), l.swept, l.most, now)
	}
	l.take(now.Add(time.Minute), "late")
	if len(l.of) != 1 {
		t.Errorf("%d kept a minute later, want the last alone", len(l.of))
	}
}

func TestNetworkOfAnAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"203.0.113.9":         "203.0.113.9",
		"2001:db8:1:2:3::4":   "2001:db8:1:2::/64",
		"2001:db8:1:2::9%en0": "2001:db8:1:2::/64",
		"::ffff:203.0.113.9":  "::ffff:203.0.113.9",
		"nonsense":            "nonsense",
	} {
		if got := network(address); got != want {
			t.Errorf("%s is counted as %s, want %s", address, got, want)
		}
	}
}

// A forged X-Forwarded-For is believed from nobody but a trusted proxy.
func TestTrustedProxies(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		trusted  []netip.Prefix
		from     string
		forwards string
		want     string
	}{
		{nil, "127.0.0.1:1", "203.0.113.9", "127.0.0.1"},
		{nil, "192.168.1.20:1", "203.0.113.9", "192.168.1.20"},
		{proxies, "192.168.1.20:1", "203.0.113.9", "192.168.1.20"},
		{proxies, "127.0.0.1:1", "203.0.113.9", "127.0.0.1"},
		{proxies, "10.1.2.3:1", "203.0.113.9", "203.0.113.9"},
		{proxies, "10.1.2.3:1", "198.51.100.1, 203.0.113.9, 10.4.4.4", "203.0.113.9"},
		{proxies, "10.1.2.3:1", "", "10.1.2.3"},
		{proxies, "[fd00::1]:1", "2001:db8::1", "2001:db8::1"},
		{proxies, "10.1.2.3:1", "garbage, 203.0.113.9", "203.0.113.9"},
		{proxies, "10.1.2.3:1", "203.0.113.9, garbage", "10.1.2.3"},
		{proxies, "10.1.2.3:1", "203.0.113.9, unknown, 10.4.4.4", "10.1.2.3"},
		{proxies, "10.1.2.3:1", " , ", "10.1.2.3"},
		{proxies, "10.1.2.3:1", "10.9.9.9, 203.0.113.9", "203.0.113.9"}, // who asks is no proxy, whatever stands before
		{proxies, "10.1.2.3:1", "203.0.113.9, fe80::1%eth0", "10.1.2.3"},
		{proxies, "[fe80::1%eth0]:1", "203.0.113.9", "fe80::1%eth0"},
		{proxies, "10.1.2.3:1", "[2001:db8::1], fd00::2", "2001:db8::1"},
		{proxies, "10.1.2.3:1", "::ffff:203.0.113.9", "203.0.113.9"},
		{proxies, "[::ffff:10.1.2.3]:1", "203.0.113.9", "203.0.113.9"},
		{[]netip.Prefix{netip.MustParsePrefix("10.1.2.3/32")}, "10.1.2.4:1", "203.0.113.9", "10.1.2.4"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.from
		if c.forwards != "" {
			r.Header.Set("X-Forwarded-For", c.forwards)
		}
		if got := addressOf(c.trusted)(r); got != c.want {
			t.Errorf("trusting %v, from %s for %q: %s, want %s", c.trusted, c.from, c.forwards, got, c.want)
		}
	}
}

// Whatever a client says of its address, it is counted as the one that it has: by
// itself, and behind a proxy as the one that the proxy saw.
func TestLimitsKeyOnTheRealAddress(t *testing.T) {
	t.Parallel()
	forged := [][]string{
		{"X-Forwarded-For", "198.51.100.1"}, {"X-Forwarded-For", "198.51.100.2", "X-Forwarded-For", "198.51.100.3"}, {"Forwarded", "for=198.51.100.4"},
		{"X-Real-IP", "198.51.100.5"}, {"True-Client-IP", "198.51.100.6"}, {"CF-Connecting-IP", "198.51.100.7"}, {"X-Forwarded-For", "garbage"},
	}
	for name, c := range map[string]struct {
		with func(*Options)
		last string // what a proxy adds
		want string
	}{
		"by itself":      {nil, "", "127.0.0.1"},
		"behind a proxy": {func(o *Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }, "203.0.113.9", "203.0.113.9"},
	} {
		s := newSite(t, c.with)
		for _, fields := range forged {
			if c.last != "" {
				fields = append(fields, "X-Forwarded-For", c.last)
			}
			s.get("/chooser", fields...)
			s.get("/live/tally?w=abcdefgh", fields...)
			s.get("/join/XXXXXXXX", fields...)
		}
		for what, of := range map[string]*limiters{"requests": s.web.limits.addresses, "public requests": s.web.limits.lives, "wrong codes": s.web.guesses.addresses} {
			if len(of.of) != 1 || of.of[c.want] == nil {
				t.Errorf("%s, %s are counted by %v", name, what, slices.Collect(maps.Keys(of.of)))
			}
		}
	}
}
