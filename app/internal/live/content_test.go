package live_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/lessontest"
	"wirewalk/lessons/wire"
)

// Every script that ships, and those that lessons/README.md teaches with, are
// executed over real TCP, row by row, by clients that are none of ours: a row is
// done, what it fires arrives and nothing else does, and the client is in the
// state that the table says.
func TestEveryScriptOfTheLessons(t *testing.T) {
	example := fstest.MapFS{lessontest.ExampleSlug + ".yaml": {Data: []byte(lessontest.Example(t))}}
	course, err := lessons.Load(lessons.Content(), lessons.Dir{Name: "README", FS: example})
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	for _, script := range course.Scripts() {
		t.Run(script.ID, func(t *testing.T) {
			if why := takenByGorilla(script.ID); why != "" {
				t.Skip(why)
			}
			t.Parallel()
			own := *b
			own.t = t
			play(t, &own, script)
		})
	}
}

// takenByGorilla says why the client of these tests goes on where a browser fails
// the connection. Frames by hand have tests of their own.
func takenByGorilla(script string) string {
	return map[string]string{
		"faults/frames/long-form": "it reads a length in any form",
		"faults/frames/not-utf-8": "it leaves UTF-8 to its caller",
		"faults/closes/one-byte":  "it takes one byte for no code",
		"faults/closes/then-data": "it reads nothing after a Close",
	}[script]
}

// subject is the object under study, as a page has it.
type subject interface {
	readyState() int
	act(st *lessons.Step) error
	fired() <-chan wire.Message // what reaches JavaScript
	leave()
}

func play(t *testing.T, b *bench, script *lessons.Script) {
	run := b.run(script, live.StepPace)
	t.Cleanup(func() { run.End(live.Closed, "") })
	var now subject
	for i := range script.Steps {
		st := &script.Steps[i]
		released := make(chan error, 1)
		go func() {
			_, err := run.Step(context.Background(), st.N)
			released <- err
		}()
		switch {
		case st.Actor == lessons.Browser && st.Action == lessons.Connect:
			if now != nil {
				now.leave()
			}
			now = connectTo(t, b, run)
		case st.Actor == lessons.Browser && st.Throws == "" && st.Action != lessons.Read:
			if err := now.act(st); err != nil {
				t.Fatalf("row %d: %v", st.N, err)
			}
		}
		if err := <-released; err != nil {
			var undone *live.NotDoneError
			if errors.As(err, &undone) {
				t.Fatalf("row %d waits for %v; over: %+v", st.N, undone.Missing, run.Over())
			}
			t.Fatalf("row %d: %v; over: %+v", st.N, err, run.Over())
		}
		for _, want := range script.Fires(st.N) {
			checkFired(t, st.N, now, want)
		}
		if st.ReadyState == lessons.NoObject {
			continue
		}
		for deadline := time.Now().Add(5 * time.Second); now.readyState() != st.ReadyState; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("row %d: readyState is %d, the table says %d", st.N, now.readyState(), st.ReadyState)
			}
		}
	}
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("the run ended as %+v", o)
	}
	select {
	case extra := <-now.fired():
		t.Errorf("beyond the table came %+v", extra)
	default:
	}
}

// checkFired wants one event to reach JavaScript. A time in it may be any.
func checkFired(t *testing.T, n int, now subject, want wire.Message) {
	t.Helper()
	select {
	case got := <-now.fired():
		before, after, timed := strings.Cut(want.Data, "{now}")
		same := got.Data == want.Data || timed && strings.HasPrefix(got.Data, before) && strings.HasSuffix(got.Data, after)
		if posted := strings.Contains(want.Data, "{posted}"); posted {
			same = got.Data != "" && !strings.Contains(got.Data, "{posted}")
		}
		if got.Type != want.Type || !same || got.LastEventID != want.LastEventID {
			t.Errorf("row %d fired %.80q, the table says %.80q", n, fmt.Sprint(got), fmt.Sprint(want))
		}
	case <-time.After(5 * time.Second):
		t.Errorf("row %d: %.80q did not arrive", n, fmt.Sprint(want))
	}
}

func connectTo(t *testing.T, b *bench, run *live.Run) subject {
	url := "://" + b.addr + "/runs/" + run.ID
	if run.Script.Protocol == lessons.EventStream {
		return newSource(t, "http"+url)
	}
	return newSocket(t, "ws"+url+"/ws")
}

// held is a readyState that one goroutine sets and another reads.
type held struct{ ch chan int }

func newHeld() held {
	h := held{make(chan int, 1)}
	h.ch <- 0
	return h
}

func (h held) set(n int) {
	<-h.ch
	h.ch <- n
}

func (h held) readyState() int {
	n := <-h.ch
	h.ch <- n
	return n
}

// aSocket is gorilla's client in the part of a browser's WebSocket.
type aSocket struct {
	held
	messages chan wire.Message
	tcp      net.Conn
	opened   chan *websocket.Conn // holds the connection once it is open
}

