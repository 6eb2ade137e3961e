package web

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/gorilla/websocket"
)

// pipes is a listener whose connections have both ends in this process, so that
// what waits for them lets the time of a bubble pass.
type pipes struct {
	accepted chan net.Conn
	done     chan struct{}
	close    func()
}

func newPipes() *pipes {
	p := &pipes{accepted: make(chan net.Conn), done: make(chan struct{})}
	p.close = sync.OnceFunc(func() { close(p.done) })
	return p
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.accepted:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.close(); return nil }
func (p *pipes) Addr() net.Addr { return roomAddr("classroom.test") }

// dial connects from the address of a room.
func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.accepted <- fromRoom{theirs}:
		return ours, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type roomAddr string

func (roomAddr) Network() string  { return "tcp" }
func (a roomAddr) String() string { return string(a) }

type fromRoom struct{ net.Conn }

func (fromRoom) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 50000} }
func (fromRoom) LocalAddr() net.Addr  { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80} }

// inBubble runs a test with a site whose time is the test's own: it passes while
// everybody waits, and only then.
func inBubble(t *testing.T, with func(*Options), test func(t *testing.T, s *site)) {
	realCourse(t) // what is kept for all tests is made outside
	synctest.Test(t, func(t *testing.T) {
		p := newPipes()
		s := newSiteOn(t, p, func(o *Options) {
			o.InstructorToken = testToken
			if with != nil {
				with(o)
			}
		})
		transport := &http.Transport{DialContext: p.dial}
		s.transport, s.dialer = transport, &websocket.Dialer{NetDialContext: p.dial}
		t.Cleanup(transport.CloseIdleConnections)
		test(t, s)
	})
}
