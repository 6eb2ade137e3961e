package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/metrics"
)

// numbers are the lines of /metrics that begin with one of these words.
func (s *site) numbers(begin ...string) (lines []string) {
	s.t.Helper()
	got := s.get("/metrics")
	if got.StatusCode != http.StatusOK {
		s.t.Fatalf("/metrics: %s", got.Status)
	}
	for line := range strings.Lines(got.body) {
		for _, word := range begin {
			if strings.HasPrefix(line, word) {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
	}
	return lines
}

// What happens is counted by what it was, and never by who did it.
func TestMetrics(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *Options) { o.Metrics = metrics.New("v1") })
	s.get("/lessons").must(t, http.StatusOK)
	s.get("/nothing/at/all").must(t, http.StatusNotFound)
	s.get("/runs/no-such-run").must(t, http.StatusNotFound)
	clock, err := http.Get(s.URL + "/live/clock")
	if err != nil {
		t.Fatal(err)
	}
	defer clock.Body.Close()
	all := "\n" + strings.Join(s.numbers("wirewalk_"), "\n") + "\n"
	for _, want := range []string{
		`wirewalk_build_info{go="go`, `,version="v1"} 1`,
		`wirewalk_connections{kind="event-stream"} 1`,
		`wirewalk_requests_total{code="200",route="page"} 1`,
		`wirewalk_requests_total{code="404",route="/runs/:id"} 1`,
		`wirewalk_request_seconds_count{route="page"} 1`,
		`wirewalk_dropped_total{why="slow"} 0`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("there is no %s in %s", want, all)
		}
	}
	for _, not := range []string{"nothing/at", "no-such-run", `request_seconds_count{route="/live/clock"}`} {
		if strings.Contains(all, not) {
			t.Errorf("the numbers name %s", not)
		}
	}
	clock.Body.Close()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		now := strings.Join(s.numbers(`wirewalk_connections{kind="event-stream"}`, `wirewalk_requests_total{code="200",route="/live/clock"}`), "; ")
		if now == `wirewalk_connections{kind="event-stream"} 0; wirewalk_requests_total{code="200",route="/live/clock"} 1` {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("after the clock was left: %s", now)
		}
	}
}

func TestMetricsAreForTheHost(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *Options) { o.InstructorToken = "a token that is long enough" })
	for _, c := range []struct {
		name, value string
		status      int
	}{
		{"X-Forwarded-For", "192.0.2.7", http.StatusForbidden},
		{"Forwarded", "for=192.0.2.7", http.StatusForbidden},
		{"X-Real-IP", "192.0.2.7", http.StatusForbidden},
		{"Via", "1.1 proxy", http.StatusForbidden},
		{"Host", "evil.example", http.StatusForbidden}, // a name that its owner lets point here
		{"Host", "evil.example:8080", http.StatusForbidden},
		{"Host", "localhost:8080", http.StatusOK},
		{"Accept", "*/*", http.StatusOK},
	} {
		s.get("/metrics", c.name, c.value).must(t, c.status)
	}
	s.get("/metrics", "X-Forwarded-For", "192.0.2.7", "Authorization", "Bearer a token that is wrong").must(t, http.StatusForbidden)
	s.get("/metrics", "X-Forwarded-For", "192.0.2.7", "Authorization", "Bearer a token that is long enough").must(t, http.StatusOK)
	s.get("/metrics", "X-Forwarded-For", "192.0.2.7", "Authorization", "bearer a token that is long enough").must(t, http.StatusOK)
	s.get("/metrics", "X-Forwarded-For", "192.0.2.7", "Authorization", "Basic a token that is long enough").must(t, http.StatusForbidden)
}

// What went wrong can be named: by the proxy's name for it, or by one of ours.
func TestARequestHasAName(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	if got := s.get("/nothing", "X-Request-Id", "from-the-proxy-1"); got.Header.Get("X-Request-Id") != "from-the-proxy-1" {
		t.Errorf("it is called %q", got.Header.Get("X-Request-Id"))
	}
	for _, odd := range []string{"", "short", "with a space in it", strings.Repeat("x", 65), "line\tbreaks"} {
		if id := s.get("/nothing", "X-Request-Id", odd).Header.Get("X-Request-Id"); id == odd || len(id) < 8 {
			t.Errorf("for %q it is called %q", odd, id)
		}
	}
	if id := s.get("/lessons").Header.Get("X-Request-Id"); id != "" {
		t.Errorf("what went well is called %q", id)
	}
}
