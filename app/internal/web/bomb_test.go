package web

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// zeros are many bytes that weigh little: 16 KB.
const zeros = 16 << 20

// A compressed message is refused by every socket: nobody has agreed to any
// (RFC 6455 §5.2), so none is ever blown up.
func TestCompressedMessagesAreRefused(t *testing.T) {
	s, teacher, code := classSite(t)
	ada := s.joins(code, "Ada")
	teacher.leads(code, "/plug", "do", "in").must(t, http.StatusNoContent)
	var bomb bytes.Buffer
	w, err := flate.NewWriter(&bomb, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(w, zero{}, zeros); err != nil || w.Flush() != nil {
		t.Fatal(err)
	}
	payload := bytes.TrimSuffix(bomb.Bytes(), []byte{0, 0, 0xff, 0xff}) // RFC 7692 §7.2.1
	for _, path := range []string{"/live/echo", "/live/board?room=soup", "/live/band", "/class/plug/socket", ada.seat() + "/socket"} {
		conn, resp, err := ada.compressing(path)
		if err != nil {
			t.Fatal(path, err)
		}
		if got := resp.Header.Get("Sec-WebSocket-Extensions"); got != "" {
			t.Errorf("%s agrees to %q", path, got)
		}
		frame := append([]byte{0xc1, 0x80 | 126, byte(len(payload) >> 8), byte(len(payload)), 0, 0, 0, 0}, payload...)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		go conn.NetConn().Write(frame)
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		for err == nil {
			_, _, err = conn.ReadMessage()
		}
		runtime.ReadMemStats(&after)
		// The Close, unless what was not read made the end a reset.
		if !websocket.IsCloseError(err, websocket.CloseProtocolError) && !strings.Contains(err.Error(), "reset") {
			t.Errorf("%s ends with %v", path, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > zeros/4 {
			t.Errorf("%s took %d MiB", path, took>>20)
		}
	}
}

// compressing offers what a browser offers.
func (b *browser) compressing(path string) (*websocket.Conn, *http.Response, error) {
	b.t.Helper()
	dialer := websocket.Dialer{EnableCompression: true}
	conn, resp, err := dialer.Dial("ws"+strings.TrimPrefix(b.site.URL, "http")+path, http.Header{"Cookie": {b.cookies()}, "Origin": {b.site.URL}})
	if err == nil {
		b.t.Cleanup(func() { conn.Close() })
	}
	return conn, resp, err
}

type zero struct{}

func (zero) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// A compressed body is taken as the bytes that it is, and never blown up.
func TestCompressedBodiesStayAsTheyAre(t *testing.T) {
	s, teacher, code := classSite(t)
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	if _, err := io.CopyN(w, zero{}, 32<<20); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	text := bomb.String()
	both := teacher.cookies()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for path, want := range map[string]int{
		"/runs": http.StatusBadRequest, "/lessons/frames/answers": http.StatusUnprocessableEntity, "/live/board?room=soup": http.StatusRequestEntityTooLarge,
		"/live/echo": http.StatusOK, "/labs/forge/decode": 0, "/parcels": 0, "/teach/sign-in": http.StatusUnauthorized,
	} {
		got := s.ask(http.MethodPost, path, text, "Content-Encoding", "gzip", "Content-Type", "application/x-www-form-urlencoded", "Cookie", both)
		if want != 0 && got.StatusCode != want || got.StatusCode >= http.StatusInternalServerError {
			t.Errorf("%s: %s %.200s", path, got.Status, got.body)
		}
		if path == "/live/echo" && got.body != text {
			t.Errorf("the echo of %d bytes has %d", len(text), len(got.body))
		}
	}
	for name, data := range map[string]string{"gzip": text, "zip": "PK\x03\x04" + text} {
		if got := teacher.uploads(code, "file", "roster."+name, []byte(data), false); got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a roster as %s: %s", name, got.Status)
		}
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 16<<20 {
		t.Errorf("%d MiB were taken", took>>20)
	}
}
