package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/live"
	"wirewalk/app/internal/stream"
)

// A panic in a handler, before anything was written, in the middle of an answer or
// of a stream, and after a handover: it is told of, its connection ends, what it had
// taken is given back, and the program goes on.
func TestAPanicEndsItsRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	lent := live.NewLent(2) // one for each address
	take := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			give, ok := lent.Take(addressIn(c))
			if !ok {
				return problem(http.StatusServiceUnavailable, "It is full", "It was not given back.")
			}
			defer give()
			return next(c)
		}
	}
	s.web.echo.Any("/test/before", take(func(echo.Context) error { panic("a fault") }))
	s.web.echo.GET("/test/within", take(func(c echo.Context) error {
		c.Response().WriteHeader(http.StatusOK)
		_, _ = c.Response().Write([]byte("half a page"))
		c.Response().Flush()
		panic("a fault")
	}))
	s.web.echo.GET("/test/stream", take(func(c echo.Context) error {
		out, err := stream.Start(c.Response())
		if err != nil {
			return err
		}
		out.Event("1", "", []byte("one"))
		_ = out.Flush()
		panic("a fault")
	}))
	s.web.echo.GET("/test/after", take(func(c echo.Context) error {
		conn, _, err := http.NewResponseController(c.Response()).Hijack()
		if err != nil {
			return err
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\n\r\n")
		panic("a fault")
	}))

	name := ""
	for _, c := range []struct{ accept, kind, says string }{
		{"text/html", "text/html; charset=utf-8", "Something broke on this server"},
		{"application/json", "application/problem+json", `"status":500`},
	} {
		got := s.get("/test/before", "Accept", c.accept)
		name = got.Header.Get(requestIDField)
		if got.StatusCode != http.StatusInternalServerError || got.Header.Get("Content-Type") != c.kind || !strings.Contains(got.body, c.says) || strings.Contains(got.body, "a fault") || name == "" ||
			got.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("for %s: %s %v %s", c.accept, got.Status, got.Header, got.body)
		}
	}
	for path, begins := range map[string]string{"/test/within": "HTTP/1.1 200 OK", "/test/stream": "HTTP/1.1 200 OK", "/test/after": "HTTP/1.1 101 "} {
		for range 3 { // it is given back each time
			if text := untilItEnds(t, s.URL, path); !strings.HasPrefix(text, begins) || strings.Contains(text, "\r\n0\r\n") {
				t.Errorf("%s looks whole: %q", path, text)
			}
		}
	}
	eventually(t, "the streams to be counted no more", func() bool { return s.web.streams.Load() == 0 })
	if got := s.get("/lessons"); got.StatusCode != http.StatusOK {
		t.Errorf("afterwards a page is %s", got.Status)
	}
	eventually(t, "each of them to be logged", func() bool { return strings.Count(s.log.String(), "level=ERROR msg=panic") == 11 })
	if got := s.numbers("wirewalk_panics_total"); len(got) != 1 || got[0] != `wirewalk_panics_total{where="request"} 11` {
		t.Errorf("counted are %q", got)
	}
	if log := s.log.String(); !strings.Contains(log, "msg=panic id="+name+" value=\"a fault\" stack=") {
		t.Errorf("the log says %.2000s", log)
	}
}

// untilItEnds is all that comes on a connection on which a path is asked for, until
// the server ends it.
func untilItEnds(t *testing.T, site, path string) string {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(site, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(conn)
	if err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("%s does not end: %v", path, err)
	}
	return string(all)
}

// Where what a class is cannot even be read, that class is tried again, and the
// program goes on.
func TestAPanicInAClass(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	r := &room{s: s.web, code: "ABCDEFGH", decided: newLane(bus.Note{Kind: noteClass}), rolled: newLane()}
	ctx, stop := context.WithCancel(t.Context())
	tries := 0
	r.decided.poke()
	r.keepUp(ctx, r.decided, func(context.Context, map[bus.Note]bool) error {
		if tries++; tries == 1 {
			panic("a fault")
		}
		stop()
		return nil
	})
	if got := s.numbers("wirewalk_panics_total"); len(got) != 1 || got[0] != `wirewalk_panics_total{where="class"} 1` {
		t.Errorf("counted are %q", got)
	}
	if log := s.log.String(); !strings.Contains(log, "it is tried again") || !strings.Contains(log, "panic: a fault") {
		t.Errorf("the log says %.2000s", log)
	}
}

// The same at the lab origin.
func TestAPanicAtTheLabOrigin(t *testing.T) {
	t.Parallel()
	runs := live.NewRuns(time.Now)
	var mu sync.Mutex
	told := 0
	runs.Panicked = func(_ string, v any, stack []byte) {
		mu.Lock()
		defer mu.Unlock()
		if v == "a fault" && len(stack) > 0 {
			told++
		}
	}
	l := &lab{runs: runs}
	server := httptest.NewServer(l.recovering(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/stream":
			_, _ = stream.Start(w)
		case "/socket":
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\n\r\n")
		}
		panic("a fault")
	})))
	defer server.Close()
	got, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(got.Body)
	got.Body.Close()
	if got.StatusCode != http.StatusInternalServerError || !strings.Contains(string(body), "broke") || got.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s: %s", got.Status, body)
	}
	for _, path := range []string{"/stream", "/socket"} {
		if text := untilItEnds(t, server.URL, path); text == "" || strings.Contains(text, "\r\n0\r\n") {
			t.Errorf("%s looks whole: %q", path, text)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if told != 3 || l.open.Load() != 0 {
		t.Errorf("told of %d, %d streams are counted", told, l.open.Load())
	}
}
