package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

func TestNotFoundIsAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, path := range []string{"/nothing", "/lessons/nothing", "/static/0123456789ab/nothing.css", "/static/x", "/labs/nothing", "/labs/", "/lessons/"} {
		got := s.get(path, "Accept", "text/html,*/*;q=0.8")
		if got.StatusCode != http.StatusNotFound || !strings.Contains(got.body, `href="/lessons"`) ||
			!strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s, %v", path, got.Status, got.Header)
		}
	}
}

func TestProblemForScripts(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for name, got := range map[string]answered{
		"asked for":  s.get("/nothing", "Accept", "application/json"),
		"of a run":   s.ask(http.MethodPost, "/runs/none/steps/1", ""),
		"a fragment": s.ask(http.MethodPost, "/lessons/nothing/answers", "", "X-Fragment", "verdict", "Accept", "text/html"),
	} {
		var p struct {
			Type, Title, Detail string
			Status              int
		}
		if err := json.Unmarshal([]byte(got.body), &p); err != nil {
			t.Errorf("%s: %v: %s", name, err, got.body)
			continue
		}
		if got.Header.Get("Content-Type") != "application/problem+json" || p.Type != "about:blank" ||
			p.Status != http.StatusNotFound || got.StatusCode != p.Status || p.Title == "" || p.Detail == "" {
			t.Errorf("%s: %s, %v, %+v", name, got.Status, got.Header, p)
		}
	}
}

// An unexpected error is logged and never shown; neither is a panic.
func TestInternalErrorsStayInside(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	s.web.echo.GET("/wrong", func(echo.Context) error { return errors.New("secret of the store") })
	s.web.echo.GET("/panics", func(echo.Context) error { panic("secret of the code") })
	for _, path := range []string{"/wrong", "/panics"} {
		for _, accept := range []string{"text/html", "application/json"} {
			got := s.get(path, "Accept", accept)
			if got.StatusCode != http.StatusInternalServerError || strings.Contains(got.body, "secret") || !strings.Contains(got.body, "log") {
				t.Errorf("%s as %s: %s: %s", path, accept, got.Status, got.body)
			}
		}
	}
	s.Close()
	for _, want := range []string{"secret of the store", "secret of the code", "level=ERROR", "status=500", "explain_test.go"} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, s.log)
		}
	}
}

func TestMembersAndRetryAfter(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	s.web.echo.GET("/full", func(echo.Context) error {
		return problem(http.StatusTooManyRequests, "Full", "Wait.").with("missing", []string{"frame"}).after(1500 * time.Millisecond)
	})
	got := s.get("/full", "Accept", "application/json")
	if got.StatusCode != 429 || got.Header.Get("Retry-After") != "2" || !strings.Contains(got.body, `"missing":["frame"]`) {
		t.Errorf("%s, Retry-After %q: %s", got.Status, got.Header.Get("Retry-After"), got.body)
	}
}

// One line a request, which names no visitor; none for static files.
func TestLogLine(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	s.get("/lessons?q=private", "Cookie", "visitor=AAAAAAAAAAAAAAAAAAAAAAAAAA", "Accept-Encoding", "gzip")
	s.get("/static/0123456789ab/css/app.css")
	s.Close()
	line := s.log.String()
	if strings.Count(line, "\n") != 1 || !strings.Contains(line, "method=GET path=/lessons status=200 bytes=") || !strings.Contains(line, "took=") {
		t.Errorf("the log says:\n%s", line)
	}
	for _, private := range []string{"private", "AAAA", "127.0.0.1"} {
		if strings.Contains(line, private) {
			t.Errorf("the log says %q: %s", private, line)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	if got := s.get("/readyz"); got.StatusCode != 200 {
		t.Errorf("/readyz: %s", got.Status)
	}
	s.web.Drain()
	if got := s.get("/readyz"); got.StatusCode != 503 {
		t.Errorf("/readyz while draining: %s", got.Status)
	}
	if got := s.get("/healthz"); got.StatusCode != 200 {
		t.Errorf("/healthz while draining: %s", got.Status)
	}
	if got := s.get("/lessons"); got.StatusCode != 200 {
		t.Errorf("/lessons while draining: %s", got.Status)
	}
}
