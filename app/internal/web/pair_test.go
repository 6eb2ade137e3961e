package web

import (
	"bufio"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

// pairOf makes a pair for a browser, and returns its address.
func (b *browser) pairOf(after live.Return) string {
	b.t.Helper()
	made := b.post("/pairs", url.Values{"return": {string(after)}}).must(b.t, http.StatusCreated)
	_, at, _ := strings.Cut(made.body, `"at":"`)
	return strings.TrimSuffix(strings.TrimSpace(at), `"}`)
}

func (b *browser) socket(path, origin string) (*websocket.Conn, *http.Response, error) {
	b.t.Helper()
	h := http.Header{"Cookie": {b.cookies()}}
	if origin != "" {
		h.Set("Origin", origin)
	}
	conn, resp, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(b.site.URL, "http")+path, h)
	if err == nil {
		b.t.Cleanup(func() { conn.Close() })
	}
	return conn, resp, err
}

func (b *browser) opens(path, last string) *http.Response {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.site.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Cookie", b.cookies())
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// Both are reset at one moment, the stream comes back with what it missed, and all
// of it is on record.
func TestAPairIsReset(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	b := s.browser()
	at := b.pairOf(live.ReturnStream)
	socket, resp, err := b.socket(at+"/socket", s.URL)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Header.Get("Content-Security-Policy") != "" {
		t.Errorf("the handshake's answer has a page's headers: %v", resp.Header)
	}
	if _, first, err := socket.ReadMessage(); err != nil || !strings.HasPrefix(string(first), `{"number":1,`) {
		t.Fatalf("the WebSocket begins with %q, %v", first, err)
	}
	body := bufio.NewReader(b.opens(at+"/stream", "").Body)
	events := next(t, body, 2)
	if events[0] != "retry: "+strconv.FormatInt(live.PairRetry.Milliseconds(), 10) || !strings.HasPrefix(events[1], "id: 1|") {
		t.Errorf("the stream begins with %q", events)
	}

	b.post(at+"/reset", nil).must(t, http.StatusNoContent)
	ends := make(chan error, 1)
	go func() {
		for {
			if _, _, err := socket.ReadMessage(); err != nil {
				ends <- err
				return
			}
		}
	}()
	if err := <-ends; !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the WebSocket ends with %v, want a reset", err)
	}
	for err = nil; err == nil; {
		_, err = body.ReadByte()
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the stream ends with %v, want a reset", err)
	}

	time.Sleep(2 * live.PairEvery)
	back := next(t, bufio.NewReader(b.opens(at+"/stream", "1").Body), 3)
	if !strings.HasPrefix(back[1], `event: resume|data: {"lastEventId":1,"from":2,"to":`) || !strings.HasPrefix(back[2], "id: 2|") {
		t.Errorf("it comes back with %q", back)
	}
	wire := b.get(at+"/wire").must(t, http.StatusOK).body
	for _, want := range []string{"Upgrade: websocket", "101 Switching Protocols", "{&#34;number&#34;:1", "Last-Event-Id: 1", "id: 2"} {
		if !strings.Contains(wire, want) {
			t.Errorf("the wire does not show %q: %.3000s", want, wire)
		}
	}
	if n := strings.Count(wire, "TCP RST"); n != 2 {
		t.Errorf("%d resets are on record, want one of each: %s", n, wire)
	}
	if strings.Contains(wire, b.cookie(visitorCookie)) {
		t.Error("the wire shows the cookie")
	}
}

// What else may answer after a reset, byte for byte what an EventSource judges by.
func TestAnswersAfterAReset(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for after, want := range map[live.Return]struct {
		status int
		kind   string
	}{
		live.ReturnUnavailable: {http.StatusServiceUnavailable, "text/plain; charset=utf-8"},
		live.ReturnNoContent:   {http.StatusNoContent, ""},
		live.ReturnWrongType:   {http.StatusOK, "text/html; charset=utf-8"},
	} {
		b := s.browser()
		at := b.pairOf(after)
		if first := b.opens(at+"/stream", ""); first.Header.Get("Content-Type") != "text/event-stream" {
			t.Errorf("%s: before the reset it answers %s", after, first.Status)
		}
		b.post(at+"/reset", nil).must(t, http.StatusNoContent)
		got := b.opens(at+"/stream", "1")
		if got.StatusCode != want.status || got.Header.Get("Content-Type") != want.kind {
			t.Errorf("%s: %s, %q", after, got.Status, got.Header.Get("Content-Type"))
		}
		if wire := b.get(at + "/wire").body; !strings.Contains(wire, strconv.Itoa(want.status)+" ") {
			t.Errorf("%s: the answer is not on record: %s", after, wire)
		}
	}
}

// A pair is its visitor's alone, and they have one.
func TestAPairIsItsVisitors(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	b := s.browser()
	old := b.pairOf(live.ReturnStream)
	stream := b.opens(old+"/stream", "")
	at := b.pairOf(live.ReturnStream)
	if _, err := bufio.NewReader(stream.Body).ReadString(0); err == nil || err.Error() != "EOF" {
		t.Errorf("with a newer pair the older's stream ends with %v", err)
	}
	other := s.browser()
	other.pairOf(live.ReturnStream)
	for _, who := range []*browser{b, other} {
		path := at
		if who == b {
			path = old
		}
		who.post(path+"/reset", nil).must(t, http.StatusForbidden)
		for _, of := range []string{"/socket", "/stream", "/wire"} {
			if got := who.get(path + of); got.StatusCode != http.StatusForbidden || !strings.Contains(got.body, "Run the experiment") {
				t.Errorf("%s: %s", of, got.Status)
			}
		}
	}
	for _, origin := range []string{"", "null", "https://elsewhere.test"} {
		if _, resp, err := b.socket(at+"/socket", origin); err == nil || resp.StatusCode != http.StatusForbidden {
			t.Errorf("a WebSocket from origin %q: %v", origin, err)
		}
	}
	if got := b.send(http.MethodGet, at+"/stream", nil, "Sec-Fetch-Site", "cross-site"); got.StatusCode != http.StatusForbidden {
		t.Errorf("another site's page gets the stream: %s", got.Status)
	}
	if got := b.send(http.MethodGet, at+"/socket", nil, "Origin", s.URL); got.StatusCode != http.StatusBadRequest || !strings.Contains(got.body, "speaks WebSocket") {
		t.Errorf("no handshake: %s", got.Status)
	}
	b.post("/pairs", url.Values{"return": {"elsewhere"}}).must(t, http.StatusUnprocessableEntity)
}
