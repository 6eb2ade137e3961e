// Package netcut stands between a program and a server in tests, and does to
// their connections what a network does: it cuts them, or falls silent.
package netcut

import (
	"net"
	"sync"
)

// Proxy relays TCP connections. It is safe for use by many goroutines.
type Proxy struct {
	listener net.Listener
	target   string

	mu     sync.Mutex
	cut    bool
	flows  chan struct{} // closed while bytes flow
	ended  chan struct{} // closed by Close
	conns  map[net.Conn]struct{}
	serves sync.WaitGroup
}

// Start relays what connects to Addr to target, HOST:PORT, until Close.
func Start(target string) (*Proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	flows := make(chan struct{})
	close(flows)
	p := &Proxy{listener: listener, target: target, flows: flows, ended: make(chan struct{}), conns: map[net.Conn]struct{}{}}
	p.serves.Go(p.accept)
	return p, nil
}

// Addr is where to connect, HOST:PORT.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Cut ends every connection, and each that is tried from now on.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = true
	for c := range p.conns {
		_ = c.Close()
	}
}

// Silence lets no byte through from now on, and no connection end: the network is
// gone, and nobody is told. Whoever connects meanwhile is not answered.
func (p *Proxy) Silence() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.flows:
		p.flows = make(chan struct{})
	default:
	}
}

// Heal ends a cut, or a silence, after which what was held back arrives late.
func (p *Proxy) Heal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = false
	select {
	case <-p.flows:
	default:
		close(p.flows)
	}
}

// Close ends everything.
func (p *Proxy) Close() {
	_ = p.listener.Close()
	p.Cut()
	close(p.ended)
	p.serves.Wait()
}

func (p *Proxy) accept() {
	for {
		from, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.serves.Go(func() { p.serve(from) })
	}
}

func (p *Proxy) serve(from net.Conn) {
	defer p.drop(from)
	if !p.keep(from) {
		return
	}
	to, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer p.drop(to)
	if !p.keep(to) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { p.relay(to, from) })
	both.Go(func() { p.relay(from, to) })
	both.Wait()
}

// keep notes a connection; it reports false where it is to end at once.
func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns[c] = struct{}{}
	return !p.cut
}

func (p *Proxy) drop(c net.Conn) {
	_ = c.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// relay copies until one of both ends, and then ends both.
func (p *Proxy) relay(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		p.mu.Lock()
		flows := p.flows
		p.mu.Unlock()
		select {
		case <-flows:
		case <-p.ended:
			return
		}
		if err != nil {
			return
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}
