package web

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/live"
)

// handshake asks for a WebSocket with these lines besides, and returns the status.
func (b *browser) handshake(path string, lines ...string) int {
	b.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.site.URL, "http://"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	head := append([]string{
		"GET " + path + " HTTP/1.1", "Host: classroom.test:8080", "Upgrade: websocket", "Connection: Upgrade",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Cookie: " + b.cookies(),
	}, lines...)
	if _, err := io.WriteString(conn, strings.Join(head, "\r\n")+"\r\n\r\n"); err != nil {
		b.t.Fatal(err)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		b.t.Fatalf("%s %q: %v", path, lines, err)
	}
	status, _ := strconv.Atoi(strings.Fields(line)[1])
	return status
}

// Every WebSocket route, with pages of every kind of origin. A run, a parcel, a
// pair, a seat and a plug are opened by pages of this very origin alone; what is
// public is opened by any page, and reads no cookie.
func TestOriginsOfEverySocket(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	teacher := s.teacher()
	code := teacher.makes("Networks", nil)
	teacher.leads(code, "/plug", "do", "in").must(t, http.StatusNoContent)
	ada := s.joins(code, "Ada")
	seat := ada.seat()
	run := func() string {
		r := s.ask(http.MethodPost, "/runs", `{"script":"websocket-protocol","pace":"full"}`, "Cookie", ada.cookies())
		var made newRun
		if err := json.Unmarshal([]byte(r.body), &made); err != nil || r.StatusCode != http.StatusCreated {
			t.Fatalf("%s %s", r.Status, r.body)
		}
		return made.URL
	}
	as := func(path string) func() string { return func() string { return path } }
	sockets := map[string]struct {
		path   func() string
		public bool
	}{
		"GET /runs/:id/ws":       {run, false},
		"GET /parcels/:id/ws":    {func() string { return s.sends(ada.cookies(), "websocket", "81026869").URL }, false},
		"GET /pairs/:id/socket":  {func() string { return ada.pairOf(live.ReturnStream) + "/socket" }, false},
		"GET /jams/:id/socket":   {as(seat + "/socket"), false},
		"GET /class/plug/socket": {as("/class/plug/socket"), false},
		"GET /live/echo":         {as("/live/echo"), true},
		"GET /live/board":        {as("/live/board?room=soup"), true},
		"GET /live/band":         {as("/live/band"), true},
		"GET /live/burst":        {as("/live/burst?n=1"), true},
	}
	const own = "http://classroom.test:8080"
	origins := map[string]struct {
		lines []string
		ours  bool
	}{
		"own":                 {[]string{"Origin: " + own}, true},
		"upper case":          {[]string{"Origin: HTTP://CLASSROOM.TEST:8080"}, true},
		"absent":              {nil, false}, // no page
		"empty":               {[]string{"Origin:"}, false},
		"null":                {[]string{"Origin: null"}, false},
		"foreign":             {[]string{"Origin: http://evil.example"}, false},
		"a longer name":       {[]string{"Origin: http://classroom.test.evil:8080"}, false},
		"a name before":       {[]string{"Origin: http://evilclassroom.test:8080"}, false},
		"a host below":        {[]string{"Origin: http://a.classroom.test:8080"}, false},
		"a shorter name":      {[]string{"Origin: http://classroom.tes:8080"}, false},
		"trailing dot":        {[]string{"Origin: http://classroom.test.:8080"}, false},
		"another port":        {[]string{"Origin: http://classroom.test:8081"}, false},
		"no port":             {[]string{"Origin: http://classroom.test"}, false},
		"a longer port":       {[]string{"Origin: http://classroom.test:80801"}, false},
		"another scheme":      {[]string{"Origin: ftp://classroom.test:8080"}, false},
		"a file":              {[]string{"Origin: file://"}, false},
		"userinfo":            {[]string{"Origin: http://ada@classroom.test:8080"}, false},
		"own as userinfo":     {[]string{"Origin: http://classroom.test:8080@evil.example"}, false},
		"with a path":         {[]string{"Origin: " + own + "/"}, false},
		"with a query":        {[]string{"Origin: " + own + "?"}, false},
		"two in one line":     {[]string{"Origin: " + own + " http://evil.example"}, false},
		"two lines":           {[]string{"Origin: " + own, "Origin: http://evil.example"}, false},
		"the other way round": {[]string{"Origin: http://evil.example", "Origin: " + own}, false},
	}
	for of, socket := range sockets {
		// What is refused is not used up, so that those come first.
		refusing := socket.path()
		for _, opened := range []bool{false, true} {
			for name, origin := range origins {
				if (origin.ours || socket.public) != opened {
					continue
				}
				path, want := refusing, http.StatusForbidden
				if opened {
					path, want = socket.path(), http.StatusSwitchingProtocols
				}
				if got := ada.handshake(path, origin.lines...); got != want {
					t.Errorf("%s, Origin %s: %d, want %d", of, name, got, want)
				}
			}
		}
		// By a cookie nobody gets more of what is public, nor less.
		if stranger := s.browser(); socket.public && stranger.handshake(socket.path(), "Origin: null") != http.StatusSwitchingProtocols {
			t.Errorf("%s is for who has a cookie", of)
		}
	}

	// Every route that upgrades stands above.
	paths := strings.NewReplacer(":slug", "frames", ":code", code, ":n", "1", ":id", strings.Split(run(), "/")[2])
	for of := range s.routes() {
		method, path, _ := strings.Cut(of, " ")
		if _, known := sockets[of]; known || method != http.MethodGet {
			continue
		}
		switch got := ada.handshake(paths.Replace(path), "Origin: "+own); {
		case got == http.StatusSwitchingProtocols:
			t.Errorf("%s opens a WebSocket: enter it above", of)
		case strings.HasSuffix(path, "/ws"), strings.HasSuffix(path, "/socket"):
			t.Errorf("%s is called a WebSocket (%d): enter it above", of, got)
		}
	}
	for of := range sockets {
		if s.routes()[of] == "" {
			t.Errorf("%s is no route any more", of)
		}
	}
}

