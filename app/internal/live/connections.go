package live

import (
	"errors"
	"net"
	"net/http"
	"os"
	"sync/atomic"
)

// Connections counts the connections of one listener. It is safe for use by many
// goroutines, and the zero Connections has none.
type Connections struct {
	// Slow is told of each connection that did not take within its deadline what was
	// written to it. Optional; set it before the first connection.
	Slow func()

	open, sockets atomic.Int64
}

// Open is how many are open, of whatever protocol.
func (c *Connections) Open() int64 { return c.open.Load() }

// Sockets is how many of them were handed to a WebSocket.
func (c *Connections) Sockets() int64 { return c.sockets.Load() }

// Of counts the connections that l accepts. Pass the result to Listen.
func (c *Connections) Of(l net.Listener) net.Listener { return counting{l, c} }

// Note is an http.Server.ConnState.
func (c *Connections) Note(conn net.Conn, state http.ConnState) {
	t, ok := conn.(*tap)
	if !ok || state != http.StateHijacked {
		return
	}
	if of := t.counted(); of != nil && of.is.CompareAndSwap(isOpen, isSocket) {
		c.sockets.Add(1)
	}
}

// LetGo says of the connection of req, which its handler took from net/http, that it
// carries an event stream: it counts as no WebSocket, and its tap looks on no more.
func LetGo(req *http.Request) {
	if t := tapOf(req.Context()); t != nil {
		t.passUnclaimed()
		if of := t.counted(); of != nil && of.is.CompareAndSwap(isSocket, isOpen) {
			of.counts.sockets.Add(-1)
		}
	}
}

// counted is the counted connection below the tap, and below TLS; nil where there
// is none.
func (t *tap) counted() *counted {
	under := t.Conn
	if secure, ok := under.(interface{ NetConn() net.Conn }); ok { // TLS
		under = secure.NetConn()
	}
	of, _ := under.(*counted)
	return of
}

type counting struct {
	net.Listener
	counts *Connections
}

func (l counting) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.counts.open.Add(1)
	return &counted{Conn: conn, counts: l.counts}, nil
}

// What a counted connection is.
const (
	isOpen int32 = iota
	isSocket
	isClosed
)

type counted struct {
	net.Conn
	counts *Connections
	is     atomic.Int32
	slow   atomic.Bool
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if errors.Is(err, os.ErrDeadlineExceeded) && c.slow.CompareAndSwap(false, true) && c.counts.Slow != nil {
		c.counts.Slow()
	}
	return n, err
}

// Close counts it no more.
func (c *counted) Close() error {
	switch c.is.Swap(isClosed) {
	case isSocket:
		c.counts.sockets.Add(-1)
		fallthrough
	case isOpen:
		c.counts.open.Add(-1)
	}
	return c.Conn.Close()
}

// CloseWrite lets the end of what is written be told while it is still read.
func (c *counted) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// SetLinger is that of TCP.
func (c *counted) SetLinger(sec int) error {
	if lingers, ok := c.Conn.(interface{ SetLinger(sec int) error }); ok {
		return lingers.SetLinger(sec)
	}
	return errors.ErrUnsupported
}
