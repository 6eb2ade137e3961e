package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// withGoodCookies looks at each cookie that any route sets, in whatever test.
func withGoodCookies(t *testing.T, s *Server) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		for _, line := range w.Header()["Set-Cookie"] {
			if wrong := wrongInCookie(line, s.security.https()); wrong != "" {
				t.Errorf("%s %s sets %q, %s", r.Method, r.URL.Path, line, wrong)
			}
			if r.Method != http.MethodPost && !strings.HasPrefix(r.URL.Path, "/join/") { // a code that was guessed wrong counts
				t.Errorf("%s %s sets a cookie, and only reads", r.Method, r.URL.Path)
			}
		}
	})
}

// wrongInCookie says what a cookie of ours must not be.
func wrongInCookie(line string, https bool) string {
	c, err := http.ParseSetCookie(line)
	if err != nil {
		return err.Error()
	}
	prefix := ""
	if https {
		prefix = hostPrefix
	}
	switch name, prefixed := strings.CutPrefix(c.Name, prefix); {
	case !prefixed || !slices.Contains([]string{visitorCookie, memberCookie, instructorCookie}, name):
		return "which is called otherwise"
	case c.MaxAge >= 0 && !isRandomText(c.Value), c.MaxAge < 0 && c.Value != "":
		return "which is no random number"
	case !c.HttpOnly:
		return "which scripts read"
	case c.SameSite != http.SameSiteLaxMode:
		return "which other sites' forms send"
	case c.Path != "/" || c.Domain != "":
		return "which is for other hosts or paths"
	case c.Secure != https:
		return "which is secure where pages are not, or the other way round"
	}
	return ""
}

func TestWrongCookiesAreFound(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("A", 26)
	for line, https := range map[string]bool{
		"other=" + text + "; Path=/; HttpOnly; SameSite=Lax":                                  false,
		"member=" + text + "; Path=/; HttpOnly; SameSite=Lax; Secure":                         true,
		"__Host-member=" + text + "; Path=/; HttpOnly; SameSite=Lax; Secure":                  false,
		"member=x; Path=/; HttpOnly; SameSite=Lax":                                            false,
		"member=" + text + "; Path=/; SameSite=Lax":                                           false,
		"member=" + text + "; Path=/; HttpOnly":                                               false,
		"member=" + text + "; Path=/class; HttpOnly; SameSite=Lax":                            false,
		"member=" + text + "; Path=/; HttpOnly; SameSite=Lax; Domain=example.org":             false,
		"member=" + text + "; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=5":              false,
		"__Host-member=" + text + "; Path=/; HttpOnly; SameSite=Lax":                          true,
		"__Host-instructor=" + text + "; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=-5":  true,
		"__Host-instructor=" + text + "; Path=/; HttpOnly; SameSite=None; Secure; Max-Age=60": true,
	} {
		if wrongInCookie(line, https) == "" {
			t.Errorf("%s passes", line)
		}
	}
	if wrong := wrongInCookie("__Host-member="+text+"; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax", true); wrong != "" {
		t.Error(wrong)
	}
}

// Whoever planted the key of a visitor before somebody joins or signs in, drives and
// reads nothing of theirs afterwards; they go on with their own.
func TestAPlantedVisitorIsNobody(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	planted := strings.Repeat("P", 26)
	eve, ada := s.browserOf(visitorCookie, planted), s.browserOf(visitorCookie, planted)
	before := ada.walks("websocket-protocol")
	ada.post("/join/"+code, url.Values{"name": {"Ada"}}).must(t, http.StatusOK)
	if key := ada.cookie(visitorCookie); key == planted || !isRandomText(key) {
		t.Errorf("the key is %s", key)
	}
	before.cookie = ada.cookies()
	conn := before.connect()
	before.done(1)
	before.over(conn)
	after := ada.walks("websocket-protocol")
	for what, got := range map[string]answered{
		"to drive the run before": eve.send(http.MethodPost, "/runs/"+before.run.ID+"/stop", nil, "Accept", "application/json"),
		"to drive the run after":  eve.send(http.MethodPost, "/runs/"+after.run.ID+"/stop", nil, "Accept", "application/json"),
		"to read the run after":   eve.get("/runs/" + after.run.ID),
		"to teach":                s.ask(http.MethodGet, "/teach", "", "Cookie", instructorCookie+"="+ada.cookie(visitorCookie), "Accept", "application/json"),
		"to be in the class":      s.ask(http.MethodGet, "/class/question", "", "Cookie", memberCookie+"="+planted),
	} {
		if got.StatusCode != http.StatusForbidden && got.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %s", what, got.Status)
		}
	}

	host := s.browserOf(visitorCookie, planted)
	host.signsIn(testToken).must(t, http.StatusSeeOther)
	if host.cookie(visitorCookie) == planted {
		t.Error("who signs in keeps a planted key")
	}
	session := host.cookie(instructorCookie)
	host.post("/teach/sign-out", nil).must(t, http.StatusOK)
	if s.browserOf(instructorCookie, session).isIn() || host.cookie(instructorCookie) != "" {
		t.Error("signing out ends no session")
	}
	if !teacher.isIn() {
		t.Error("another session has ended")
	}
}