// Where pages are https, those of the same host that are not are anybody's: who is on
// the way writes them.
func TestOriginsBesideTLS(t *testing.T) {
	t.Parallel()
	https := func(o *Options) { o.PublicURL = &url.URL{Scheme: "https", Host: "classroom.test:8080"} }
	for name, with := range map[string]func(*Options){"behind a proxy": https, "by itself": func(o *Options) { o.TLS = true }} {
		s := teachSite(t, with)
		b := s.browser()
		b.has(hostPrefix+visitorCookie, strings.Repeat("A", 26))
		made := s.post("/parcels", url.Values{"protocol": {"websocket"}, "bytes": {"81026869"}}, "Cookie", b.cookies(), "X-Fragment", "parcel")
		var parcel parcelMade
		if err := json.Unmarshal([]byte(made.body), &parcel); err != nil {
			t.Fatalf("%s: %s", made.Status, made.body)
		}
		for origin, want := range map[string]int{"http://classroom.test:8080": http.StatusForbidden, "https://classroom.test:8080": http.StatusSwitchingProtocols} {
			if got := b.handshake(parcel.URL, "Origin: "+origin); got != want {
				t.Errorf("%s, a socket for %s: %d", name, origin, got)
			}
			got := s.post("/teach/sign-out", nil, "Origin", origin, "Host", "classroom.test:8080")
			if (got.StatusCode == http.StatusForbidden) != (want == http.StatusForbidden) {
				t.Errorf("%s, a form of %s: %s", name, origin, got.Status)
			}
		}
		// A cookie that another host of the domain could have planted is none.
		session := s.signedIn()
		if got := s.get("/teach", "Cookie", session, "Accept", "application/json"); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s, a cookie of any host: %s", name, got.Status)
		}
		if got := s.get("/teach", "Cookie", hostPrefix+session); got.StatusCode != http.StatusOK {
			t.Errorf("%s, a cookie of this host: %s", name, got.Status)
		}
	}
}
