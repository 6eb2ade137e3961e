package web

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// signInCode is a code as the program prints one.
func (s *site) signInCode(lasts time.Duration) string {
	s.t.Helper()
	code := rand.Text()
	if err := s.web.store.AddSignIn(s.t.Context(), code, s.web.now().Add(lasts)); err != nil {
		s.t.Fatal(err)
	}
	return code
}

func (b *browser) signsIn(code string) answered {
	b.t.Helper()
	return b.plain(http.MethodPost, "/teach/sign-in", url.Values{"code": {code}})
}

// isIn reports whether the browser is signed in.
func (b *browser) isIn() bool {
	b.t.Helper()
	return b.plain(http.MethodGet, "/teach", nil).StatusCode == http.StatusOK
}

func TestASignInCodeWorksOnce(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	code := s.signInCode(10 * time.Minute)
	first, second := s.browser(), s.browser()
	got := first.signsIn(" "+code+"\n").must(t, http.StatusSeeOther) // as it is copied
	if to := got.Header.Get("Location"); to != "/teach" {
		t.Errorf("it leads to %q", to)
	}
	if !first.isIn() {
		t.Error("the code did not sign in")
	}
	got = second.signsIn(code).must(t, http.StatusUnauthorized)
	if !strings.Contains(got.body, "wirewalk sign-in prints a new link") || second.isIn() {
		t.Errorf("a code that was used is told %.300s", got.body)
	}
	if strings.Contains(got.body, code) {
		t.Error("the page repeats what was typed")
	}
}

// Two browsers that send a code at the same time are not both let in.
func TestASignInCodeWorksOnceAtTheSameTime(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	code := s.signInCode(10 * time.Minute)
	const many = 8
	status := make(chan int, many)
	for range many {
		b := s.browser()
		go func() {
			got, err := b.http.PostForm(s.URL+"/teach/sign-in", url.Values{"code": {code}})
			if err != nil {
				status <- 0
				return
			}
			got.Body.Close()
			status <- got.StatusCode
		}()
	}
	in := 0
	for range many {
		switch got := <-status; got {
		case http.StatusOK:
			in++
		case http.StatusUnauthorized:
		default:
			t.Errorf("status %d", got)
		}
	}
	if in != 1 {
		t.Errorf("%d were let in", in)
	}
}

func TestASignInCodeLastsTenMinutes(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	s := teachSite(t, func(o *Options) { o.Now = clock.now })
	intime, late := s.signInCode(10*time.Minute), s.signInCode(10*time.Minute)
	clock.pass(10*time.Minute - time.Second)
	if got := s.browser().signsIn(intime); got.StatusCode != http.StatusSeeOther {
		t.Errorf("a second before: %s", got.Status)
	}
	clock.pass(time.Second)
	if got := s.browser().signsIn(late); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("after ten minutes: %s", got.Status)
	}
}

func TestTheLongTokenSignsIn(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	for range 3 { // it is not used up
		b := s.browser()
		b.signsIn(testToken).must(t, http.StatusSeeOther)
		if !b.isIn() {
			t.Error("the token did not sign in")
		}
	}
	for _, wrong := range []string{"", " ", testToken + "x", testToken[1:], strings.ToUpper(testToken)} {
		if got := s.browser().signsIn(wrong); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("%q: %s", wrong, got.Status)
		}
	}
	// Without one, nothing is the token.
	s = teachSite(t, func(o *Options) { o.InstructorToken = "" })
	if got := s.browser().signsIn(""); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("no token at all: %s", got.Status)
	}
}

// Who guesses is refused, and nobody else: instructors and students share the
// address of their room.
func TestWrongSignInsAreThrottled(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	s := teachSite(t, func(o *Options) { o.Now = clock.now })
	guesser, teacher := s.browser(), s.browser()
	refused := answered{}
	for try := range 2 * signInBurst {
		got := guesser.signsIn("a guess " + strconv.Itoa(try))
		if got.StatusCode == http.StatusTooManyRequests {
			refused = got
			break
		}
		if got.must(t, http.StatusUnauthorized); try >= signInBurst {
			t.Fatalf("guess %d is looked at", try+1)
		}
	}
	if wait, _ := strconv.Atoi(refused.Header.Get("Retry-After")); wait < 1 {
		t.Errorf("the guesser is told to wait %q", refused.Header.Get("Retry-After"))
	}
	if got := guesser.signsIn(testToken); got.StatusCode != http.StatusTooManyRequests {
		t.Errorf("what the guesser finds then is %s", got.Status)
	}
	if got := teacher.signsIn(testToken); got.StatusCode != http.StatusSeeOther {
		t.Errorf("the instructor behind the same address: %s", got.Status)
	}
	clock.pass(time.Minute)
	if got := guesser.signsIn(testToken); got.StatusCode != http.StatusSeeOther {
		t.Errorf("a minute later: %s", got.Status)
	}
}

