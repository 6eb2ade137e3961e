package stream_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/stream"
)

// followed is a page that reads a hub's stream in a bubble.
type followed struct {
	hub   *stream.Hub
	body  *bufio.Reader
	done  chan struct{} // the handler's done; close it
	ended chan struct{} // closed when the handler has returned
	conn  net.Conn      // the page's end
}

// once is a listener that accepts one end of a pipe, so that a stream's time is
// the test's own.
type once struct {
	conn chan net.Conn
	done chan struct{}
}

func (l once) Accept() (net.Conn, error) {
	select {
	case c := <-l.conn:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l once) Close() error   { close(l.done); return nil }
func (l once) Addr() net.Addr { return &net.TCPAddr{} }

// overPipe is the page's end of a connection on which it has asked for the stream
// that h serves.
func overPipe(t *testing.T, h http.HandlerFunc) net.Conn {
	t.Helper()
	srv := &http.Server{Handler: h}
	l := once{make(chan net.Conn), make(chan struct{})}
	go srv.Serve(l)
	ours, theirs := net.Pipe()
	t.Cleanup(func() {
		_ = ours.Close()
		_ = srv.Close()
	})
	l.conn <- theirs
	go io.WriteString(ours, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	return ours
}

// follow returns when the page has read the head and the state.
func follow(t *testing.T) *followed {
	t.Helper()
	f := &followed{hub: stream.NewHub(), done: make(chan struct{}), ended: make(chan struct{})}
	f.conn = overPipe(t, func(w http.ResponseWriter, r *http.Request) {
		defer close(f.ended)
		s, err := f.hub.Subscribe()
		if err != nil {
			t.Error(err)
			return
		}
		defer s.Leave()
		out, err := stream.Start(w)
		if err != nil {
			t.Error(err)
			return
		}
		out.Event("", "state", []byte("whole"))
		stream.Follow(r.Context(), out, s.Events(), f.done, out.Raw)
	})
	f.begins(t)
	return f
}

// begins reads the head and the state.
func (f *followed) begins(t *testing.T) {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(f.conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	f.body = bufio.NewReader(resp.Body)
	f.reads(t, "retry: *")
	f.reads(t, "event: state")
	f.reads(t, "data: whole")
}

// reads takes the next line that is not empty; a * at its end is anything.
func (f *followed) reads(t *testing.T, want string) {
	t.Helper()
	line := "\n"
	for line == "\n" {
		var err error
		if line, err = f.body.ReadString('\n'); err != nil {
			t.Fatalf("instead of %q: %v", want, err)
		}
	}
	line = strings.TrimSuffix(line, "\n")
	if begins, any := strings.CutSuffix(want, "*"); line != want && !(any && strings.HasPrefix(line, begins)) {
		t.Fatalf("got %q, want %q", line, want)
	}
}

func (f *followed) end(t *testing.T) {
	t.Helper()
	if rest, err := io.ReadAll(f.body); err != nil || strings.TrimSpace(string(rest)) != "" {
		t.Errorf("the end is %q, %v", rest, err)
	}
	<-f.ended
}

func TestFollowKeepsAQuietStreamAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t)
		began := time.Now()
		f.reads(t, ": still here")
		f.reads(t, ": still here")
		if took := time.Since(began); took != 2*stream.KeepAlive {
			t.Errorf("two comments took %v", took)
		}
		time.Sleep(stream.KeepAlive - time.Second)
		f.hub.Publish(stream.Encode("1", "", []byte("a word")))
		f.reads(t, "id: 1")
		f.reads(t, "data: a word")
		began = time.Now()
		f.reads(t, ": still here")
		if took := time.Since(began); took != stream.KeepAlive {
			t.Errorf("after an event a comment took %v", took)
		}
		close(f.done)
		f.end(t)
	})
}

func TestFollowSendsWhatWaitsBeforeTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t)
		for n := range 3 {
			f.hub.Publish(stream.Encode("", "", fmt.Append(nil, n)))
		}
		close(f.done)
		for n := range 3 {
			f.reads(t, fmt.Sprint("data: ", n))
		}
		f.end(t)
	})
}

// A page that does not read is given up after WriteWait, and nobody waits for it.
func TestFollowGivesUpWhoDoesNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t)
		began := time.Now()
		f.hub.Publish(stream.Encode("", "", []byte("unread")))
		if time.Since(began) != 0 {
			t.Error("publishing waited")
		}
		<-f.ended
		if took := time.Since(began); took != stream.WriteWait {
			t.Errorf("it was given up after %v", took)
		}
	})
}

func TestFollowEndsWithItsPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := follow(t)
		began := time.Now()
		_ = f.conn.Close()
		<-f.ended
		if took := time.Since(began); took != 0 {
			t.Errorf("it was noticed after %v", took)
		}
	})
}

// One subscriber of a real server stops reading: it is dropped, and begins anew;
// the others miss nothing.
func TestOneSlowPageHoldsNobodyUp(t *testing.T) {
	h := stream.NewHub()
	there := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := subscribe(t, h)
		defer s.Leave()
		out, err := stream.Start(w)
		if err != nil {
			t.Error(err)
			return
		}
		there <- struct{}{}
		stream.Follow(r.Context(), out, s.Events(), nil, out.Raw)
	}))
	t.Cleanup(srv.Close) // after the pages have gone
	open := func() *bufio.Reader {
		ctx, cancel := context.WithCancel(t.Context())
		t.Cleanup(cancel)
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := srv.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = resp.Body.Close() })
		<-there
		return bufio.NewReader(resp.Body)
	}
	open() // and never reads
	quick := open()
	page := strings.Repeat("x", 64<<10)
	for n := range 300 { // more than sockets buffer and a queue holds
		h.Publish(stream.Encode(fmt.Sprint(n), "", []byte(page)))
		for line := ""; line != "data: "+page+"\n"; {
			var err error
			if line, err = quick.ReadString('\n'); err != nil {
				t.Fatalf("event %d: %v", n, err)
			}
		}
	}
	left := 0
	for {
		s, err := h.Subscribe()
		if err != nil {
			break
		}
		defer s.Leave()
		left++
	}
	if left != stream.MaxSubscribers-1 {
		t.Errorf("%d places are free, want all but the quick one's", left)
	}
}
