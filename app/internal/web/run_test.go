package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
	"wirewalk/lessons/wire"
)

// student is a visitor with a run, who does what the page would do.
type student struct {
	*site
	cookie string
	run    newRun
}

func (s *site) student(script string) *student {
	s.t.Helper()
	got := s.ask(http.MethodPost, "/runs", `{"script":"`+script+`","pace":"step"}`)
	if got.StatusCode != http.StatusCreated || len(got.Cookies()) != 1 {
		s.t.Fatalf("POST /runs: %s %s", got.Status, got.body)
	}
	c := got.Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure {
		s.t.Errorf("the visitor's cookie is %v", c)
	}
	st := &student{site: s, cookie: c.Name + "=" + c.Value}
	if err := json.Unmarshal([]byte(got.body), &st.run); err != nil {
		s.t.Fatal(err)
	}
	return st
}

// another run of the same visitor.
func (st *student) another(script string) *student {
	st.t.Helper()
	got := st.ask(http.MethodPost, "/runs", `{"script":"`+script+`","pace":"step"}`, "Cookie", st.cookie)
	next := &student{site: st.site, cookie: st.cookie}
	if err := json.Unmarshal([]byte(got.body), &next.run); err != nil {
		st.t.Fatal(err)
	}
	return next
}

func (st *student) step(n int) answered {
	st.t.Helper()
	return st.ask(http.MethodPost, st.run.Page+"/steps/"+strconv.Itoa(n), "", "Cookie", st.cookie)
}

// connect asks for the WebSocket while the steps are released; it fails the
// test unless the connection opens.
func (st *student) connect() <-chan *websocket.Conn {
	open := make(chan *websocket.Conn, 1)
	go func() {
		defer close(open)
		conn, resp, err := st.dial(st.URL)
		if err != nil {
			return
		}
		resp.Body.Close()
		open <- conn
	}()
	return open
}

func (st *student) dial(origin string) (*websocket.Conn, *http.Response, error) {
	fields := http.Header{"Cookie": {st.cookie}}
	if origin != "" {
		fields.Set("Origin", origin)
	}
	return st.dialer.Dial("ws"+strings.TrimPrefix(st.URL, "http")+st.run.URL, fields)
}

func (st *student) done(n int) {
	st.t.Helper()
	if got := st.step(n); got.StatusCode != http.StatusOK {
		st.t.Fatalf("step %d: %s %s", n, got.Status, got.body)
	}
}

