package web

import (
	"bufio"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// posting is an event stream that answers a POST beside it.
func posting() *lessons.Script {
	client := func(kind wire.Kind, value string) lessons.Pattern {
		return lessons.Pattern{From: wire.Client, Kind: kind, Value: value}
	}
	server := func(kind wire.Kind) lessons.Pattern { return lessons.Pattern{From: wire.Server, Kind: kind} }
	return &lessons.Script{ID: "posting", Protocol: lessons.EventStream, Steps: []lessons.Step{
		{N: 1, Actor: lessons.Browser, Action: lessons.Connect, Done: []lessons.Pattern{client(wire.KindRequestLine, "GET"), client(wire.KindHeadEnd, "")}},
		{N: 2, Actor: lessons.Server, Action: lessons.Accept, Text: ": here\n\n", ReadyState: 1, Done: []lessons.Pattern{server(wire.KindStatusLine), server(wire.KindHeadEnd), server(wire.KindComment)}},
		{N: 3, Actor: lessons.Browser, Action: lessons.Post, Text: "Hello", ReadyState: 1, Done: []lessons.Pattern{
			client(wire.KindRequestLine, "POST"), client(wire.KindHeadEnd, ""), client(wire.KindBody, ""),
			{From: wire.Server, Kind: wire.KindStatusLine, Code: http.StatusNoContent}, server(wire.KindHeadEnd),
		}},
		{N: 4, Actor: lessons.Server, Action: lessons.Send, Text: "data: {posted}\n\n", ReadyState: 1, Done: []lessons.Pattern{
			{From: wire.Server, Kind: wire.KindDispatch, Payload: "Hello"},
		}},
	}}
}

// poster is a visitor with a run of posting.
type poster struct {
	*site
	run    *live.Run
	cookie string
}

func (s *site) poster(script *lessons.Script) *poster {
	s.t.Helper()
	visitor := strings.Repeat("P", 26)
	run, err := s.web.runs.New(visitor, "a browser", script, live.FullPace)
	if err != nil {
		s.t.Fatal(err)
	}
	return &poster{s, run, "visitor=" + visitor}
}

func (p *poster) say(text string, fields ...string) answered {
	p.t.Helper()
	return p.ask(http.MethodPost, "/runs/"+p.run.ID+"/messages", text, fields...)
}

// listen opens the run's event stream and returns the header of the answer, and
// its lines as they come.
func (p *poster) listen() (http.Header, <-chan string) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.URL+"/runs/"+p.run.ID+"/events", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Cookie", p.cookie)
	resp, err := (&http.Client{Timeout: 10 * time.Second}).Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { resp.Body.Close() })
	lines := make(chan string, 16)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(resp.Body); in.Scan(); {
			lines <- in.Text()
		}
	}()
	return resp.Header, lines
}

// What is posted comes back in the stream, and the answer's head has nothing in
// it that a student would have to read past.
func TestAMessageBesideTheStream(t *testing.T) {
	t.Parallel()
	p := newSite(t, nil).poster(posting())
	_, lines := p.listen()
	if first := <-lines; first != ": here" {
		t.Fatalf("the stream begins with %q", first)
	}
	got := p.say("Hello", "Cookie", p.cookie, "Origin", p.URL, "Content-Type", "text/plain;charset=UTF-8")
	if got.StatusCode != http.StatusNoContent || got.body != "" {
		t.Fatalf("the message: %s %s", got.Status, got.body)
	}
	var names []string
	for name := range got.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, of := range names {
		if of != "Date" && of != "Connection" && of != "Cache-Control" {
			t.Errorf("the answer has %s", of)
		}
	}
	for line := range lines {
		if line == "data: Hello" {
			return
		}
	}
	t.Error("the stream does not carry what was posted")
}

func TestMessagesRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	p := s.poster(posting())
	stranger := "visitor=" + strings.Repeat("S", 26)
	_, lines := p.listen()
	<-lines
	for _, c := range []struct {
		name   string
		got    answered
		status int
		says   string
	}{
		{"a stranger", p.say("Hello", "Cookie", stranger), 403, "look at it"},
		{"nobody's cookie", p.say("Hello"), 403, "look at it"},
		{"a foreign page", p.say("Hello", "Cookie", p.cookie, "Origin", "https://elsewhere.test"), 403, "Only pages"},
		{"a foreign page of a browser that says so", p.say("Hello", "Cookie", p.cookie, "Sec-Fetch-Site", "cross-site"), 403, "Only pages"},
		{"no such run", s.ask(http.MethodPost, "/runs/none/messages", "Hello", "Cookie", p.cookie), 404, "Next"},
		{"more than any request has", p.say(strings.Repeat("x", bodyLimit+1), "Cookie", p.cookie), 413, "64 KiB"},
		{"more than a message has", p.say(strings.Repeat("x", live.MaxPost+1), "Cookie", p.cookie), 413, strconv.Itoa(live.MaxPost) + " bytes"},
		{"reading", s.get("/runs/"+p.run.ID+"/messages", "Cookie", p.cookie), 405, "Allow"},
	} {
		if c.got.StatusCode != c.status || !strings.Contains(c.got.body, c.says) || c.got.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s %s, want %d and %q", c.name, c.got.Status, c.got.body, c.status, c.says)
		}
		if c.got.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: the refusal is served without the headers of a page", c.name)
		}
	}
	// None of them was taken for the message that the script waits for.
	if got := p.say("Hello", "Cookie", p.cookie); got.StatusCode != http.StatusNoContent {
		t.Errorf("the message: %s %s", got.Status, got.body)
	}
	for line := range lines {
		if line == "data: Hello" {
			return
		}
		if strings.Contains(line, "x") {
			t.Errorf("the stream carries %q", line)
		}
	}
	t.Error("the stream does not carry the message")
}

// A script that expects no message at this point refuses one.
func TestAMessageThatNothingExpects(t *testing.T) {
	t.Parallel()
	st := newSite(t, nil).student("websocket-protocol")
	got := st.ask(http.MethodPost, st.run.Page+"/messages", "Hello", "Cookie", st.cookie)
	if got.StatusCode != http.StatusNotFound {
		t.Errorf("a WebSocket's run: %s %s", got.Status, got.body)
	}
	p := newSite(t, nil).poster(posting())
	if got := p.say("Hello", "Cookie", p.cookie); got.StatusCode != http.StatusConflict || !strings.Contains(got.body, "expects no message") {
		t.Errorf("before the stream: %s %s", got.Status, got.body)
	}
	p.run.End(live.Expired, "Nothing happened for a while.")
	if got := p.say("Hello", "Cookie", p.cookie); got.StatusCode != http.StatusGone || !strings.Contains(got.body, "Nothing happened for a while.") {
		t.Errorf("after the run: %s %s", got.Status, got.body)
	}
}
