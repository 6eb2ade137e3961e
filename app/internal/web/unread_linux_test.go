package web

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/stream"
)

// promised is within how long a client is dropped that takes nothing of what is
// written to it.
const promised = 15 * time.Second

// Whatever else waits for a client, each write has a deadline.
func TestWhoNeverReadsIsDroppedInTime(t *testing.T) {
	for name, d := range map[string]time.Duration{"an event stream": stream.WriteWait, "a connection": live.WriteWait} {
		if d > promised {
			t.Errorf("%s waits for %v", name, d)
		}
	}
}

// hurry is how much faster the deadlines of writes pass in the test below.
const hurry = 10

// hurried is a listener whose connections have small buffers and little time.
type hurried struct {
	net.Listener
	open *atomic.Int64
}

func (l hurried) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	tcp := c.(*net.TCPConn)
	_ = tcp.SetWriteBuffer(4 << 10)
	l.open.Add(1)
	return &hurriedConn{TCPConn: tcp, open: l.open}, nil
}

type hurriedConn struct {
	*net.TCPConn
	open   *atomic.Int64
	closed atomic.Bool
	due    atomic.Pointer[time.Time]
}

// A deadline may be set for several writes; each has what is left of it.
func (c *hurriedConn) Write(b []byte) (int, error) {
	if due := c.due.Load(); due != nil {
		_ = c.TCPConn.SetWriteDeadline(hurriedTo(*due))
	}
	return c.TCPConn.Write(b)
}

func (c *hurriedConn) SetWriteDeadline(at time.Time) error {
	c.due.Store(&at)
	return c.TCPConn.SetWriteDeadline(hurriedTo(at))
}

func hurriedTo(due time.Time) time.Time {
	if left := time.Until(due); left > 0 {
		return time.Now().Add(left / hurry)
	}
	return due
}

func (c *hurriedConn) Close() error {
	if c.closed.CompareAndSwap(false, true) {
		c.open.Add(-1)
	}
	return c.TCPConn.Close()
}

// unread asks for a path on a connection of its own, and never reads.
func (b *browser) unread(path string, socket bool) net.Conn {
	b.t.Helper()
	small := net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) {
			_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 2<<10)
		})
	}}
	host := strings.TrimPrefix(b.site.URL, "http://")
	conn, err := small.Dial("tcp", host)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { conn.Close() })
	head := "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nCookie: " + b.cookies() + "\r\n"
	if socket {
		head += "Origin: http://" + host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	}
	if _, err := io.WriteString(conn, head+"\r\n"); err != nil {
		b.t.Fatal(err)
	}
	return conn
}

// floods says something again and again, as long as it is taken.
func floods(conn net.Conn, text string) {
	var all []byte
	for range 100 {
		// A mask of zeros leaves the text as it is.
		all = append(append(append(all, 0x81, 0x80|byte(len(text))), 0, 0, 0, 0), text...)
	}
	for {
		if _, err := conn.Write(all); err != nil {
			return
		}
	}
}

