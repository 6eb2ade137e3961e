package web

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/live"
)

// once is a listener that accepts one end of a pipe, so that a stream's time is
// the test's own.
type once struct {
	conn chan net.Conn
	done chan struct{}
}

func (l once) Accept() (net.Conn, error) {
	select {
	case c := <-l.conn:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l once) Close() error   { close(l.done); return nil }
func (l once) Addr() net.Addr { return &net.TCPAddr{} }

// ready are the real lessons and their pages, which are made before a bubble begins.
func ready(t *testing.T) Options { return Options{Course: realCourse(t)} }

// reading asks for target in a bubble and returns the status line and the rest
// of the answer.
func reading(t *testing.T, o Options, target string, fields ...string) (runs *live.Runs, status string, rest *bufio.Reader) {
	t.Helper()
	runs = live.NewRuns(time.Now)
	o.Runs, o.Now, o.Log = runs, time.Now, slog.New(slog.DiscardHandler)
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	l := once{make(chan net.Conn), make(chan struct{})}
	srv := &http.Server{Handler: s}
	go srv.Serve(l)
	ours, theirs := net.Pipe()
	t.Cleanup(func() {
		_ = ours.Close()
		_ = srv.Close()
		_ = runs.Shutdown(t.Context())
	})
	l.conn <- theirs
	go io.WriteString(ours, "GET "+target+" HTTP/1.1\r\nHost: x\r\n"+strings.Join(append(fields, "\r\n"), "\r\n"))
	rest = bufio.NewReader(ours)
	status, err = rest.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return runs, strings.TrimSpace(status), rest
}

// events returns the next n events or comments of a chunked stream, as lines
// joined by "|".
func events(t *testing.T, r *bufio.Reader, n int) []string {
	t.Helper()
	var all []string
	var lines []string
	for len(all) < n {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatalf("after %v: %v", all, err)
		}
		name, _, isField := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		switch {
		case line == "\n" && len(lines) > 0:
			all, lines = append(all, strings.Join(lines, "|")), nil
		case isField && strings.HasSuffix(line, "\r\n"): // a header
		case isField && (name == "" || name == "id" || name == "event" || name == "data"):
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return all
}

func TestClock(t *testing.T) {
	o := ready(t)
	for name, c := range map[string]struct {
		target string
		last   string
		want   []string
		took   time.Duration
	}{
		"from 0, a ping every fifth": {"/live/clock", "", []string{
			"id: 0|data: 0", "id: 1|data: 1", "id: 2|data: 2", "id: 3|data: 3", "id: 4|data: 4",
			`event: ping|data: {"time":"2000-01-01T00:00:04Z"}`, "id: 5|data: 5",
		}, 5 * time.Second},
		"resumes":      {"/live/clock", "7", []string{"id: 8|data: 8", "id: 9|data: 9"}, time.Second},
		"begins again": {"/live/clock", "86400", []string{"id: 0|data: 0", "id: 1|data: 1"}, time.Second},
		"comments if idle": {"/live/clock?every=40", "", []string{
			"id: 0|data: 0", ": still here", ": still here", "id: 1|data: 1", ": still here",
		}, 55 * time.Second},
		"an unknown id": {"/live/clock", "x", []string{
			`event: restart|data: {"lastEventId":"x","reason":"this clock never sent that id, so it begins again at 0"}`, "id: 0|data: 0",
		}, 0},
		"a negative id": {"/live/clock", "-1", []string{
			`event: restart|data: {"lastEventId":"-1","reason":"this clock never sent that id, so it begins again at 0"}`, "id: 0|data: 0",
		}, 0},
		"a huge id": {"/live/clock", strings.Repeat("9", 100), []string{
			`event: restart|data: {"lastEventId":"` + strings.Repeat("9", 64) + `…","reason":"this clock never sent that id, so it begins again at 0"}`, "id: 0|data: 0",
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { streamBegins(t, o, c.target, c.last, c.want, c.took) })
		})
	}
}

// streamBegins wants a stream, asked with a last event ID, to begin with just these
// events, the last of them after just that time.
func streamBegins(t *testing.T, o Options, target, last string, want []string, after time.Duration) {
	t.Helper()
	began := time.Now()
	_, status, rest := reading(t, o, target, "Last-Event-ID: "+last)
	if status != "HTTP/1.1 200 OK" {
		t.Fatal(status)
	}
	if got := events(t, rest, len(want)); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if took := time.Since(began); took != after {
		t.Errorf("it took %v, want %v", took, after)
	}
}

func TestClockEndsWithTheServer(t *testing.T) {
	o := ready(t)
	synctest.Test(t, func(t *testing.T) {
		runs, _, rest := reading(t, o, "/live/clock")
		events(t, rest, 2)
		if err := runs.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if end, err := rest.ReadString('0'); err != nil || !strings.HasSuffix(end, "0") {
			t.Errorf("the stream ends with %q, %v", end, err)
		}
	})
}

func TestClockIsForAnyClient(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	r, err := http.NewRequest(http.MethodGet, s.URL+"/live/clock", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "https://elsewhere.test")
	r.Header.Set("Cookie", "visitor=AAAAAAAAAAAAAAAAAAAAAAAAAA")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := resp.Header.Get("Access-Control-Allow-Origin"); got != "*" || len(resp.Cookies()) != 0 {
		t.Errorf("Access-Control-Allow-Origin is %q, cookies %v", got, resp.Cookies())
	}
	for _, every := range []string{"0", "61", "-1", "1.5", "x"} {
		if got := s.get("/live/clock?every=" + every); got.StatusCode != http.StatusBadRequest || !strings.Contains(got.body, "from 1 to 60") {
			t.Errorf("every=%s: %s %s", every, got.Status, got.body)
		}
	}
}