// A session that somebody else has put into the browser is none afterwards.
func TestASessionIsNewAtSignIn(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	b := s.browser()
	planted := rand.Text()
	b.has(instructorCookie, planted)
	b.signsIn(testToken).must(t, http.StatusSeeOther)
	first := b.cookie(instructorCookie)
	if first == planted || !b.isIn() {
		t.Errorf("the session is %s, planted was %s", first, planted)
	}
	if s.browserOf(instructorCookie, planted).isIn() {
		t.Error("the planted session is one")
	}

	code := b.makes("Networks", nil)
	stream := b.tape(cockpitPath(code) + "/stream")
	b.signsIn(testToken).must(t, http.StatusSeeOther)
	if again := b.cookie(instructorCookie); again == first || !b.isIn() {
		t.Error("signing in again keeps the session")
	}
	if s.browserOf(instructorCookie, first).isIn() {
		t.Error("the session before goes on")
	}
	stream.ends("it was opened in the session before")
}

// browserOf is a browser that has one cookie.
func (s *site) browserOf(name, value string) *browser {
	s.t.Helper()
	b := s.browser()
	b.has(name, value)
	return b
}

func TestASessionEnds(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	s := teachSite(t, func(o *Options) { o.Now = clock.now })
	b := s.teacher()
	clock.pass(sessionLasts - time.Second)
	if !b.isIn() {
		t.Error("it has ended too soon")
	}
	clock.pass(time.Second)
	if s.browserOf(instructorCookie, b.cookie(instructorCookie)).isIn() {
		t.Error("it goes on for longer than a day")
	}
}

func TestCookiesAreKeptToThisServer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		public *url.URL
		secure bool
	}{
		"no public URL":       {nil, false},
		"an http public URL":  {&url.URL{Scheme: "http", Host: "classroom.test"}, false},
		"an https public URL": {&url.URL{Scheme: "https", Host: "wirewalk.example"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := teachSite(t, func(o *Options) { o.PublicURL = c.public })
			signIn := s.post("/teach/sign-in", url.Values{"code": {testToken}})
			session := cookieOf(t, signIn, instructorCookie)
			made := s.post("/teach", url.Values{"title": {"Networks"}, "lesson": {"frames"}}, "Cookie", session.Name+"="+session.Value)
			code := strings.TrimPrefix(made.Header.Get("Location"), "/teach/classes/")
			joined := s.post("/join/"+code, url.Values{"name": {"Ada"}})
			for _, cookie := range []*http.Cookie{session, cookieOf(t, joined, memberCookie), cookieOf(t, joined, visitorCookie)} {
				if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Secure != c.secure || strings.HasPrefix(cookie.Name, hostPrefix) != c.secure || cookie.Path != "/" || cookie.Domain != "" || !isRandomText(cookie.Value) {
					t.Errorf("%v", cookie)
				}
			}
			if lasts := cookieOf(t, joined, memberCookie).MaxAge; lasts < 100*24*3600 {
				t.Errorf("somebody in a class is forgotten after %d s", lasts)
			}
			out := s.post("/teach/sign-out", nil, "Cookie", session.Name+"="+session.Value)
			if gone := cookieOf(t, out, instructorCookie); gone.MaxAge >= 0 || gone.Value != "" || gone.Secure != c.secure {
				t.Errorf("signing out sets %v", gone)
			}
		})
	}
}

func cookieOf(t *testing.T, a answered, name string) *http.Cookie {
	t.Helper()
	for _, c := range a.Cookies() {
		if c.Name == name || c.Name == hostPrefix+name && c.Secure {
			return c
		}
	}
	t.Fatalf("%s %s sets no cookie %s: %s", a.Request.Method, a.Request.URL.Path, name, a.Status)
	return nil
}

