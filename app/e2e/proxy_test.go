package e2e

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
)

// proxy stands between the browser and the program, so that a test can do to
// their connections what a bad network does.
type proxy struct {
	listener net.Listener

	mu     sync.Mutex
	target string
	pairs  map[*pair]bool
	thawed chan struct{} // closed while bytes flow
	words  []byte        // what no request may contain; nil: anything
}

// pair is the browser's connection and the one to the program that it feeds.
type pair struct {
	browser, program *net.TCPConn

	mu    sync.Mutex
	asked []byte // the first bytes that the browser sent
}

// startProxy relays to the program until the test ends.
func startProxy(t *testing.T) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	flowing := make(chan struct{})
	close(flowing)
	p := &proxy{listener: listener, target: "127.0.0.1:" + wirewalk.port, pairs: map[*pair]bool{}, thawed: flowing}
	go p.accept()
	t.Cleanup(func() {
		_ = listener.Close()
		p.each(func(c *pair) { c.close() })
	})
	return p
}

func (p *proxy) port() string {
	_, port, _ := net.SplitHostPort(p.listener.Addr().String())
	return port
}

// reset ends with a TCP RST, towards both ends, every connection whose newest
// request names path.
func (p *proxy) reset(path string) (n int) {
	p.each(func(c *pair) {
		if c.asks(path) {
			_ = c.browser.SetLinger(0)
			_ = c.program.SetLinger(0)
			c.close()
			n++
		}
	})
	return n
}

// cut ends such connections in good order, with a FIN both ways.
func (p *proxy) cut(path string) (n int) {
	p.each(func(c *pair) {
		if c.asks(path) {
			c.close()
			n++
		}
	})
	return n
}

// lead relays what connects from now on to another port of this machine.
func (p *proxy) lead(port string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = "127.0.0.1:" + port
}

// freeze stops all bytes until thaw is called; no connection ends.
func (p *proxy) freeze() (thaw func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	stopped := make(chan struct{})
	p.thawed = stopped
	return sync.OnceFunc(func() { close(stopped) })
}

// refuse ends every connection on which the browser sends these words from now on.
func (p *proxy) refuse(words string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.words = []byte(words)
}

func (p *proxy) refuses(b []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.words != nil && bytes.Contains(b, p.words)
}

func (p *proxy) accept() {
	for {
		from, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		target := p.target
		p.mu.Unlock()
		to, err := net.Dial("tcp", target)
		if err != nil {
			_ = from.Close()
			continue
		}
		c := &pair{browser: from.(*net.TCPConn), program: to.(*net.TCPConn)}
		p.mu.Lock()
		p.pairs[c] = true
		p.mu.Unlock()
		go p.serve(c)
	}
}

func (p *proxy) serve(c *pair) {
	var both sync.WaitGroup
	both.Go(func() { p.relay(c, c.program, c.browser) })
	both.Go(func() { p.relay(c, c.browser, c.program) })
	both.Wait()
	c.close()
	p.mu.Lock()
	delete(p.pairs, c)
	p.mu.Unlock()
}

// relay copies until one end is done, and tells the other.
func (p *proxy) relay(c *pair, to, from *net.TCPConn) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		<-p.flowing()
		if from == c.browser {
			c.saw(buffer[:n])
			if p.refuses(buffer[:n]) {
				c.close()
				return
			}
		}
		if _, werr := to.Write(buffer[:n]); werr != nil {
			c.close()
			return
		}
		switch {
		case err == io.EOF:
			_ = to.CloseWrite()
			return
		case err != nil:
			c.close()
			return
		}
	}
}

func (p *proxy) flowing() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.thawed
}

func (p *proxy) each(do func(*pair)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.pairs {
		do(c)
	}
}

// saw keeps the start of what the browser sends: its request line, and on a
// connection that is used again that of the newest request.
func (c *pair) saw(b []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if bytes.HasPrefix(b, []byte("GET ")) || bytes.HasPrefix(b, []byte("POST ")) {
		c.asked = nil
	}
	const enough = 256
	c.asked = append(c.asked, b[:min(len(b), max(0, enough-len(c.asked)))]...)
}

func (c *pair) asks(path string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	line, _, _ := bytes.Cut(c.asked, []byte("\r\n"))
	return bytes.Contains(line, []byte(path))
}

func (c *pair) close() {
	_ = c.browser.Close()
	_ = c.program.Close()
}
