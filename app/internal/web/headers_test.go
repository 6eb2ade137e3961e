package web

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wirewalk/static"
)

func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	paths := append(s.pagePaths(), "/nothing", "/healthz", "/runs/none", "/static/x")
	for _, path := range paths {
		h := s.get(path, "Host", "classroom.test:8080").Header
		policy := h.Get("Content-Security-Policy")
		want := "default-src 'none'; script-src 'self' " + boot() + "; style-src 'self'; img-src 'self' data:; " +
			"connect-src 'self' ws://classroom.test:8080 http://classroom.test:8081 ws://classroom.test:8081; " +
			"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; font-src 'self'"
		if policy != want {
			t.Errorf("%s: Content-Security-Policy is\n%s, want\n%s", path, policy, want)
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
			t.Errorf("%s: the policy opens a door: %s", path, policy)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options":     "nosniff",
			"Referrer-Policy":            "same-origin",
			"Cross-Origin-Opener-Policy": "", // would warn on plain http
			"Set-Cookie":                 "",
			"Server":                     "",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if !strings.Contains(h.Get("Permissions-Policy"), "camera=()") {
			t.Errorf("%s: Permissions-Policy is %q", path, h.Get("Permissions-Policy"))
		}
	}
}

// Every page that is made for somebody has the header fields of those that are the
// same for everyone, a problem's too, and none but these is for a frame.
func TestHeadersOfEveryRoute(t *testing.T) {
	t.Parallel()
	s, teacher, code := classSite(t)
	ada := s.joins(code, "Ada")
	cookies := ada.cookies() + "; " + instructorCookie + "=" + teacher.cookie(instructorCookie)
	run := ada.walks("websocket-protocol").run.ID
	paths := strings.NewReplacer(":slug", "frames", ":code", code, ":n", "1", ":id", run)
	pages := 0
	for of, who := range s.routes() {
		method, path, _ := strings.Cut(of, " ")
		if method != http.MethodGet || who == forAnyPage || strings.Contains(path, "/snippets/") ||
			strings.HasSuffix(path, "/stream") || strings.HasSuffix(path, "/trace") || strings.HasSuffix(path, "/events") || strings.HasSuffix(path, "/ws") {
			continue
		}
		for _, as := range []string{cookies, ""} {
			got := s.get(paths.Replace(path), "Cookie", as, "Accept", "text/html")
			if !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") && got.StatusCode == http.StatusOK {
				if got.Header.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("%s: %v", path, got.Header)
				}
				continue
			}
			pages++
			policy := got.Header.Get("Content-Security-Policy")
			if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self' 'sha256-") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") ||
				!strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, "base-uri 'none'") || !strings.Contains(policy, "form-action 'self'") ||
				got.Header.Get("X-Content-Type-Options") != "nosniff" || got.Header.Get("Referrer-Policy") != "same-origin" || got.Header.Get("Permissions-Policy") == "" || got.Header.Get("Server") != "" {
				t.Errorf("%s (%s): %v", path, got.Status, got.Header)
			}
			if as != "" && who != forAnybody && got.Header.Get("Cache-Control") != "no-store" && got.StatusCode == http.StatusOK {
				t.Errorf("%s may be kept: %s", path, got.Header.Get("Cache-Control"))
			}
		}
	}
	if pages < 25 {
		t.Errorf("%d pages were looked at", pages)
	}
}

// The files of a page carry what counts for files, and nothing that weighs.
func TestHeadersOfFiles(t *testing.T) {
	t.Parallel()
	h := newSite(t, nil).get(static.URL("css/app.css")).Header
	if got := h.Get("X-Content-Type-Options"); got != "nosniff" {
		t.Errorf("X-Content-Type-Options is %q", got)
	}
	for _, name := range []string{"Content-Security-Policy", "Permissions-Policy", "Set-Cookie"} {
		if got := h.Get(name); got != "" {
			t.Errorf("%s is %q", name, got)
		}
	}
}

// The student reads the head of the stream under study: it says what an event
// stream needs, and nothing else.
func TestHeadersOfTheStreamUnderStudy(t *testing.T) {
	t.Parallel()
	h, _ := newSite(t, nil).poster(posting()).listen()
	h.Del("Date")
	want := http.Header{"Content-Type": {"text/event-stream"}, "Cache-Control": {"no-store"}, "X-Accel-Buffering": {"no"}}
	if !maps.EqualFunc(h, want, slices.Equal) {
		t.Errorf("the head is %v", h)
	}
}

func TestHeadersBehindHTTPS(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *Options) {
		o.PublicURL = &url.URL{Scheme: "https", Host: "wirewalk.example"}
		o.LabURL = &url.URL{Scheme: "https", Host: "lab.wirewalk.example"}
	})
	h := s.get("/", "Host", "10.0.0.7:8080").Header
	if got := h.Get("Content-Security-Policy"); !strings.Contains(got, "connect-src 'self' wss://wirewalk.example https://lab.wirewalk.example wss://lab.wirewalk.example;") {
		t.Errorf("the policy is %s", got)
	}
	if got := h.Get("Cross-Origin-Opener-Policy"); got != "same-origin" {
		t.Errorf("Cross-Origin-Opener-Policy is %q", got)
	}
}

// Host is what the client says, so it must not write the policy.
func TestPolicyOfAnyHost(t *testing.T) {
	t.Parallel()
	s := newSecurity(nil, nil, 8081, false)
	for host, want := range map[string]string{
		"192.168.1.20:8080":          "connect-src 'self' ws://192.168.1.20:8080 http://192.168.1.20:8081 ws://192.168.1.20:8081;",
		"classroom.test":             "connect-src 'self' ws://classroom.test http://classroom.test:8081 ws://classroom.test:8081;",
		"[::1]:8080":                 "connect-src 'self';",
		"a;script-src":               "connect-src 'self';",
		"a *":                        "connect-src 'self';",
		"*":                          "connect-src 'self';",
		"a:0":                        "connect-src 'self';",
		"a:99999":                    "connect-src 'self';",
		"":                           "connect-src 'self';",
		strings.Repeat("a", 256):     "connect-src 'self';",
		"a'unsafe-inline'.test:8080": "connect-src 'self';",
	} {
		h := http.Header{}
		s.set(h, host)
		if got := h.Get("Content-Security-Policy"); !strings.Contains(got, want) {
			t.Errorf("host %q: %s is not in %s", host, want, got)
		}
	}
}

// The policy forbids what stands in the page itself, but for the one script that
// it names by its hash; so nothing else may.
func TestNothingInline(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	inline := regexp.MustCompile(`(?i)<style|<[^>]*\sstyle=|<[^>]*\son[a-z]+=|<[^>]*=["']?\s*javascript:`)
	script := regexp.MustCompile(`<script[^>]*>`)
	for _, path := range append(s.pagePaths(), "/nothing") {
		body := s.get(path, "Accept", "text/html").body
		if found := inline.FindString(body); found != "" {
			t.Errorf("%s: inline style or script: %s", path, found)
		}
		body = strings.Replace(body, "<script>"+static.Boot()+"</script>", "", 1)
		for _, tag := range script.FindAllString(body, -1) {
			if !strings.Contains(tag, ` src="/static/`) {
				t.Errorf("%s: a script that is neither a file of ours nor the one before the first paint: %s", path, tag)
			}
		}
	}
}