func TestSigningOutEndsAllThatWasOpen(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	b, other := s.teacher(), s.teacher()
	code := b.makes("Networks", nil)
	at := cockpitPath(code)
	open := []*tape{b.tape(at + "/stream"), b.tape(at + "/stream?screen"), b.tape(at + "/stream?gradebook&points=best")}
	stays := other.tape(at + "/stream")
	stays.until("a cockpit", func(all []event) bool { return len(stays.changes(all)) > 0 })

	// The screen walks on a connection of its own.
	b.post("/runs", nil) // no run, but it makes this browser a visitor's
	if b.cookie(visitorCookie) == "" {
		b.has(visitorCookie, strings.Repeat("V", 26))
	}
	walk := b.walks("websocket-protocol")
	conn := walk.connect()
	walk.done(1)
	session := b.cookie(instructorCookie)
	if got := b.plain(http.MethodPost, "/teach/sign-out", nil).must(t, http.StatusSeeOther); got.Header.Get("Location") != "/teach/sign-in" {
		t.Errorf("it leads to %s", got.Header.Get("Location"))
	}
	for _, stream := range open {
		stream.ends("the instructor has signed out")
	}
	if got := walk.step(2); got.StatusCode != http.StatusGone || !strings.Contains(got.body, "You signed out") {
		t.Errorf("the run goes on: %s %s", got.Status, got.body)
	}
	if opened := <-conn; opened != nil {
		opened.Close()
		t.Error("the run's connection opened all the same")
	}
	if b.cookie(instructorCookie) != "" || s.browserOf(instructorCookie, session).isIn() {
		t.Error("the session goes on")
	}
	stays.goes("another window's session")
	if !other.isIn() {
		t.Error("another window is signed out too")
	}
}

// A cockpit that nobody closes shows a class no longer than the session lasts.
func TestASessionEndsWhatStreamsInIt(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	inBubble(t, func(o *Options) { o.Now = clock.now }, func(t *testing.T, s *site) {
		b := s.teacher()
		cockpit := b.tape(cockpitPath(b.makes("Networks", nil)) + "/stream")
		cockpit.until("the class", hears("class"))
		clock.pass(sessionLasts - time.Minute)
		time.Sleep(3 * freshAtLeast)
		cockpit.goes("the session")
		clock.pass(2 * time.Minute)
		cockpit.ends("the session is over")
	})
}

func TestSigningInLeadsToOwnPagesAlone(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	for next, want := range map[string]string{
		"/teach/classes/CDFG3479":           "/teach/classes/CDFG3479",
		"/teach/classes/CDFG3479?x=1&y=a+b": "/teach/classes/CDFG3479?x=1&y=a+b",
		"":                                  "/teach",
		"//evil.example":                    "/teach",
		"///evil.example":                   "/teach",
		`/\evil.example`:                    "/teach",
		`\\evil.example`:                    "/teach",
		"http://evil.example":               "/teach",
		"https:evil.example":                "/teach",
		"javascript:alert(1)":               "/teach",
		"evil.example":                      "/teach",
		"/\tevil.example":                   "/teach",
		"/\t/evil.example":                  "/teach",
		"/\n/evil.example":                  "/teach",
		" //evil.example":                   "/teach",
		"/%zz":                              "/teach",
	} {
		got := s.post("/teach/sign-in", url.Values{"code": {testToken}, "next": {next}})
		if to := got.Header.Get("Location"); got.StatusCode != http.StatusSeeOther || to != want {
			t.Errorf("next %q leads to %q (%s), want %q", next, to, got.Status, want)
		}
		page := s.get("/teach/sign-in?"+url.Values{"next": {next}}.Encode(), "Accept", "text/html")
		if strings.Contains(page.body, "evil") {
			t.Errorf("next %q stands in the page", next)
		}
	}
}

// A code stands in no address that is kept anywhere, and in no line of the log.
func TestASignInCodeIsNeverTold(t *testing.T) {
	t.Parallel()
	s := teachSite(t, nil)
	used, unused := s.signInCode(10*time.Minute), s.signInCode(10*time.Minute)
	b := s.browser()
	b.post("/teach/sign-in", url.Values{"code": {used}}).must(t, http.StatusOK)
	b.post("/teach/sign-in", url.Values{"code": {used}}).must(t, http.StatusUnauthorized)
	b.post("/teach/sign-in", url.Values{"code": {testToken}}).must(t, http.StatusOK)
	// What stands in an address is no code, whoever put it there.
	if got := s.post("/teach/sign-in?code="+unused, nil); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("a code in the address signs in: %s", got.Status)
	}
	if got := s.get("/teach/sign-in?code="+unused, "Accept", "text/html"); got.StatusCode != http.StatusOK || strings.Contains(got.body, unused) || len(got.Cookies()) > 0 {
		t.Errorf("a code in the address of the page: %s", got.Status)
	}
	for name, secret := range map[string]string{"a code that was used": used, "a code in an address": unused, "the token": testToken, "the session": b.cookie(instructorCookie)} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log has %s", name)
		}
	}
	if !strings.Contains(s.log.String(), "path=/teach/sign-in") {
		t.Error("the log has no line of a sign-in")
	}
}
