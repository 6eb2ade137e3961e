package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

func TestBoardStream(t *testing.T) {
	o := ready(t)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		runs, status, rest := reading(t, o, "/live/board?room=soup")
		if status != "HTTP/1.1 200 OK" {
			t.Fatal(status)
		}
		if got := events(t, rest, 2); got[0] != ": still here" || got[1] != ": still here" || time.Since(began) != 30*time.Second {
			t.Errorf("an idle stream has %q after %v", got, time.Since(began))
		}
		if err := runs.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if end, err := rest.ReadString('0'); err != nil || !strings.HasSuffix(end, "0") {
			t.Errorf("the stream ends with %q, %v", end, err)
		}
	})
}

// What is posted is in the stream and on the socket, whatever origin the page
// has; a sandboxed frame's is null.
func TestBoardIsForAnyClient(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	const path = "/live/board?room=soup-1"
	if got := s.ask(http.MethodPost, path, "early", "Origin", "null"); got.StatusCode != http.StatusNotFound || !strings.Contains(got.body, "Open the event stream first") {
		t.Errorf("before anybody reads: %s %s", got.Status, got.body)
	}
	stream, err := http.Get(s.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	socket, resp, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+path, http.Header{"Origin": {"null"}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	defer socket.Close()
	for _, fields := range [][]string{
		{"Origin", "null", "Sec-Fetch-Site", "cross-site"},
		{"Origin", "https://elsewhere.test"},
		{"Cookie", "visitor=AAAAAAAAAAAAAAAAAAAAAAAAAA"},
	} {
		got := s.ask(http.MethodPost, path, "hot\nsoup", append(fields, "Content-Type", "text/plain")...)
		if got.StatusCode != http.StatusNoContent || got.Header.Get("Access-Control-Allow-Origin") != "*" || len(got.Cookies()) != 0 {
			t.Errorf("%v: %s, %v", fields, got.Status, got.Header)
		}
		if _, message, err := socket.ReadMessage(); err != nil || string(message) != "hot\nsoup" {
			t.Errorf("the socket got %q, %v", message, err)
		}
	}
	if err := socket.WriteMessage(websocket.TextMessage, []byte("from the socket")); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for buf := make([]byte, 512); !strings.Contains(all.String(), "from the socket"); {
		n, err := stream.Body.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(buf[:n])
	}
	if strings.Count(all.String(), "data: hot\ndata: soup\n\n") != 3 || stream.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("the stream has %q", all.String())
	}
}

func TestBoardRefuses(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for name, c := range map[string]struct {
		method, query, body, says string
		status                    int
	}{
		"no room":         {http.MethodGet, "", "", "Make a room up", http.StatusBadRequest},
		"a short name":    {http.MethodPost, "?room=abc", "x", "Make a room up", http.StatusBadRequest},
		"a long name":     {http.MethodGet, "?room=" + strings.Repeat("a", 41), "", "Make a room up", http.StatusBadRequest},
		"a strange name":  {http.MethodGet, "?room=" + url.QueryEscape("a b\nc"), "", "Make a room up", http.StatusBadRequest},
		"a long message":  {http.MethodPost, "?room=soup", strings.Repeat("x", live.MaxBoardMessage+1), "at most 1024 bytes", http.StatusRequestEntityTooLarge},
		"bytes":           {http.MethodPost, "?room=soup", "\xff", "UTF-8", http.StatusBadRequest},
		"another method":  {http.MethodPut, "?room=soup", "x", "Allow", http.StatusMethodNotAllowed},
		"an odd upgrade":  {http.MethodGet, "?room=soup&odd", "", "speaks WebSocket", http.StatusBadRequest},
		"an echo's drop":  {http.MethodGet, "", "", "from 1 to 60", http.StatusBadRequest},
		"an echo's drop ": {http.MethodGet, "x", "", "from 1 to 60", http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			path, fields := "/live/board"+c.query, []string{"Origin", "null"}
			if strings.Contains(c.query, "odd") {
				fields = append(fields, "Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", "8")
			}
			if strings.HasPrefix(name, "an echo") {
				path = "/live/echo?drop=0" + c.query
			}
			if got := s.ask(c.method, path, c.body, fields...); got.StatusCode != c.status || !strings.Contains(got.body, c.says) {
				t.Errorf("%s: %s", got.Status, got.body)
			}
		})
	}
}

// Other addresses stay closed to pages without an origin.
func TestOnlyTheLiveAddressesAreForAnyOrigin(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, path := range []string{"/runs", "/lessons/websocket-protocol/answers", "/livestock", "/lessons/live/answers"} {
		if got := s.ask(http.MethodPost, path, "x", "Origin", "null"); got.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", path, got.Status)
		}
	}
}