func newSocket(t *testing.T, url string) *aSocket {
	t.Helper()
	tcp, err := net.Dial("tcp", strings.Split(url, "/")[2])
	if err != nil {
		t.Fatal(err)
	}
	s := &aSocket{newHeld(), make(chan wire.Message, 16), tcp, make(chan *websocket.Conn, 1)}
	dialer := websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return tcp, nil }}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer s.set(3)
		conn, answer, err := dialer.Dial(url, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		if answer.Header.Get("Sec-WebSocket-Protocol") != "" || answer.Header.Get("Sec-WebSocket-Extensions") != "" {
			return // it asked for none; RFC 6455 §4.1, checks 5 and 6
		}
		// A browser answers the server's Close by itself, unless its page has closed before.
		conn.SetCloseHandler(func(code int, _ string) error {
			if s.readyState() == 1 {
				s.set(2)
				_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
			}
			return nil
		})
		s.set(1)
		s.opened <- conn
		for {
			kind, data, err := conn.ReadMessage()
			if err != nil {
				var heard *websocket.CloseError
				if errors.As(err, &heard) && heard.Code != websocket.CloseAbnormalClosure && heard.Code != websocket.CloseProtocolError {
					_, _ = io.Copy(io.Discard, conn.NetConn()) // the server ends TCP first
				}
				return
			}
			if s.readyState() != 1 {
				continue // WHATWG WebSockets §4
			}
			m := wire.Message{Type: "message", Data: string(data)}
			if kind == websocket.BinaryMessage {
				m.Data = ""
			}
			s.messages <- m
		}
	}()
	t.Cleanup(func() {
		s.leave()
		<-done
	})
	return s
}

func (s *aSocket) fired() <-chan wire.Message { return s.messages }

func (s *aSocket) leave() { s.tcp.Close() }

func (s *aSocket) act(st *lessons.Step) error {
	if st.Action == lessons.Wait {
		if len(st.Done) > 0 { // it gives up
			s.leave()
		}
		return nil
	}
	if s.readyState() > 1 {
		return nil // a browser drops what is sent now
	}
	conn := <-s.opened
	defer func() { s.opened <- conn }()
	switch st.Action {
	case lessons.Send:
		payload, err := st.Payload()
		if err != nil {
			return err
		}
		kind := websocket.TextMessage
		if st.Hex != "" {
			kind = websocket.BinaryMessage
		}
		return conn.WriteMessage(kind, payload)
	case lessons.Close:
		s.set(2)
		code := st.Code
		if code == 0 {
			code = websocket.CloseNoStatusReceived // of which nothing is written
		}
		return conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(code, st.Reason))
	}
	return fmt.Errorf("a WebSocket cannot %s", st.Action)
}

// aSource is net/http's client in the part of an EventSource (HTML §9.2).
type aSource struct {
	held
	client   *http.Client
	url      string
	messages chan wire.Message
	stop     context.CancelFunc
	done     chan struct{}
}

func newSource(t *testing.T, url string) *aSource {
	ctx, stop := context.WithCancel(context.Background())
	s := &aSource{newHeld(), &http.Client{Transport: &http.Transport{}}, url, make(chan wire.Message, 64), stop, make(chan struct{})}
	go func() {
		defer close(s.done)
		defer s.set(2)
		s.live(ctx)
	}()
	t.Cleanup(func() {
		s.leave()
		s.client.CloseIdleConnections()
	})
	return s
}

func (s *aSource) fired() <-chan wire.Message { return s.messages }

func (s *aSource) leave() {
	s.stop()
	<-s.done
}

func (s *aSource) act(st *lessons.Step) error {
	switch st.Action {
	case lessons.Close:
		s.leave()
	case lessons.Post:
		answer, err := s.client.Post(s.url+"/messages", "text/plain", strings.NewReader(st.Text))
		if err != nil {
			return err
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusNoContent {
			return errors.New(answer.Status)
		}
	}
	return nil // it asks again by itself
}

// live asks again and again until it may not, or is closed.
func (s *aSource) live(ctx context.Context) {
	id, retry := "", 3*time.Second
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/events", nil)
		if err != nil {
			return
		}
		req.Header.Set("Accept", "text/event-stream")
		if id != "" {
			req.Header.Set("Last-Event-ID", id)
		}
		answer, err := s.client.Do(req)
		if err == nil && answer.StatusCode != http.StatusOK {
			answer.Body.Close()
			return
		}
		if err == nil {
			s.set(1)
			s.read(answer.Body, &id, &retry)
			answer.Body.Close()
		}
		if ctx.Err() != nil {
			return
		}
		s.set(0)
		select {
		case <-time.After(retry):
		case <-ctx.Done():
			return
		}
	}
}

// read is HTML §9.2.6, by hand, for lines that end in LF.
func (s *aSource) read(body io.Reader, id *string, retry *time.Duration) {
	var line strings.Builder
	var data []string
	kind := "message"
	one := make([]byte, 1)
	for {
		if _, err := io.ReadFull(body, one); err != nil {
			return
		}
		if one[0] != '\n' {
			line.WriteByte(one[0])
			continue
		}
		name, value, _ := strings.Cut(line.String(), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line.Len() == 0 && data != nil:
			s.messages <- wire.Message{Type: kind, Data: strings.Join(data, "\n"), LastEventID: *id}
			fallthrough
		case line.Len() == 0:
			data, kind = nil, "message"
		case name == "data":
			data = append(data, value)
		case name == "event":
			kind = value
		case name == "id":
			*id = value
		case name == "retry":
			if d, err := time.ParseDuration(value + "ms"); err == nil {
				*retry = d
			}
		}
		line.Reset()
	}
}
