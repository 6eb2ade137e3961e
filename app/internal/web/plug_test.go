package web

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/views/parts"
)

// plugSite is a site with the plug "a", whose people say in the query who they
// are.
func plugSite(t *testing.T, with func(*Options)) *site {
	t.Helper()
	s := newSite(t, with)
	person := func(c echo.Context) string { return c.QueryParam("person") }
	s.web.echo.GET("/test/plug/socket", func(c echo.Context) error { return s.web.servePlugSocket(c, "a", person(c), func() {}) })
	s.web.echo.GET("/test/plug/stream", func(c echo.Context) error { return s.web.servePlugStream(c, "a", person(c)) })
	return s
}

func (s *site) plugSocket(person, origin string) (*websocket.Conn, *http.Response, error) {
	h := http.Header{}
	if origin != "" {
		h.Set("Origin", origin)
	}
	conn, resp, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/test/plug/socket?person="+person, h)
	if err == nil {
		s.t.Cleanup(func() { conn.Close() })
	}
	return conn, resp, err
}

func (s *site) plugStream(person, last string) *http.Response {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, s.URL+"/test/plug/stream?person="+person, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// next returns the next n events of a body that net/http has decoded.
func next(t *testing.T, body *bufio.Reader, n int) []string {
	t.Helper()
	var all []string
	for len(all) < n {
		event, err := body.ReadString('\n')
		for err == nil && !strings.HasSuffix(event, "\n\n") {
			var line string
			line, err = body.ReadString('\n')
			event += line
		}
		if err != nil {
			t.Fatalf("after %q: %v", all, err)
		}
		all = append(all, strings.ReplaceAll(strings.TrimSuffix(event, "\n\n"), "\n", "|"))
	}
	return all
}

// The whole of it over a real network: both open, the cut, the return with what
// was missed, the end.
func TestThePlugIsPulled(t *testing.T) {
	t.Parallel()
	s := plugSite(t, nil)
	socket, _, err := s.plugSocket("ada", s.URL)
	if err != nil {
		t.Fatal(err)
	}
	_, first, err := socket.ReadMessage()
	if err != nil || !strings.HasPrefix(string(first), `{"number":1,"time":"`) {
		t.Fatalf("the WebSocket begins with %q, %v", first, err)
	}
	stream := s.plugStream("ada", "")
	body := bufio.NewReader(stream.Body)
	events := next(t, body, 2)
	if stream.Header.Get("Content-Type") != "text/event-stream" || !strings.HasPrefix(events[0], "retry: ") || events[1] != "id: 1|data: "+string(first) {
		t.Errorf("the stream begins with %q; header %v", events, stream.Header)
	}

	s.web.plugs.Pull("a")
	if _, _, err := socket.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseAbnormalClosure) {
		t.Errorf("the WebSocket ends with %v", err)
	}
	if _, err := io.ReadAll(body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the stream ends with %v", err)
	}

	time.Sleep(2 * live.PlugEvery)
	back := bufio.NewReader(s.plugStream("ada", "1").Body)
	events = next(t, back, 2)
	var after, from, to int
	if _, err := fmt.Sscanf(events[1], `event: resume|data: {"lastEventId":%d,"from":%d,"to":%d}`, &after, &from, &to); err != nil || after != 1 || from != 2 || to < 3 {
		t.Fatalf("it comes back with %q, %v", events, err)
	}
	for n, event := range next(t, back, to) {
		if !strings.HasPrefix(event, fmt.Sprintf(`id: %d|data: {"number":%d,"time":"`, n+2, n+2)) {
			t.Errorf("message %d is %q", n+2, event)
		}
	}
	if state, _ := s.web.plugs.Watch("a"); len(state.People) != 1 || state.People[0].Socket.Lamp != live.LampCut || state.People[0].Stream.Lamp != live.LampBack || state.People[0].Missed != to-1 {
		t.Errorf("the lamps are %+v", state)
	}

	s.web.plugs.PutAway("a")
	if rest, err := io.ReadAll(back); err != nil {
		t.Errorf("put away, the stream ends with %q, %v", rest, err)
	}
	if again := s.plugStream("ada", "4"); again.StatusCode != http.StatusNoContent {
		t.Errorf("who asks again gets %s", again.Status)
	}
	if _, resp, err := s.plugSocket("ada", s.URL); err == nil || resp.StatusCode != http.StatusGone {
		t.Errorf("a WebSocket that comes then: %v", err)
	}
}

func TestANewerPageTakesTheStream(t *testing.T) {
	t.Parallel()
	s := plugSite(t, nil)
	old := bufio.NewReader(s.plugStream("ada", "").Body)
	next(t, old, 2)
	newer := bufio.NewReader(s.plugStream("ada", "").Body)
	next(t, newer, 2)
	rest, err := io.ReadAll(old)
	if err != nil || !strings.HasSuffix(string(rest), "event: taken\ndata: \n\n") {
		t.Errorf("the older stream ends with %q, %v", rest, err)
	}
}