func TestARunOverHTTP(t *testing.T) {
	t.Parallel()
	st := newSite(t, nil).student("websocket-protocol")
	if st.run.Holding != nil || st.run.URL != st.run.Page+"/ws" {
		t.Errorf("the run is described as %+v", st.run)
	}
	open := st.connect()
	for n := 1; n <= 4; n++ {
		st.done(n)
	}
	conn := <-open
	if conn == nil {
		t.Fatal("the connection did not open")
	}
	defer conn.Close()
	send := func(kind int, data string) {
		t.Helper()
		if err := conn.WriteMessage(kind, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	send(websocket.TextMessage, "Hello")
	got := st.step(5)
	var said stepDone
	if err := json.Unmarshal([]byte(got.body), &said); err != nil || said.Step != 5 || said.At <= 0 ||
		!strings.Contains(said.Say, "<code>Hello</code>") || !strings.Contains(said.SayText, "11 bytes") {
		t.Errorf("step 5: %s", got.body)
	}
	st.done(6)
	send(websocket.TextMessage, "How are you?")
	st.done(7)
	st.done(8)
	send(websocket.CloseMessage, "\x03\xe8")
	st.done(9)
	if got := st.ask(http.MethodPost, st.run.Page+"/seen", `[{"step":4,"type":"open","readyState":1,"at":12.5}]`, "Cookie", st.cookie); got.StatusCode != http.StatusNoContent {
		t.Errorf("seen: %s %s", got.Status, got.body)
	}
	st.done(10)

	var rec wire.Recording
	if err := json.Unmarshal([]byte(st.get(st.run.Recording).body), &rec); err != nil {
		t.Fatal(err)
	}
	if rec.Schema != wire.RecordingSchema || len(rec.Steps) != 10 || len(rec.Seen) != 1 || rec.Browser == "" {
		t.Errorf("the recording: schema %q, %d steps, %d seen, browser %q", rec.Schema, len(rec.Steps), len(rec.Seen), rec.Browser)
	}
	if strings.Contains(string(st.get(st.run.Recording).body), strings.TrimPrefix(st.cookie, "visitor=")) {
		t.Error("the recording shows the visitor's cookie")
	}
	page := st.get(st.run.Page)
	if page.StatusCode != http.StatusOK || !strings.Contains(page.body, `data-run-id="`+st.run.ID+`"`) || !strings.Contains(page.body, "Recorded with Go-http-client 1.1 · ") {
		t.Errorf("the run's page: %s", page.Status)
	}
}

func TestRunsRefuse(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	st, stranger := s.student("websocket-protocol"), s.student("websocket-protocol")
	post := http.MethodPost
	for name, c := range map[string]struct {
		got    answered
		status int
		says   string
	}{
		"no JSON":            {s.ask(post, "/runs", "script"), 400, "JSON"},
		"no such script":     {s.ask(post, "/runs", `{"script":"x","pace":"step"}`), 422, "reload"},
		"no such pace":       {s.ask(post, "/runs", `{"script":"sse-stream","pace":"slow"}`), 422, "full"},
		"no such run":        {s.ask(post, "/runs/none/steps/1", "", "Cookie", st.cookie), 404, "Next"},
		"no such step":       {st.step(11), 404, "1 to 10"},
		"no number":          {s.ask(post, st.run.Page+"/steps/x", "", "Cookie", st.cookie), 404, "1 to 10"},
		"out of order":       {st.step(3), 409, "Step 1 is not done"},
		"another's run":      {s.ask(post, st.run.Page+"/steps/1", "", "Cookie", stranger.cookie), 403, "look at it"},
		"nobody's cookie":    {s.ask(post, st.run.Page+"/steps/1", ""), 403, "look at it"},
		"another's lane":     {s.ask(post, st.run.Page+"/seen", "[]", "Cookie", stranger.cookie), 403, "look at it"},
		"a lane of nonsense": {s.ask(post, st.run.Page+"/seen", "{}", "Cookie", st.cookie), 400, "JSON"},
		"a foreign page":     {s.ask(post, "/runs", `{"script":"sse-stream","pace":"step"}`, "Origin", "https://elsewhere.test"), 403, "Only pages"},
		"the wrong protocol": {s.get(st.run.Page+"/events", "Cookie", st.cookie), 404, ""},
	} {
		if c.got.StatusCode != c.status || !strings.Contains(c.got.body, c.says) || c.got.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s %s, want %d and %q", name, c.got.Status, c.got.body, c.status, c.says)
		}
	}
}

func TestARunsSocketIsForItsOwnPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	st, stranger := s.student("websocket-protocol"), s.student("websocket-protocol")
	stranger.run = st.run
	for name, c := range map[string]struct {
		who    *student
		origin string
	}{
		"foreign":    {st, "https://elsewhere.test"},
		"null":       {st, "null"},
		"absent":     {st, ""},
		"suffix":     {st, s.URL + ".elsewhere.test"},
		"other port": {st, "http://127.0.0.1:1"},
		"a stranger": {stranger, s.URL},
	} {
		conn, resp, err := c.who.dial(c.origin)
		if err == nil {
			conn.Close()
			t.Fatalf("%s: the handshake was accepted", name)
		}
		if resp == nil || resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnotherWindowsHandshakeIsNamed(t *testing.T) {
	t.Parallel()
	st := newSite(t, nil).student("websocket-protocol")
	open := st.connect()
	st.done(1)
	st.done(2)
	second := st.another("websocket-protocol")
	if h := second.run.Holding; h == nil || h.ID != st.run.ID || h.Step != 2 || h.Title == "" {
		t.Errorf("holding: %+v", h)
	}
	// The browser sends the second handshake only when the first is over, so
	// its first step is not seen.
	got := second.step(1)
	if got.StatusCode != http.StatusConflict || !strings.Contains(got.body, "another window") || !strings.Contains(got.body, st.run.ID) {
		t.Errorf("the second window: %s %s", got.Status, got.body)
	}
	st.done(3)
	st.done(4)
	if conn := <-open; conn != nil {
		conn.Close()
	}
}

func TestARunThatIsOverSaysSo(t *testing.T) {
	t.Parallel()
	st := newSite(t, nil).student("websocket-protocol")
	open := st.connect()
	st.done(1)
	run, err := st.web.runs.Get(st.run.ID)
	if err != nil {
		t.Fatal(err)
	}
	run.End(live.Expired, "Nothing happened for a while.")
	<-open
	if got := st.step(2); got.StatusCode != http.StatusGone || !strings.Contains(got.body, "Nothing happened for a while.") {
		t.Errorf("the next step: %s %s", got.Status, got.body)
	}
}

// A request for a run of another instance is answered 410, whatever it is for: the
// page then makes a run here and plays it up to there.
func TestRunOfAnotherInstance(t *testing.T) {
	t.Parallel()
	owner := newSite(t, func(o *Options) { o.Runs.Owner = "one" })
	stray := newSite(t, func(o *Options) { o.Runs.Owner = "two" })
	st := owner.student("websocket-protocol")
	if !strings.HasPrefix(st.run.ID, "one-") {
		t.Errorf("the run's id is %s", st.run.ID)
	}
	for path, method := range map[string]string{
		"/steps/2": http.MethodPost, "/seen": http.MethodPost, "/stop": http.MethodPost, "/messages": http.MethodPost,
		"/trace": http.MethodGet, "/ws": http.MethodGet, "/events": http.MethodGet, "/axis": http.MethodGet, "/recording.json": http.MethodGet,
	} {
		got := stray.ask(method, st.run.Page+path, "[]", "Cookie", st.cookie)
		if got.StatusCode != http.StatusGone || got.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(got.body, "kept elsewhere") {
			t.Errorf("%s %s: %s %s", method, path, got.Status, got.body)
		}
	}
	if got := stray.ask(http.MethodPost, "/runs/two-aaaaaaaaaaaaaaaa/steps/1", "", "Cookie", st.cookie); got.StatusCode != http.StatusNotFound {
		t.Errorf("a run of its own that is no more: %s", got.Status)
	}
	again := (&student{site: stray, cookie: st.cookie}).another("websocket-protocol")
	if !strings.HasPrefix(again.run.ID, "two-") {
		t.Errorf("the next run's id is %s", again.run.ID)
	}
}
