package main

import (
	"bytes"
	"crypto/rand"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// A stranger's connection says what no browser would. It gets a clear answer or
// an end, and nothing stays behind.
func TestHostileConnections(t *testing.T) {
	p := started(t)
	before := settled(t)
	noise := make([]byte, 4<<10)
	_, _ = rand.Read(noise)
	cases := map[string]struct {
		say  []byte
		want string // the answer begins with it; "": the connection just ends
		wait time.Duration
	}{
		"random bytes":        {append(noise, "\r\n\r\n"...), "HTTP/1.1 400 Bad Request\r\n", time.Second},
		"a frame at once":     {[]byte("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58\r\n\r\n"), "HTTP/1.1 400 Bad Request\r\n", time.Second},
		"no Host":             {[]byte("GET / HTTP/1.1\r\n\r\n"), "HTTP/1.1 400 Bad Request", time.Second},
		"a head without end":  {append([]byte("GET / HTTP/1.1\r\nHost: x\r\nX: "), bytes.Repeat([]byte("a"), 64<<10)...), "HTTP/1.1 431 ", time.Second},
		"a slow head":         {[]byte("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "), "", headerWait},
		"a page's body":       {[]byte("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"), "HTTP/1.1 200 ", requestWait},
		"a probe's body":      {[]byte("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"), "HTTP/1.1 200 ", requestWait},
		"too much, announced": {[]byte("POST /runs HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"), "HTTP/1.1 413 ", requestWait},
		"half a run":          {[]byte("POST /runs HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"script\""), "HTTP/1.1 400 ", headerWait},
		"a key that is none":  {[]byte("GET /live/echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n"), "HTTP/1.1 400 Bad Request\r\n", time.Second},
		"an old version":      {[]byte("GET /live/echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), "HTTP/1.1 400 Bad Request\r\n", time.Second},
		"no Upgrade":          {[]byte("GET /live/echo HTTP/1.1\r\nHost: x\r\n\r\n"), "HTTP/1.1 400 Bad Request\r\n", time.Second},
		"a path that climbs":  {[]byte("GET /static/../../go.mod HTTP/1.1\r\nHost: x\r\n\r\n"), "HTTP/1.1 404 Not Found\r\n", time.Second},
		"a method of its own": {[]byte("WALK / HTTP/1.1\r\nHost: x\r\n\r\n"), "HTTP/1.1 405 Method Not Allowed\r\n", time.Second},
	}
	var all sync.WaitGroup
	for name, c := range cases {
		all.Go(func() {
			conn, err := net.Dial("tcp", p.Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			// The server may answer and end before it has read all of it.
			_, _ = conn.Write(c.say)
			_ = conn.SetReadDeadline(time.Now().Add(c.wait + 5*time.Second))
			got := make([]byte, max(len(c.want), 1))
			n, err := io.ReadFull(conn, got)
			if answer := string(got[:n]); answer != c.want {
				t.Errorf("%s: answers %q (%v), want %q", name, answer, err, c.want)
			}
			if c.want == "" && err != io.EOF && !strings.Contains(err.Error(), "reset") {
				t.Errorf("%s: ends with %v", name, err)
			}
		})
	}
	all.Wait()
	if after := settled(t); after > before+2 {
		buf := make([]byte, 1<<20)
		t.Errorf("%d goroutines before, %d after:\n%s", before, after, buf[:runtime.Stack(buf, true)])
	}
}

// settled is the number of goroutines once it has stopped falling.
func settled(t *testing.T) int {
	t.Helper()
	least, since := runtime.NumGoroutine(), time.Now()
	for time.Since(since) < time.Second {
		time.Sleep(20 * time.Millisecond)
		if n := runtime.NumGoroutine(); n < least {
			least, since = n, time.Now()
		}
	}
	return least
}