// Streams come back one by one: the browser is told to wait for 1 to 6 s, each
// for another while.
func TestStreamsOfAPlugComeBackOneByOne(t *testing.T) {
	t.Parallel()
	s := plugSite(t, nil)
	least, most := time.Hour, time.Duration(0)
	const streams = 60
	for i := range streams {
		first := next(t, bufio.NewReader(s.plugStream(strconv.Itoa(i), "").Body), 1)[0]
		n, err := strconv.Atoi(strings.TrimPrefix(first, "retry: "))
		if err != nil {
			t.Fatal(err)
		}
		retry := time.Duration(n) * time.Millisecond
		least, most = min(least, retry), max(most, retry)
	}
	if least < time.Second || most > 6*time.Second || most-least < 2*time.Second {
		t.Errorf("they wait from %v to %v", least, most)
	}
}

func TestOnlyTheClassPageOpensAPlug(t *testing.T) {
	t.Parallel()
	s := plugSite(t, func(o *Options) { o.PublicURL = &url.URL{Scheme: "https", Host: "class.test"} })
	for _, origin := range []string{"", "null", "https://elsewhere.test", "http://class.test"} {
		if _, resp, err := s.plugSocket("ada", origin); err == nil || resp.StatusCode != http.StatusForbidden {
			t.Errorf("a WebSocket from origin %q: %v", origin, err)
		}
	}
	for _, origin := range []string{"https://class.test", s.URL} {
		if _, _, err := s.plugSocket("ada", origin); err != nil {
			t.Errorf("a WebSocket from origin %q: %v", origin, err)
		}
	}
	for _, fields := range [][]string{{"Origin", "https://elsewhere.test"}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}} {
		if got := s.get("/test/plug/stream?person=bob", fields...); got.StatusCode != http.StatusForbidden || !strings.Contains(got.body, "Open the class here") {
			t.Errorf("%v: %s", fields, got.Status)
		}
	}
	if got := s.get("/test/plug/socket?person=bob", "Origin", s.URL); got.StatusCode != http.StatusBadRequest || !strings.Contains(got.body, "speaks WebSocket") {
		t.Errorf("no handshake: %s", got.Status)
	}
	if state, _ := s.web.plugs.Watch("a"); len(state.People) != 1 || state.People[0].Person != "ada" {
		t.Errorf("whoever was refused is there: %+v", state)
	}
}

func TestAFullPlugIsExplained(t *testing.T) {
	t.Parallel()
	s := plugSite(t, nil)
	for i := range live.MaxPlugPeople {
		if _, err := s.web.plugs.Join(&http.Request{}, "a", strconv.Itoa(i), nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, way := range []string{"stream", "socket"} {
		got := s.get("/test/plug/"+way+"?person=late", "Origin", s.URL, "Connection", "Upgrade", "Upgrade", "websocket")
		if got.StatusCode != http.StatusServiceUnavailable || !strings.Contains(got.body, "room for 500 people") || got.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %s %s", way, got.Status, got.body)
		}
	}
}

// A client that does not read holds its handler for no longer than one write may
// take.
func TestAPlugsStreamDropsWhoDoesNotRead(t *testing.T) {
	course := realCourse(t)
	synctest.Test(t, func(t *testing.T) {
		runs := live.NewRuns(time.Now)
		web, err := New(Options{Course: course, Runs: runs, Now: time.Now, LabPort: 8081, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		web.echo.GET("/test/plug/stream", func(c echo.Context) error { return web.servePlugStream(c, "a", "ada") })
		l := once{make(chan net.Conn), make(chan struct{})}
		srv := &http.Server{Handler: web}
		go srv.Serve(l)
		ours, theirs := net.Pipe()
		t.Cleanup(func() {
			_ = ours.Close()
			_ = srv.Close()
			_ = runs.Shutdown(t.Context())
		})
		l.conn <- theirs
		if _, err := io.WriteString(ours, "GET /test/plug/stream HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		began := time.Now()
		for {
			state, changed := web.plugs.Watch("a")
			if len(state.People) == 1 && state.People[0].Stream.Lamp == live.LampLeft {
				break
			}
			<-changed
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it was held for %v", took)
		}
	})
}

// What live says of a lamp is what the projector knows.
func TestLampsOfAPlug(t *testing.T) {
	t.Parallel()
	state := live.PlugState{People: []live.PlugPerson{
		{Person: "bob", Socket: live.PlugLamp{Lamp: live.LampCut}, Stream: live.PlugLamp{Lamp: live.LampBack}, Missed: 4},
		{Person: "gone", Socket: live.PlugLamp{Lamp: live.LampOpen}, Stream: live.PlugLamp{Lamp: live.LampOpen}},
		{Person: "ada", Socket: live.PlugLamp{Lamp: live.LampLeft}, Stream: live.PlugLamp{Lamp: live.LampNever}},
		{Person: "dee", Socket: live.PlugLamp{Lamp: live.LampOpen}, Stream: live.PlugLamp{Lamp: live.LampCut}},
	}}
	got := plugLamps(state, []string{"ada", "bob", "cyd", "dee"})
	want := []parts.PlugPair{
		{Socket: parts.PlugLeft, Stream: parts.PlugNever},
		{Socket: parts.PlugCut, Stream: parts.PlugBack, Missed: 4},
		{Socket: parts.PlugNever, Stream: parts.PlugNever},
		{Socket: parts.PlugOpen, Stream: parts.PlugCut},
	}
	if fmt.Sprint(got.Pairs) != fmt.Sprint(want) {
		t.Errorf("the pairs are %v, want %v", got.Pairs, want)
	}
}
