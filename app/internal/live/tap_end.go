package live

import "net"

// Close ends the connection and tells the run that it ended here: at the thaw,
// where its link is frozen.
func (t *tap) Close() error {
	if l := t.link.Load(); l != nil && l.close(t.Conn) {
		return nil
	}
	t.endedHere(false)
	return t.Conn.Close()
}

// reset ends the connection with a TCP reset instead of an end: what was sent and
// has not arrived is lost (SO_LINGER 0). Under TLS no close_notify comes before it.
func (t *tap) reset() error {
	under := t.Conn
	if secure, ok := under.(interface{ NetConn() net.Conn }); ok {
		under = secure.NetConn()
	}
	lingers, ok := under.(interface{ SetLinger(sec int) error })
	resets := ok && lingers.SetLinger(0) == nil
	t.endedHere(resets)
	return under.Close()
}

// endedHere tells the run, once, that the connection ended here.
func (t *tap) endedHere(reset bool) {
	t.mu.Lock()
	s, first := t.sink, !t.closed
	t.closed = true
	t.drop()
	t.mu.Unlock()
	if s != nil && first {
		s.ended(false, reset)
	}
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
