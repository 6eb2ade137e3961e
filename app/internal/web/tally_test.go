package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

// metered counts what crosses at the client's end.
type metered struct {
	net.Conn
	up, down int64
}

func (m *metered) Read(b []byte) (int, error) {
	n, err := m.Conn.Read(b)
	m.down += int64(n)
	return n, err
}

func (m *metered) Write(b []byte) (int, error) {
	m.up += int64(len(b))
	return m.Conn.Write(b)
}

func (s *site) meter() *metered {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	return &metered{Conn: conn}
}

func (s *site) tally(mark string) (got tally) {
	s.t.Helper()
	if r := s.get("/live/tally?w="+mark, "Origin", "https://elsewhere.test"); r.StatusCode != http.StatusOK || json.Unmarshal([]byte(r.body), &got) != nil {
		s.t.Fatalf("%s %s", r.Status, r.body)
	}
	return got
}

// What one connection carries is counted request by request, to the byte, and
// what is not marked is not.
func TestTally(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	conn := s.meter()
	r := bufio.NewReader(conn)
	ask := func(request string) {
		t.Helper()
		if _, err := io.WriteString(conn, request); err != nil {
			t.Fatal(err)
		}
		got, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, got.Body); err != nil || got.StatusCode != http.StatusOK {
			t.Fatalf("%q: %s, %v", request, got.Status, err)
		}
	}
	const get, post = "GET /live/burst?n=1%s HTTP/1.1\r\nHost: x\r\n\r\n", "POST /live/echo%s HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345"
	var up, down int64
	counted := func(request string) {
		wasUp, wasDown := conn.up, conn.down
		ask(request)
		up += conn.up - wasUp
		down += conn.down - wasDown
	}
	for range 3 {
		counted(fmt.Sprintf(get, "&w=counted01"))
		ask(fmt.Sprintf(get, ""))
		counted(fmt.Sprintf(post, "?w=counted01"))
		ask("GET /live/tally?w=counted01 HTTP/1.1\r\nHost: x\r\n\r\n")
		ask(fmt.Sprintf(post, "?w=another01"))
	}
	if got := s.tally("counted01"); got != (tally{Requests: 6, Up: up, Down: down}) {
		t.Errorf("%+v, want 6 requests, %d up, %d down", got, up, down)
	}
	if got := s.tally("another01"); got.Requests != 3 {
		t.Errorf("%+v, want 3 requests", got)
	}
	for _, w := range []string{"", "nobody00", "short", "UPPERCASE"} {
		if got := s.get("/live/tally?w=" + w); got.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %s", w, got.Status)
		}
	}
}

// A WebSocket is weighed until it closes.
func TestTallyOfASocket(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	conn := s.meter()
	d := websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return conn, nil }}
	ws, _, err := d.Dial("ws://"+s.Listener.Addr().String()+"/live/echo?w=socket01", nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if err := ws.WriteMessage(websocket.TextMessage, []byte("Grüße")); err != nil {
			t.Fatal(err)
		}
		if _, _, err := ws.ReadMessage(); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.tally("socket01"); got != (tally{Requests: 1, Up: conn.up, Down: conn.down}) {
		t.Errorf("%+v, want %d up, %d down", got, conn.up, conn.down)
	}
}

func TestTalliesAreBounded(t *testing.T) {
	t.Parallel()
	all := newTallies()
	for i := range mostTallies + 10 {
		all.make(fmt.Sprintf("mark%06d", i))
	}
	if len(all.of) != mostTallies || len(all.marks) != mostTallies || all.find("mark000009") != nil || all.find("mark000010") == nil {
		t.Errorf("%d tallies, %d marks", len(all.of), len(all.marks))
	}
}

// A call comes back on the stream that it names, and on no other.
func TestReplies(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	open := func() (key string, next func() string) {
		res, err := http.Get(s.URL + "/live/replies")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		if res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Access-Control-Allow-Origin") != "*" || len(res.Cookies()) != 0 {
			t.Errorf("%s %v", res.Status, res.Header)
		}
		lines := bufio.NewScanner(res.Body)
		next = func() string {
			for lines.Scan() {
				if data, found := strings.CutPrefix(lines.Text(), "data: "); found {
					return data
				}
			}
			t.Fatal("the stream has ended:", lines.Err())
			return ""
		}
		return next(), next
	}
	one, ofOne := open()
	other, ofOther := open()
	for _, c := range []struct{ to, text string }{{one, "1"}, {other, "2"}, {one, "3"}} {
		if got := s.ask(http.MethodPost, "/live/replies?to="+c.to, c.text, "Origin", "https://elsewhere.test"); got.StatusCode != http.StatusNoContent {
			t.Fatalf("%s %s", got.Status, got.body)
		}
	}
	if a, b, c := ofOne(), ofOne(), ofOther(); a != "1" || b != "3" || c != "2" {
		t.Errorf("%s %s and %s", a, b, c)
	}
	for _, c := range []struct {
		to, text string
		status   int
	}{
		{"nobody", "1", http.StatusNotFound}, {one, "1\n\ndata: 2", http.StatusBadRequest}, {one, strings.Repeat("x", live.MaxCall+1), http.StatusRequestEntityTooLarge},
	} {
		if got := s.ask(http.MethodPost, "/live/replies?to="+c.to, c.text); got.StatusCode != c.status {
			t.Errorf("to %s: %s, want %d", c.to, got.Status, c.status)
		}
	}
}

func TestRepliesAreBounded(t *testing.T) {
	t.Parallel()
	replies := live.NewReplies()
	key, queue, done, _ := replies.Open("")
	for range live.MaxReplyQueue {
		if err := replies.Call(key, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := replies.Call(key, []byte("x")); err != live.ErrRepliesWait || len(queue) != live.MaxReplyQueue {
		t.Errorf("one too many: %v, %d wait", err, len(queue))
	}
	done()
	if err := replies.Call(key, []byte("x")); err != live.ErrNoSuchReplies {
		t.Errorf("after its end: %v", err)
	}
	for i := range live.MaxReplies {
		if _, _, _, err := replies.Open(strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, _, err := replies.Open("one more"); err != live.ErrTooManyReplies {
		t.Errorf("one stream too many: %v", err)
	}
}
