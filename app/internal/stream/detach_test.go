package stream_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/stream"
)

// letGo answers with a stream that is detached, which the test then writes.
func letGo(t *testing.T) (url string, streams <-chan *stream.Writer) {
	t.Helper()
	begun := make(chan *stream.Writer, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := stream.Start(w)
		if err != nil {
			t.Error(err)
			return
		}
		s.Event("", "first", []byte("before"))
		if err := s.Detach(r); err != nil {
			t.Error(err)
			return
		}
		begun <- s
	}))
	t.Cleanup(srv.Close)
	return srv.URL, begun
}

// A stream goes on when its handler has returned, with what was added before, and
// ends whole. Chunks are of any length.
func TestDetachedStreamGoesOn(t *testing.T) {
	url, begun := letGo(t)
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	s := <-begun
	long := strings.Repeat("x", 100_000)
	for _, step := range []func(){
		func() {}, // the first alone
		func() {}, // and nothing
		func() { s.Comment("still here") },
		func() { s.Event("7", "", []byte("one\ntwo")); s.Raw(stream.Encode("", "raw", []byte("three"))) },
		func() { s.Event("", "", []byte(long)) },
		func() { s.Event("", "", []byte("a short one again")) },
	} {
		step()
		if err := s.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	s.End()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Errorf("the stream did not end whole: %v", err)
	}
	_, events, _ := strings.Cut(string(body), "\n\n") // retry is another each time
	want := "event: first\ndata: before\n\n: still here\n\nid: 7\ndata: one\ndata: two\n\nevent: raw\ndata: three\n\ndata: " + long + "\n\ndata: a short one again\n\n"
	if events != want {
		t.Errorf("the stream is %.200q", events)
	}
}

func TestDetachedStreamIsLeft(t *testing.T) {
	url, begun := letGo(t)
	for name, leave := range map[string]func(net.Conn) error{
		"it closes":      net.Conn.Close,
		"it says a word": func(c net.Conn) error { _, err := io.WriteString(c, "GET / HTTP/1.1\r\n\r\n"); return err },
		"this side ends": nil,
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			s := <-begun
			left := make(chan struct{})
			go func() {
				defer close(left)
				s.Left()
			}()
			if leave == nil {
				s.End()
			} else if err := leave(conn); err != nil {
				t.Fatal(err)
			}
			<-left // or this hangs
			s.End()
		})
	}
}

// A stream of which something got lost does not end as if it were whole, and its end
// waits for nobody.
func TestDetachedStreamThatNobodyReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := make(chan *stream.Writer, 1)
		page := overPipe(t, func(w http.ResponseWriter, r *http.Request) {
			s, err := stream.Start(w)
			if err == nil {
				err = s.Detach(r)
			}
			if err != nil {
				t.Error(err)
				return
			}
			begun <- s
		})
		resp, err := http.ReadResponse(bufio.NewReader(page), nil)
		if err != nil {
			t.Fatal(err)
		}
		s := <-begun
		s.Event("", "", []byte("lost"))
		if err := s.Flush(); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("Flush: %v", err)
		}
		began := time.Now()
		go s.End()
		body, err := io.ReadAll(resp.Body)
		if err == nil || strings.Contains(string(body), "lost") || time.Since(began) > 0 {
			t.Errorf("after %v the page has %q, %v", time.Since(began), body, err)
		}
	})
}

// Without chunks, or without a connection, a stream stays where it is, and works.
func TestStreamThatStaysAttached(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := stream.Start(w)
		if err != nil {
			t.Error(err)
			return
		}
		if err := s.Detach(r); !errors.Is(err, stream.ErrAttached) {
			t.Errorf("Detach: %v", err)
		}
		s.Comment("on")
		if err := s.Flush(); err != nil {
			t.Error(err)
		}
	})
	old := httptest.NewServer(handler)
	defer old.Close()
	conn, err := net.Dial("tcp", old.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET / HTTP/1.0\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(resp.Body); err != nil || !strings.HasSuffix(string(body), "\n\n: on\n\n") {
		t.Errorf("over HTTP/1.0: %q, %v", body, err)
	}

	second := httptest.NewUnstartedServer(handler)
	second.EnableHTTP2 = true
	second.StartTLS()
	defer second.Close()
	resp, err = second.Client().Get(second.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || resp.ProtoMajor != 2 || !strings.HasSuffix(string(body), "\n\n: on\n\n") {
		t.Errorf("over %s: %q, %v", resp.Proto, body, err)
	}
}
