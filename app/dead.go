package main

import (
	"net"
	"time"
)

// deadWait is how long a connection is kept whose other end answers nothing, not
// even to TCP: a phone out of range, a machine that lost its power. It is longer
// than a network hiccups. Nothing above TCP can tell so of an event stream, on
// which a client never says anything; the system alone would take a quarter of an
// hour.
const deadWait = 30 * time.Second

// reaping gives connections up whose other end is dead.
type reaping struct {
	net.Listener
	after time.Duration
}

func (l reaping) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		// Of a connection that is idle. Where the system cannot do either, it keeps
		// its own time.
		const probes = 3
		_ = tcp.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: l.after / 2, Interval: l.after / 2 / probes, Count: probes})
		_ = giveUp(tcp, l.after)
	}
	return conn, err
}
