package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"wirewalk/app/internal/live"
)

// A burst as an event stream: every number in an event of its own, the last with
// an id, then the end.
func TestBurst(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, n := range []int{1, 100, 1000, 10_000} {
		got := s.get(fmt.Sprint("/live/burst?n=", n), "Origin", "https://elsewhere.test", "Cookie", "visitor=AAAAAAAAAAAAAAAAAAAAAAAAAA")
		if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "text/event-stream" ||
			got.Header.Get("Access-Control-Allow-Origin") != "*" || len(got.Cookies()) != 0 {
			t.Fatalf("n=%d: %s, %v", n, got.Status, got.Header)
		}
		var want strings.Builder
		for i := 1; i < n; i++ {
			fmt.Fprintf(&want, "data: %d\n\n", i)
		}
		fmt.Fprintf(&want, "id: %d\ndata: %d\n\n", n, n)
		_, events, _ := strings.Cut(got.body, "\n\n") // after retry
		if events != want.String() {
			t.Errorf("n=%d: %.80q … %q", n, events, events[max(0, len(events)-40):])
		}
	}
}

func TestBurstIsOver(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	if got := s.get("/live/burst?n=100", "Last-Event-ID", "100"); got.StatusCode != http.StatusNoContent {
		t.Errorf("a browser that comes back gets %s", got.Status)
	}
	for _, n := range []string{"", "0", "2", "-1", "100000", "x"} {
		if got := s.get("/live/burst?n=" + n); got.StatusCode != http.StatusBadRequest || !strings.Contains(got.body, "1, 100, 1000 and 10000") {
			t.Errorf("n=%s: %s %s", n, got.Status, got.body)
		}
	}
	if got := s.get("/live/burst?n=100", "Connection", "Upgrade", "Upgrade", "websocket"); got.StatusCode != http.StatusBadRequest || !strings.Contains(got.body, "any WebSocket client") {
		t.Errorf("half a handshake: %s %s", got.Status, got.body)
	}
}

func TestBurstsAreBounded(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	gives := make([]func(), live.MaxBursts)
	for i := range gives {
		gives[i], _ = s.web.pushed.Take(strconv.Itoa(i))
	}
	if got := s.get("/live/burst?n=1"); got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
		t.Errorf("one too many: %s", got.Status)
	}
	gives[0]()
	if got := s.get("/live/burst?n=1"); got.StatusCode != http.StatusOK {
		t.Errorf("a refused burst is still counted: %s", got.Status)
	}
}

// Whoever reads slowly is not read to for ever, and a shutdown ends what is left.
func TestBurstEndsWithTheServer(t *testing.T) {
	o := ready(t)
	synctest.Test(t, func(t *testing.T) {
		runs, _, rest := reading(t, o, "/live/burst?n=10000")
		events(t, rest, 2)
		if err := runs.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		n := 0
		for {
			line, err := rest.ReadString('\n')
			if strings.HasPrefix(line, "data: ") {
				n++
			}
			if err != nil || line == "0\r\n" {
				break
			}
		}
		if n > 100 {
			t.Errorf("%d more numbers after the shutdown", n)
		}
	})
}

func TestPostEcho(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	if got := s.ask(http.MethodPost, "/live/echo", "<b>Grüße</b>"); got.StatusCode != http.StatusOK || got.body != "<b>Grüße</b>" ||
		!strings.HasPrefix(got.Header.Get("Content-Type"), "text/plain") || got.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s %v %q", got.Status, got.Header, got.body)
	}
	if got := s.ask(http.MethodPost, "/live/echo", "x", "Origin", "https://elsewhere.test"); got.Header.Get("Access-Control-Allow-Origin") != "*" || len(got.Cookies()) != 0 {
		t.Errorf("from another site: %s %v", got.Status, got.Header)
	}
	if got := s.ask(http.MethodPost, "/live/echo", strings.Repeat("x", bodyLimit+1)); got.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("too long: %s", got.Status)
	}
}