// Two hundred clients never read: every one is dropped, nobody else misses
// anything meanwhile, and nothing stays of them.
func TestTwoHundredWhoNeverRead(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open atomic.Int64
	s := newSiteOn(t, hurried{l, &open}, func(o *Options) { o.InstructorToken = testToken })
	teacher := s.teacher()
	code := teacher.makes("Networks", nil)
	ada, bob, eve := s.joins(code, "Ada"), s.joins(code, "Bob"), s.joins(code, "Eve")
	run := ada.walks("websocket-protocol").run
	teacher.leads(code, "/pace", "do", "together", "lesson", "websocket-protocol").must(t, http.StatusNoContent)

	// Who reads.
	class, cockpit := bob.tape("/class/stream"), teacher.tape(cockpitPath(code)+"/stream")
	class.until("the class", hears("class"))
	cockpit.until("what it shows", hears("fresh"))
	heard := s.reading(t, "/live/board?room=soup")
	socket, _, err := bob.socket("/live/board?room=stew", s.URL)
	if err != nil {
		t.Fatal(err)
	}
	echo, _, err := bob.socket("/live/echo", s.URL)
	if err != nil {
		t.Fatal(err)
	}
	player := bob.plays(bob.seat())

	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	before, goroutines, memory := open.Load(), quiet(), heap()

	// Who does not.
	many := 0
	never := func(n int, b *browser, path string, socket bool) (all []net.Conn) {
		for range n {
			all = append(all, b.unread(path, socket))
		}
		many += n
		return all
	}
	at := cockpitPath(code)
	never(50, eve, "/class/stream", false)
	never(14, ada, run.Trace, false)
	never(12, teacher, at+"/stream", false)
	never(12, teacher, at+"/stream?screen", false)
	never(15, eve, "/live/board?room=soup", false)
	never(15, eve, "/live/board?room=stew", true)
	never(20, eve, "/live/burst?n=10000", false)
	never(20, eve, "/live/burst?n=10000", true)
	var seats []string
	for range live.MaxJamSeatsPerVisitor {
		seat := eve.seat()
		seats = append(seats, seat)
		never(1, eve, seat+"/socket", true)
		never(1, eve, seat+"/stream", false)
	}
	for _, c := range never(20, eve, "/live/echo", true) {
		go floods(c, strings.Repeat("x", 100))
	}
	for _, c := range never(14, eve, "/live/band", true) {
		go floods(c, "no pad")
	}
	if many != 200 {
		t.Fatalf("%d clients do not read", many)
	}
	eventually(t, "them to be connected", func() bool { return open.Load() >= before+120 }) // the first are dropped by now

	// Everybody else goes on, message by message.
	page := strings.Repeat("x", live.MaxBoardMessage-10)
	for n := 1; n <= 60; n++ {
		step := n%9 + 1
		teacher.leads(code, "/pace", "do", "goto", "step", fmt.Sprint(step)).must(t, http.StatusNoContent)
		class.state(fmt.Sprint("step ", step), func(c classState) bool { return c.Pacing != nil && c.Pacing.Step == step })
		if n <= 30 { // as many as a room takes in a row
			text := fmt.Sprint(n, " ", page)
			s.ask(http.MethodPost, "/live/board?room=soup", text)
			s.ask(http.MethodPost, "/live/board?room=stew", text)
			if got := <-heard; got != text {
				t.Fatalf("message %d on the board is %.20q", n, got)
			}
			if _, got, err := socket.ReadMessage(); err != nil || string(got) != text {
				t.Fatalf("message %d on the board's socket is %.20q, %v", n, got, err)
			}
		}
		if err := echo.WriteMessage(websocket.TextMessage, []byte(fmt.Sprint(n))); err != nil {
			t.Fatal(err)
		}
		if _, got, err := echo.ReadMessage(); err != nil || string(got) != fmt.Sprint(n) {
			t.Fatalf("the echo answers %q, %v", got, err)
		}
		for _, seat := range seats {
			eve.post(seat+"/notes", url.Values{"play": {"E4"}})
		}
		if n%6 == 0 {
			presses(t, player, "C4")
			hearsNext(t, player, isNote)
		}
	}
	if got := s.get("/live/burst?n=10000"); got.StatusCode != http.StatusOK || !strings.HasSuffix(got.body, "id: 10000\ndata: 10000\n\n") {
		t.Errorf("a burst meanwhile: %s", got.Status)
	}
	class.goes("it reads")
	cockpit.goes("it reads")
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	eventually(t, "those who do not read to be dropped", func() bool { return open.Load() <= before })
	eventually(t, "what worked for them to end", func() bool { return runtime.NumGoroutine() <= goroutines+2 })
	if now := heap(); now > memory+16<<20 {
		t.Errorf("%d KiB were in use before, %d are after", memory>>10, now>>10)
	}
}

// quiet is the number of goroutines once it has stopped falling.
func quiet() int {
	least, since := runtime.NumGoroutine(), time.Now()
	for time.Since(since) < 300*time.Millisecond {
		time.Sleep(10 * time.Millisecond)
		if n := runtime.NumGoroutine(); n < least {
			least, since = n, time.Now()
		}
	}
	return least
}

// heap is what is in use.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
