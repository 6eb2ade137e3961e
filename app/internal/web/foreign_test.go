package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

// What another site's page sends is refused by every route that reads a cookie, with
// the cookies of whoever looks at that page and whatever a form can send, and changes
// nothing; what it asks for it cannot read.
func TestAnotherSitesPageDoesNothing(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	s := teachSite(t, func(o *Options) { o.Now = clock.now })
	teacher := s.teacher()
	code := teacher.makes("Networks", nil)
	ada := s.joins(code, "Ada")
	teacher.leads(code, "/plug", "do", "in").must(t, http.StatusNoContent)
	pair, seat := ada.pairOf(live.ReturnStream), ada.seat()
	run, parcel := ada.walks("websocket-protocol").run.ID, strings.Split(s.sends(ada.cookies(), "websocket", "81026869").URL, "/")[2]
	before := s.everything(code)
	alive, over := s.web.runs.Count()
	both := ada.cookies() + "; " + instructorCookie + "=" + teacher.cookie(instructorCookie)
	foreign := map[string][]string{
		"another site":             {"Origin", "https://evil.example"},
		"another port":             {"Origin", "http://127.0.0.1:1"},
		"a sandboxed frame":        {"Origin", "null"},
		"a site that says so":      {"Sec-Fetch-Site", "cross-site"},
		"a port that says so":      {"Sec-Fetch-Site", "same-site", "Origin", "http://127.0.0.1:1"},
		"a name that begins alike": {"Origin", s.URL + ".evil.example"},
	}
	bodies := map[string]string{ // by the types that a form has, and that need no preflight
		"application/x-www-form-urlencoded": url.Values{"sure": {"yes"}, "do": {"next"}, "name": {"Eve"}, "title": {"Evil"}, "lesson": {"frames"}, "question": {"frames/frames-quiz-8"}, "code": {testToken}}.Encode(),
		"text/plain":                        `{"script":"frames","pace":"full"}`,
		"multipart/form-data; boundary=x":   "--x\r\nContent-Disposition: form-data; name=\"sure\"\r\n\r\nyes\r\n--x--\r\n",
	}
	posts, streams, reads := 0, 0, 0
	for of, who := range s.routes() {
		method, path, _ := strings.Cut(of, " ")
		if strings.HasPrefix(path, livePrefix) {
			continue // these read no cookie
		}
		ends := func(all ...string) bool {
			return slices.ContainsFunc(all, func(end string) bool { return strings.HasSuffix(path, end) })
		}
		stream, socket := ends("/stream", "/watch", "/trace", "/events"), ends("/socket", "/ws")
		path = strings.NewReplacer(":code", code, "/pairs/:id", pair, "/jams/:id", seat, "/parcels/:id", "/parcels/"+parcel, ":id", run, ":slug", "frames", ":n", "1").Replace(path)
		for site, fields := range foreign {
			fields = append([]string{"Cookie", both, "Accept", "text/event-stream"}, fields...)
			clock.pass(time.Second) // so that nothing is refused for coming too often
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
			case method == http.MethodPost:
				for kind, body := range bodies {
					posts++
					if got = s.ask(method, path, body, append([]string{"Content-Type", kind}, fields...)...); got.StatusCode != http.StatusForbidden {
						break
					}
				}
			default: // a page, which another site may link to and cannot read
				reads++
				got = s.ask(method, path, "", fields...)
				if got.StatusCode >= http.StatusInternalServerError || len(got.Cookies()) != 0 {
					t.Errorf("%s from %s: %s %v", of, site, got.Status, got.Cookies())
				}
			}
			for name := range got.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s lets %s read: %v", of, site, got.Header)
				}
			}
			if method != http.MethodPost && !stream && !socket {
				continue
			}
			if got.StatusCode != http.StatusForbidden {
				t.Errorf("%s (%s) from %s: %s %.200s", of, who, site, got.Status, got.body)
			}
		}
	}
	if posts < 35*len(bodies)*len(foreign) || streams < 8*len(foreign) || reads < 15*len(foreign) {
		t.Errorf("%d posts, %d streams and %d pages were tried", posts, streams, reads)
	}
	if nowLive, nowOver := s.web.runs.Count(); nowLive != alive || nowOver != over {
		t.Errorf("%d runs are live and %d over, %d and %d were", nowLive, nowOver, alive, over)
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
