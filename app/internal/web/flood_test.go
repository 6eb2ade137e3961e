package web

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

// One browser floods everything that takes something from a client. It is refused,
// put out or slowed, and everybody else goes on.
func TestFloodsKeepNobodyOut(t *testing.T) {
	clock := newHandClock() // so that a slow machine's flood is one, too
	s := teachSite(t, func(o *Options) { o.Now = clock.now })
	// Less than there is, so that a machine which watches itself comes to it soon.
	s.web.limits.firstRuns = newLimiters(firstRunRate, 50)
	s.web.limits.visitors = newLimiters(visitorRate, 80)
	teacher := s.teacher()
	code := teacher.makes("Networks", nil)
	teacher.leads(code, "/plug", "do", "in").must(t, http.StatusNoContent)
	teacher.leads(code, "/pace", "do", "together", "lesson", "websocket-protocol").must(t, http.StatusNoContent)
	eve, bob := s.joins(code, "Eve"), s.joins(code, "Bob")
	class := bob.tape("/class/stream")
	class.until("the class", hears("class"))
	mine, _, err := bob.socket("/live/echo", s.URL)
	if err != nil {
		t.Fatal(err)
	}

	ctx, stop := context.WithCancel(t.Context())
	var flooding sync.WaitGroup
	defer flooding.Wait()
	defer stop()

	// Sockets, as fast as they take it. Why each ended, once.
	ends := map[string]*atomic.Int32{}
	flood := func(path, text string) {
		conn, _, err := eve.socket(path, s.URL)
		if err != nil {
			t.Fatal(path, err)
		}
		end := new(atomic.Int32)
		ends[path] = end
		flooding.Go(func() {
			for conn.WriteMessage(websocket.TextMessage, []byte(text)) == nil {
			}
		})
		flooding.Go(func() {
			defer conn.Close()
			for {
				_, _, err := conn.ReadMessage()
				if websocket.IsCloseError(err, websocket.ClosePolicyViolation) {
					end.Store(websocket.ClosePolicyViolation)
				} else if err != nil {
					end.CompareAndSwap(0, 1)
				}
				if err != nil {
					return
				}
			}
		})
		context.AfterFunc(ctx, func() { conn.Close() })
	}
	seat := eve.seat()
	flood("/live/echo", strings.Repeat("x", 100))
	flood("/live/band", "no pad")
	flood("/live/board?room=soup", "flood")
	flood("/class/plug/socket", "flood")
	flood(seat+"/socket", `{"play":"C4"}`)

	// Requests, each from four at a time.
	refused := map[string]*atomic.Int64{}
	posts := func(what string, ask func() *http.Request) {
		count := new(atomic.Int64)
		refused[what] = count
		for range 4 {
			flooding.Go(func() {
				for ctx.Err() == nil {
					got, err := http.DefaultTransport.RoundTrip(ask().WithContext(ctx))
					if err != nil {
						continue
					}
					_, _ = io.Copy(io.Discard, got.Body)
					got.Body.Close()
					switch {
					case got.StatusCode == http.StatusTooManyRequests:
						count.Add(1)
					case got.StatusCode >= http.StatusInternalServerError:
						t.Errorf("%s: %s", what, got.Status)
					}
				}
			})
		}
	}
	request := func(method, path, body, cookie string) func() *http.Request {
		return func() *http.Request {
			r, _ := http.NewRequest(method, s.URL+path, strings.NewReader(body)) // both are valid
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			as := cookie
			if as == "" {
				as = visitorCookie + "=" + rand.Text()
			}
			r.Header.Set("Cookie", as)
			return r
		}
	}
	one := eve.cookies()
	posts("runs", request(http.MethodPost, "/runs", `{"script":"frames","pace":"step"}`, visitorCookie+"="+strings.Repeat("R", 26)))
	posts("runs of made-up visitors", request(http.MethodPost, "/runs", `{"script":"frames","pace":"step"}`, ""))
	posts("wrong codes", request(http.MethodGet, "/join/XXXXXXXX", "", visitorCookie+"="+strings.Repeat("W", 26)))
	posts("answers", request(http.MethodPost, "/lessons/frames/answers", url.Values{"question": {"frames-quiz-8"}, "answer": {"A"}}.Encode(), one))
	posts("messages of a board", request(http.MethodPost, "/live/board?room=stew", "flood", one))
	board := s.reading(t, "/live/board?room=stew")
	go func() {
		for range board {
		}
	}()

	// Everybody else.
	first := bob.walks("websocket-protocol")
	conn := first.connect()
	began := time.Now()
	going := func() bool {
		for what, count := range refused {
			if count.Load() == 0 {
				if time.Since(began) > 2*time.Minute {
					t.Fatalf("a flood of %s is never refused", what)
				}
				return true
			}
		}
		return time.Since(began) < time.Second
	}
	for n := 1; n <= 3 || going(); n++ {
		clock.pass(50 * time.Millisecond) // the instructor's presses are none
		step := n%9 + 1
		teacher.leads(code, "/pace", "do", "goto", "step", fmt.Sprint(step)).must(t, http.StatusNoContent)
		class.state(fmt.Sprint("step ", step), func(c classState) bool { return c.Pacing != nil && c.Pacing.Step == step })
		if err := mine.WriteMessage(websocket.TextMessage, []byte(fmt.Sprint(n))); err != nil {
			t.Fatal(err)
		}
		if _, got, err := mine.ReadMessage(); err != nil || string(got) != fmt.Sprint(n) {
			t.Fatalf("the echo answers %q, %v", got, err)
		}
		if got := s.get("/lessons"); got.StatusCode != http.StatusOK {
			t.Errorf("a page: %s", got.Status)
		}
		if n == 3 {
			for row := 1; row <= 3; row++ {
				first.done(row)
			}
			bob.answers("frames", "frames-quiz-8", "bob", "A").must(t, http.StatusOK)
		}
	}
	bob.walks("frames") // one that is here has room
	if late := s.joins(code, "Carol"); late.get("/class").StatusCode != http.StatusOK {
		t.Error("nobody joins any more")
	}
	for path, end := range ends {
		want := int32(websocket.ClosePolicyViolation)
		if path == "/live/echo" || path == "/live/band" {
			want = 0 // these take one after the other
		}
		// A flood that goes on while it is refused may be cut with a reset.
		if got := end.Load(); got != want && !(want != 0 && got == 1) {
			t.Errorf("the flood of %s ended with %d", path, got)
		}
	}
	stop()
	flooding.Wait()
	first.over(conn)
	if now, _ := s.web.runs.Count(); now > 200 {
		t.Errorf("%d runs are live", now)
	}
}

// Runs that one address asks for with made-up visitors, and never connects, are
// fewer than there is room for.
func TestOneAddressCannotTakeAllRuns(t *testing.T) {
	t.Parallel()
	if most := firstRunBurst + firstRunRate*int(live.ConnectLifetime.Seconds()); most > live.MaxRuns*4/5 {
		t.Errorf("it can take %d of %d", most, live.MaxRuns)
	}
}

// reading are the messages of an event stream.
func (s *site) reading(t *testing.T, path string) <-chan string {
	t.Helper()
	resp, err := http.Get(s.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	all := make(chan string, 100)
	go func() {
		defer close(all)
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			if data, is := strings.CutPrefix(lines.Text(), "data: "); is {
				all <- data
			}
		}
	}()
	return all
}
