package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
)

const (
	fakeToken = "the token of a fake"
	fakeCode  = "CDFG3479"
)

// fakeClass is just enough of a server for one class that walks
// websocket-protocol together, with one fault: it shows that the load generator
// notices what a server does wrong. Each student has a fake of their own.
type fakeClass struct {
	t     *testing.T
	fault string // "" or one that TestFaultsOfAClassAreNoticed names

	mu      sync.Mutex
	pupils  []*fake
	streams map[*listener]bool
	pacing  *fakePacing
	asked   int // how many questions were
	votes   map[string]bool
	ended   bool
}

type fakePacing struct {
	Step     int `json:"step"`
	Predicts int `json:"predicts"`
}

// listener is one stream of the class. Pupil is whose: -1, the instructor's.
type listener struct {
	pupil  int
	events chan string
}

func startFakeClass(t *testing.T, fault string) *url.URL {
	c := &fakeClass{t: t, fault: fault, streams: map[*listener]bool{}, votes: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /teach/sign-in", c.signIn)
	mux.HandleFunc("POST /teach", c.taught(func(w http.ResponseWriter, r *http.Request) { to(w, "/teach/classes/"+fakeCode) }))
	mux.HandleFunc("GET /teach/classes/{code}", c.taught(ok))
	mux.HandleFunc("GET /teach/classes/{code}/screen", c.taught(ok))
	mux.HandleFunc("GET /teach/classes/{code}/stream", c.taught(func(w http.ResponseWriter, r *http.Request) { c.stream(w, r, -1, nil) }))
	mux.HandleFunc("POST /teach/classes/{code}/pace", c.taught(c.pace))
	mux.HandleFunc("POST /teach/classes/{code}/end", c.taught(c.end))
	mux.HandleFunc("POST /teach/classes/{code}/delete", c.taught(c.delete))
	mux.HandleFunc("GET /join/{code}", c.known(ok))
	mux.HandleFunc("POST /join/{code}", c.known(c.join))
	mux.HandleFunc("GET /class", c.member(func(w http.ResponseWriter, r *http.Request, _ int) { ok(w, r) }))
	mux.HandleFunc("GET /lessons/websocket-protocol", ok)
	mux.HandleFunc("GET /live/clock", c.clock)
	mux.HandleFunc("GET /live/echo", echo)
	mux.HandleFunc("POST /class/checks", c.member(func(w http.ResponseWriter, _ *http.Request, _ int) { w.WriteHeader(http.StatusNoContent) }))
	mux.HandleFunc("GET /class/stream", c.member(func(w http.ResponseWriter, r *http.Request, n int) { c.stream(w, r, n, nil) }))
	mux.HandleFunc("POST /class/answers", c.member(c.vote))
	mux.HandleFunc("GET /runs/a/trace", c.member(func(w http.ResponseWriter, r *http.Request, n int) { c.stream(w, r, n, c.pupils[n].trace) }))
	mux.HandleFunc("/runs", c.member(c.run))
	mux.HandleFunc("/runs/", c.member(c.run))
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	site, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func ok(http.ResponseWriter, *http.Request) {}

func to(w http.ResponseWriter, where string) {
	w.Header().Set("Location", where)
	w.WriteHeader(http.StatusSeeOther)
}

func (c *fakeClass) signIn(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("code") != fakeToken || c.fault == "no instructor" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: "instructor", Value: "i", Path: "/"})
	to(w, "/teach")
}

func (c *fakeClass) taught(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("instructor"); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

// known answers a wrong code.
func (c *fakeClass) known(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("code") == fakeCode {
			next(w, r)
			return
		}
		if c.fault == "refuses who mistypes" {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		w.WriteHeader(http.StatusNotFound)
	}
}

func (c *fakeClass) join(w http.ResponseWriter, r *http.Request) {
	if c.fault == "full" {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(`{"detail":"This class is full."}`))
		return
	}
	c.mu.Lock()
	n := len(c.pupils)
	c.pupils = append(c.pupils, newFake(""))
	c.mu.Unlock()
	http.SetCookie(w, &http.Cookie{Name: "member", Value: strconv.Itoa(n), Path: "/"})
	to(w, "/class?joined")
}

func (c *fakeClass) member(next func(http.ResponseWriter, *http.Request, int)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie("member")
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		n, _ := strconv.Atoi(cookie.Value)
		next(w, r, n)
	}
}

