package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

// What another site's page sends is refused by every route of a class and of a
// visitor's own connections, with the cookies of whoever looks at that page, and changes nothing.
func TestAnotherSitesPageDoesNothing(t *testing.T) {
	s, teacher, code := classSite(t)
	ada := s.joins(code, "Ada")
	teacher.leads(code, "/plug", "do", "in").must(t, http.StatusNoContent)
	pair, seat := ada.pairOf(live.ReturnStream), ada.seat()
	before := s.everything(code)
	both := ada.cookies() + "; " + instructorCookie + "=" + teacher.cookie(instructorCookie)
	foreign := map[string][]string{
		"another site":             {"Origin", "https://evil.example"},
		"another port":             {"Origin", "http://127.0.0.1:1"},
		"a sandboxed frame":        {"Origin", "null"},
		"a site that says so":      {"Sec-Fetch-Site", "cross-site"},
		"a port that says so":      {"Sec-Fetch-Site", "same-site", "Origin", "http://127.0.0.1:1"},
		"a name that begins alike": {"Origin", s.URL + ".evil.example"},
	}
	posts, streams := 0, 0
	for of, who := range s.routes() {
		method, path, _ := strings.Cut(of, " ")
		if !slices.ContainsFunc([]string{"/class", "/teach", "/join", "/pairs", "/crowds", "/jams"}, func(of string) bool { return strings.HasPrefix(path, of) }) {
			continue
		}
		stream := strings.HasSuffix(path, "/stream") || strings.HasSuffix(path, "/watch")
		socket := strings.HasSuffix(path, "/socket")
		if method != http.MethodPost && !stream && !socket {
			continue // a page, which another site may link to and cannot read
		}
		path = strings.Replace(path, ":code", code, 1)
		path = strings.NewReplacer("/pairs/:id", pair, "/jams/:id", seat).Replace(path)
		form := url.Values{"sure": {"yes"}, "do": {"next"}, "name": {"Eve"}, "title": {"Evil"}, "lesson": {"frames"}, "question": {"frames/frames-quiz-8"}, "code": {testToken}}
		for site, fields := range foreign {
			fields = append([]string{"Cookie", both, "Accept", "text/event-stream"}, fields...)
			var got answered
			switch {
			case socket:
				header := http.Header{}
				for i := 0; i < len(fields); i += 2 {
					header.Set(fields[i], fields[i+1])
				}
				if header.Get("Origin") == "" {
					continue // every browser says it in a handshake
				}
				conn, resp, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+path, header)
				if err == nil {
					conn.Close()
					t.Fatalf("%s opens for %s", of, site)
				}
				got = answered{Response: resp}
			case stream:
				streams++
				got = s.get(path, fields...)
			default:
				posts++
				got = s.post(path, form, fields...)
			}
			if got.StatusCode != http.StatusForbidden {
				t.Errorf("%s (%s) from %s: %s %.200s", of, who, site, got.Status, got.body)
			}
		}
	}
	if posts < 15*len(foreign) || streams < 3*len(foreign) {
		t.Errorf("%d posts and %d streams were tried", posts, streams)
	}
	if now := s.everything(code); now != before {
		t.Errorf("the class has changed from\n%s\nto\n%s", before, now)
	}
	ada.get("/class").must(t, http.StatusOK)
	if !teacher.isIn() {
		t.Error("the instructor was signed out")
	}
	if all, err := s.web.store.Classes(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("there are %d classes, %v", len(all), err)
	}
	// Nothing of it may be framed or read elsewhere.
	for _, path := range []string{"/class", "/join", cockpitPath(code), cockpitPath(code) + "/screen", cockpitPath(code) + "/gradebook.csv"} {
		got := s.get(path, "Cookie", both, "Accept", "text/html", "Origin", "https://evil.example")
		if got.Header.Get("Access-Control-Allow-Origin") != "" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, got.Header)
		}
	}
}
