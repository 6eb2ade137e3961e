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

// fake is just enough of a server to be walked on by one student at a time,
// with one fault: it shows that the walk notices what a server does wrong.
type fake struct {
	fault     string // "" or one that TestFaultsAreNoticed names
	released  [11]chan struct{}
	requested chan struct{} // closed when the WebSocket request is here
	trace     chan string   // what the trace sends; closed: it ends
	frame     chan string   // what the socket received: text, or "close"
	once      sync.Once
}

func newFake(fault string) *fake {
	f := &fake{fault: fault, requested: make(chan struct{}), trace: make(chan string, 32), frame: make(chan string, 8)}
	for i := range f.released {
		f.released[i] = make(chan struct{})
	}
	return f
}

func startFake(t *testing.T, fault string) *url.URL {
	s := httptest.NewServer(newFake(fault).mux())
	t.Cleanup(s.Close)
	site, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func (f *fake) mux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /runs", f.start)
	mux.HandleFunc("GET /runs/a/trace", f.follow)
	mux.HandleFunc("GET /runs/a/ws", f.socket)
	mux.HandleFunc("POST /runs/a/steps/{n}", f.step)
	mux.HandleFunc("POST /runs/a/seen", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return mux
}

func (f *fake) start(w http.ResponseWriter, r *http.Request) {
	var ask map[string]string
	if json.NewDecoder(r.Body).Decode(&ask) != nil || ask["script"] != "websocket-protocol" || r.Header.Get("Origin") == "" {
		http.Error(w, "wrong request", http.StatusBadRequest)
		return
	}
	if f.fault == "too many" {
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"detail":"Too many runs."}`))
		return
	}
	http.SetCookie(w, &http.Cookie{Name: "visitor", Value: "v", Path: "/"})
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write([]byte(`{"id":"a","url":"/runs/a/ws","trace":"/runs/a/trace"}`))
}

func (f *fake) follow(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	rc := http.NewResponseController(w)
	_ = rc.Flush()
	for {
		select {
		case text, ok := <-f.trace:
			if !ok {
				return
			}
			_, _ = w.Write([]byte(text))
			_ = rc.Flush()
		case <-r.Context().Done():
			return
		}
	}
}

// step waits for the wire events of a step, traces the step and answers.
func (f *fake) step(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.PathValue("n"))
	if _, err := r.Cookie("visitor"); err != nil {
		http.Error(w, "no cookie", http.StatusForbidden)
		return
	}
	switch f.fault {
	case "conflict at " + strconv.Itoa(n):
		w.WriteHeader(http.StatusConflict)
		_, _ = w.Write([]byte(`{"detail":"Not yet.","missing":["client frame text"]}`))
		return
	case "lost at " + strconv.Itoa(n):
		f.trace <- "event: over\ndata: {\"reason\":\"lost\",\"step\":2,\"text\":\"The connection ended.\"}\n\n"
		<-r.Context().Done()
		return
	case "trace ends at " + strconv.Itoa(n):
		close(f.trace)
		<-r.Context().Done()
		return
	}
	close(f.released[n])
	want := map[int]string{5: "Hello", 7: "How are you?", 9: "close"}[n]
	switch {
	case n == 1 && f.fault != "reads first":
		select {
		case <-f.requested:
		case <-r.Context().Done(): // whoever walks has been stopped
			return
		}
	case want != "":
		select {
		case got := <-f.frame:
			if got != want {
				http.Error(w, "got "+got, http.StatusConflict)
				return
			}
		case <-r.Context().Done():
			return
		}
	}
	f.trace <- fmt.Sprintf(": a comment\n\nid: %d\nevent: wire\ndata: <div></div>\n\nid: %d\nevent: step\ndata: {\"step\":%d}\n\n", n, n, n)
	if n == 10 {
		f.trace <- "event: over\ndata: {\"reason\":\"finished\",\"step\":10,\"text\":\"\"}\n\n"
		close(f.trace)
	}
	fmt.Fprintf(w, `{"step":%d}`+"\n", n)
}

func (f *fake) socket(w http.ResponseWriter, r *http.Request) {
	f.once.Do(func() { close(f.requested) })
	gate := f.released[4]
	switch f.fault {
	case "opens early":
		gate = f.released[2]
	case "refuses":
		select {
		case <-gate:
			http.Error(w, "no", http.StatusServiceUnavailable)
		case <-r.Context().Done():
		}
		return
	}
	select {
	case <-gate:
	case <-r.Context().Done():
		return
	}
	up := websocket.Upgrader{}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	conn.SetCloseHandler(func(int, string) error { return nil })
	gone := make(chan struct{}) // the client has left, or said Close
	said := false               // which of the two
	go func() {
		defer close(gone)
		for {
			_, b, err := conn.ReadMessage()
			if websocket.IsCloseError(err, websocket.CloseNormalClosure) {
				said = true
				f.frame <- "close"
				return
			}
			if err != nil {
				return
			}
			f.frame <- string(b)
		}
	}()
	says := map[int]string{6: "Welcome", 8: "Good, thanks!"}
	if f.fault == "says something else" {
		says[8] = "Bad, thanks!"
	}
	for _, n := range []int{6, 8} {
		select {
		case <-f.released[n]:
			_ = conn.WriteMessage(websocket.TextMessage, []byte(says[n]))
		case <-gone:
			return
		}
	}
	if <-gone; !said {
		return
	}
	<-f.released[10]
	switch f.fault {
	case "no Close":
	case "wrong code":
		_ = conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""))
	default:
		_ = conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
	}
}