func (c *fakeClass) clock(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	if c.fault != "no event streams" {
		_, _ = w.Write([]byte("data: 0\n\n"))
	}
}

func echo(w http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	kind, text, err := conn.ReadMessage()
	if err == nil {
		_ = conn.WriteMessage(kind, text)
	}
}

// run lets a student's own fake answer.
func (c *fakeClass) run(w http.ResponseWriter, r *http.Request, n int) {
	c.mu.Lock()
	f := c.pupils[n]
	c.mu.Unlock()
	f.mux().ServeHTTP(w, r)
}

// stream streams the class, and what a trace says besides.
func (c *fakeClass) stream(w http.ResponseWriter, r *http.Request, n int, trace <-chan string) {
	l := &listener{n, make(chan string, 64)}
	c.mu.Lock()
	c.streams[l] = true
	l.events <- c.state()
	c.tell()
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.streams, l)
		c.tell()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	rc := http.NewResponseController(w)
	_ = rc.Flush()
	for {
		var text string
		more := true
		select {
		case text, more = <-l.events:
		case text, more = <-trace:
		case <-r.Context().Done():
			return
		}
		if !more {
			return
		}
		_, _ = w.Write([]byte(text))
		_ = rc.Flush()
	}
}

// state is the class event. c.mu is held.
func (c *fakeClass) state() string {
	here := map[int]bool{}
	for l := range c.streams {
		here[l.pupil] = true
	}
	delete(here, -1)
	state := map[string]any{"here": len(here), "ended": c.ended, "pacing": c.pacing}
	if c.fault == "counts nobody" {
		state["here"] = 0
	}
	if c.asked > 0 {
		answered := len(c.votes)
		switch c.fault {
		case "counts a vote twice":
			answered++
		case "loses a vote":
			answered--
		}
		state["asking"] = map[string]int{"n": c.asked, "round": 1, "answered": answered}
	}
	data, err := json.Marshal(state)
	if err != nil {
		c.t.Error(err)
	}
	return fmt.Sprintf("event: class\ndata: %s\n\n", data)
}

// tell tells everyone how the class is. c.mu is held.
func (c *fakeClass) tell() {
	text := c.state()
	for l := range c.streams {
		if c.fault == "forgets a page" && l.pupil == 0 && c.pacing != nil && c.pacing.Step == 2 {
			continue
		}
		l.events <- text
	}
}

func (c *fakeClass) pace(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.pacing
	switch r.FormValue("do") {
	case "together":
		c.pacing = &fakePacing{}
		if c.fault == "cuts the streams" {
			for l := range c.streams {
				if l.pupil == 0 {
					close(l.events)
					delete(c.streams, l)
				}
			}
		}
	case "release":
		p.Step, p.Predicts = p.Predicts, 0
	case "next":
		if c.fault == "stops at 3" && p.Step == 2 {
			w.WriteHeader(http.StatusConflict)
			_, _ = w.Write([]byte(`{"detail":"A question is open."}`))
			return
		}
		n := p.Step + 1
		if scripts["websocket-protocol"].rows[n-1].asks != "" || c.fault == "asks too much" && n == 2 {
			p.Predicts = n
			c.asked++
			c.votes = map[string]bool{}
		} else {
			p.Step = n
		}
	}
	c.tell()
	w.WriteHeader(http.StatusNoContent)
}

func (c *fakeClass) vote(w http.ResponseWriter, r *http.Request, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.FormValue("asking") != strconv.Itoa(c.asked) || r.FormValue("round") != "1" || r.FormValue("answer") == "" || c.fault == "takes no votes" {
		w.WriteHeader(http.StatusConflict)
		_, _ = w.Write([]byte(`{"detail":"That vote is closed."}`))
		return
	}
	c.votes[strconv.Itoa(n)] = true
	c.tell()
	w.WriteHeader(http.StatusNoContent)
}

func (c *fakeClass) end(w http.ResponseWriter, _ *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended, c.pacing = true, nil
	c.tell()
	w.WriteHeader(http.StatusNoContent)
}

func (c *fakeClass) delete(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for l := range c.streams {
		if c.fault != "deletes without a word" || l.pupil != 0 {
			l.events <- "event: gone\ndata:\n\n"
		}
	}
	to(w, "/teach")
}
