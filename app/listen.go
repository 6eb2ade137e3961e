package main

import (
	"errors"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
)

// listen opens the address of a setting. Its error is a *settingError.
func listen(flag, addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	var noHost *net.DNSError
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		used := wrong(flag, "is %s, which another program uses; stop that one, or choose another port, such as --%s %s", addr, flag, another(addr))
		used.cause = err
		return nil, used
	case errors.Is(err, os.ErrPermission):
		return nil, wrong(flag, "is %s, which this user may not open; choose a port above 1023, such as --%s %s", addr, flag, another(addr))
	case errors.Is(err, syscall.EADDRNOTAVAIL), errors.As(err, &noHost):
		return nil, wrong(flag, "is %s, which is no address of this machine; leave the host out to listen on all", addr)
	}
	return nil, wrong(flag, "is %s, which cannot be opened (%v); choose another", addr, err)
}

// another is the same host with a port that nobody is using just now.
func another(addr string) string {
	host, _, _ := net.SplitHostPort(addr)
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return ":0"
	}
	defer l.Close()
	return net.JoinHostPort(host, strconv.Itoa(portNumber(l.Addr())))
}

// newcomers are connections on which no byte has come yet: browsers open some
// in advance. http.Server.Shutdown would wait 5 s for each to say something.
type newcomers struct {
	mu     sync.Mutex
	conns  map[net.Conn]struct{}
	closed bool
}

func newNewcomers() *newcomers { return &newcomers{conns: map[net.Conn]struct{}{}} }

// note is an http.Server.ConnState.
func (n *newcomers) note(c net.Conn, state http.ConnState) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(n.conns, c)
	case n.closed:
		_ = c.Close()
	default:
		n.conns[c] = struct{}{}
	}
}

// close closes them, and those that still come.
func (n *newcomers) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.closed = true
	for c := range n.conns {
		_ = c.Close()
	}
}
