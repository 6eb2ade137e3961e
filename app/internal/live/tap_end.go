package live

import "net"

// Close ends the connection and tells the run that it ended here.
func (t *tap) Close() error { return t.end(false) }

// reset is Close with a reset, which throws away what has not arrived.
func (t *tap) reset() error {
	conn := t.Conn
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(interface{ SetLinger(sec int) error }); ok {
		_ = tcp.SetLinger(0)
	}
	return t.end(true)
}

func (t *tap) end(reset bool) error {
	t.mu.Lock()
	s, first := t.sink, !t.closed
	t.closed = true
	t.drop()
	t.mu.Unlock()
	if s != nil && first {
		s.ended(false, reset)
	}
	return t.Conn.Close()
}

// endHere ends this side of the connection and tells the run; the other side's
// end is still read.
func (t *tap) endHere() {
	t.mu.Lock()
	s := t.sink
	t.mu.Unlock()
	if s != nil {
		s.ended(false, false)
	}
	_ = t.CloseWrite()
}
