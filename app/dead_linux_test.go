package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// visiting is a browser's cookies, and the program that it asks.
type visiting struct {
	t    *testing.T
	at   *url.URL
	http *http.Client
}

func visits(t *testing.T, p *program) *visiting {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(p.URL())
	if err != nil {
		t.Fatal(err)
	}
	return &visiting{t, at, &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}}
}

// posts sends a form, or JSON where the text is one, and returns where it led and
// what was answered.
func (v *visiting) posts(path, body string) (led, answer string) {
	v.t.Helper()
	kind := "application/x-www-form-urlencoded"
	if strings.HasPrefix(body, "{") {
		kind = "application/json"
	}
	resp, err := v.http.Post(v.at.JoinPath(path).String(), kind, strings.NewReader(body))
	resp, answer = bodyOf(v.t, resp, err)
	if resp.StatusCode >= http.StatusBadRequest {
		v.t.Fatalf("%s: %s %.300s", path, resp.Status, answer)
	}
	return resp.Request.URL.Path, answer
}

// opens asks for a stream or a socket on a connection of its own, and returns when
// its answer has begun.
func (v *visiting) opens(host, path string, socket bool) net.Conn {
	v.t.Helper()
	conn, err := (&net.Dialer{KeepAlive: -1}).Dial("tcp", host)
	if err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(func() { conn.Close() })
	head := "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
	for _, c := range v.http.Jar.Cookies(v.at) {
		head += "Cookie: " + c.String() + "\r\n"
	}
	want := "HTTP/1.1 200 OK"
	if socket {
		want = "HTTP/1.1 101 Switching Protocols"
		head += "Origin: " + v.at.String() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	}
	if _, err := io.WriteString(conn, head+"\r\n"); err != nil {
		v.t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.HasPrefix(line, want) {
		v.t.Fatalf("%s: %q, %v", path, line, err)
	}
	return conn
}

// dies makes the network lose every packet to the client from now on: its kernel
// drops them before TCP sees them, so that none is acknowledged.
func dies(t *testing.T, conn net.Conn) {
	t.Helper()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		drop := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K} // nothing of it is let through
		failed = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &drop})
	})
	if err != nil || failed != nil {
		t.Fatal(err, failed)
	}
}

// Every kind of connection that lasts ends where its client is gone without a
// word, and nothing stays of it.
func TestDeadClientsAreGivenUp(t *testing.T) {
	t.Parallel()
	s := plain(t.TempDir())
	s.Token = "a-token-that-nobody-guesses"
	p := prepared(t, s)
	p.deadWait = 2 * time.Second
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	if err := p.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer func() {
		stop()
		if err := p.Wait(); err != nil {
			t.Error(err)
		}
	}()
	before := settled(t)

	teacher, ada := visits(t, p), visits(t, p)
	teacher.posts("/teach/sign-in", "code="+p.token)
	at, _ := teacher.posts("/teach", "title=Networks&lesson=frames&lesson=websocket-protocol")
	ada.posts("/join/"+strings.TrimPrefix(at, "/teach/classes/"), "name=Ada")
	teacher.posts(at+"/plug", "do=in")
	var run, stream struct{ URL, Trace string }
	var pair, seat struct{ At string }
	_, made := ada.posts("/jams", "")
	decode(t, made, &seat)
	_, made = ada.posts("/runs", `{"script":"websocket-protocol","pace":"full"}`)
	decode(t, made, &run)
	_, made = ada.posts("/runs", `{"script":"sse-stream","pace":"full"}`)
	decode(t, made, &stream)
	_, made = ada.posts("/pairs", "return=stream")
	decode(t, made, &pair)

	host, lab := p.addr.String(), p.labAddr.String()
	for _, of := range []struct {
		who    *visiting
		host   string
		path   string
		socket bool
	}{
		{ada, host, "/class/stream", false}, {ada, host, "/class/plug/stream", false}, {ada, host, "/class/plug/socket", true},
		{teacher, host, at + "/stream", false}, {teacher, host, at + "/stream?screen", false}, {teacher, host, at + "/stream?gradebook", false},
		{ada, host, run.Trace, false}, {ada, host, run.URL, true}, {ada, host, stream.URL, false},
		{ada, host, seat.At + "/socket", true}, {ada, host, seat.At + "/stream", false},
		{ada, host, "/live/board?room=soup", false}, {ada, host, "/live/board?room=soup", true},
		{ada, host, "/live/echo", true}, {ada, host, "/live/band", true}, {ada, host, "/live/clock", false}, {ada, host, "/live/clock?every=60", false},
		{ada, host, "/live/solo", false}, {ada, host, "/live/replies", false},
		{ada, host, pair.At + "/watch", false}, {ada, host, pair.At + "/stream", false}, {ada, host, pair.At + "/socket", true},
		{ada, lab, "/stream", false}, {ada, lab, "/socket", true},
	} {
		dies(t, of.who.opens(of.host, of.path, of.socket))
	}
	const clocks = 6 // of the class's plug and the pair, which go on for a while, and what the runtime has
	if p.conns.Open() < 18 {
		t.Fatalf("%d connections", p.conns.Open())
	}
	after := settled(t)
	for deadline := time.Now().Add(30 * time.Second); (p.conns.Open() > 0 || after > before+clocks) && time.Now().Before(deadline); after = settled(t) {
	}
	if p.conns.Open() > 0 || after > before+clocks {
		buf := make([]byte, 1<<20)
		t.Errorf("%d connections are open, %d goroutines before, %d after:\n%s", p.conns.Open(), before, after, buf[:runtime.Stack(buf, true)])
	}
}

func decode(t *testing.T, text string, to any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), to); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", text, err))
	}
}

// What is promised of a machine that is gone.
func TestDeadClientsAreGivenUpSoon(t *testing.T) {
	t.Parallel()
	if deadWait > 30*time.Second {
		t.Errorf("a dead client is kept for %v", deadWait)
	}
}
