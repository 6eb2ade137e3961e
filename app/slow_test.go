package main

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// Hundreds dribble their heads and bodies to both origins. Nobody else has to wait
// for them, and each of them is cut.
func TestManyWhoAreSlow(t *testing.T) {
	t.Parallel()
	p := started(t)
	before := settled(t)
	type slow struct {
		net.Conn
		what string
	}
	var all []slow
	say := map[string]string{
		"a head":  "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"a run":   "POST /runs HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{",
		"a form":  "POST /teach/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ncode=\r\n1000\r\n",
		"an echo": "POST /live/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\nx",
		"a page":  "GET /lessons HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n",
		"nothing": "G",
	}
	for _, addr := range []net.Addr{p.addr, p.labAddr} {
		for what, text := range say {
			for range 40 {
				conn, err := net.Dial("tcp", addr.String())
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				if _, err := io.WriteString(conn, text); err != nil {
					t.Fatal(err)
				}
				all = append(all, slow{conn, what + " to " + addr.String()})
			}
		}
	}
	client := &http.Client{Timeout: headerWait}
	dribbled, end := 0, time.Now().Add(requestWait+headerWait)
	for ended := map[net.Conn]bool{}; len(ended) < len(all); dribbled++ {
		if time.Now().After(end) {
			left := map[string]int{}
			for _, c := range all {
				if !ended[c] {
					left[c.what]++
				}
			}
			t.Fatalf("of %d connections these go on: %v", len(all), left)
		}
		for _, c := range all {
			if ended[c] {
				continue
			}
			_, err := c.Write([]byte("a"))
			_ = c.SetReadDeadline(time.Now().Add(time.Microsecond))
			if err == nil {
				_, err = io.Copy(io.Discard, c) // a nil error is the end of it
			}
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				ended[c] = true
			}
		}
		// Everybody else goes on.
		for _, at := range []string{"http://" + p.addr.String() + "/lessons", "http://" + p.addr.String() + "/chooser", "http://" + p.labAddr.String() + "/now"} {
			got, err := client.Get(at)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, got.Body)
			got.Body.Close()
			if got.StatusCode != http.StatusOK {
				t.Errorf("%s: %s", at, got.Status)
			}
		}
		conn, _, err := websocket.DefaultDialer.Dial("ws://"+p.addr.String()+"/live/echo", nil)
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
		time.Sleep(200 * time.Millisecond)
	}
	client.CloseIdleConnections()
	if after := settled(t); after > before+2 {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}

// A path that climbs leads nowhere, however it is written.
func TestPathsThatClimb(t *testing.T) {
	t.Parallel()
	p := started(t)
	for _, path := range []string{
		"/static/../../go.mod", "/static/%2e%2e/%2e%2e/go.mod", "/static/..%2f..%2fgo.mod", "/static/0123456789ab/..%2f..%2f..%2fgo.mod", "/static/0123456789ab/../../../go.mod",
		`/static/0123456789ab/..\..\go.mod`, "/static/0123456789ab//etc/passwd", "/static/0123456789ab/%00", "/static//etc/passwd",
		"/lessons/..%2f..%2fgo.mod", "/lessons/../../go.mod", "/lessons/%2e%2e%2fcontent%2fframes.yaml", "/lessons/frames.yaml", "/lessons/..%2fframes/sheet", "/labs/..%2flessons%2fframes",
		"/runs/..%2f..%2fetc%2fpasswd", "/runs/../instructor-token", "/runs/%00/recording.json", "/runs/..%2f..%2fwirewalk.db/recording.json", "/parcels/..%2fx/crossed",
		"/join/..%2f..%2fetc", "/teach/classes/..%2f..", "/teach/classes/..%2finstructor-token/gradebook.csv", "/wirewalk.db", "/instructor-token", "//evil.example/..", "/%5c%5cevil.example", "/.git/config", "/..;/teach",
	} {
		for _, addr := range []net.Addr{p.addr, p.labAddr} {
			conn, err := net.Dial("tcp", addr.String())
			if err != nil {
				t.Fatal(err)
			}
			_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
			_, _ = io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
			got, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			body, _ := io.ReadAll(got.Body)
			conn.Close()
			to := got.Header.Get("Location")
			if got.StatusCode < 300 || got.StatusCode >= 500 || strings.Contains(string(body), "module wirewalk") || strings.Contains(string(body), "root:") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "http") || strings.HasPrefix(to, `/\`) {
				t.Errorf("%s: %s to %q: %.200s", path, got.Status, to, body)
			}
		}
	}
}
