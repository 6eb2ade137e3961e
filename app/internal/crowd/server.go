package crowd

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// server is the small server: one handshake at a time.
type server struct {
	url  string
	http *http.Server
	ctx  context.Context // ends with it
	stop context.CancelFunc
	done chan struct{}

	waiting chan struct{} // handshakes that wait, or are under way
	working sync.Mutex    // whoever holds it is under way

	mu    sync.Mutex
	small bool // it takes its time; at first it does not
	away  bool
	conns map[net.Conn]struct{} // all that are open
}

// open listens on a port of this machine's own that nobody else knows.
func open() (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{url: "ws://" + l.Addr().String() + "/", done: make(chan struct{}), waiting: make(chan struct{}, Backlog), conns: map[net.Conn]struct{}{}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.http = &http.Server{Handler: http.HandlerFunc(s.shake), ReadTimeout: Patience, WriteTimeout: Patience}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(door{l, s}) // until close
	}()
	return s, nil
}

// close ends it, with all its connections.
func (s *server) close() {
	s.stop()
	s.cut()
	_ = s.http.Close()
	<-s.done
}

// cut resets every connection at one moment, and from then on each that comes.
func (s *server) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.small, s.away = true, true
	for conn := range s.conns {
		abort(conn)
	}
	clear(s.conns)
}

func (s *server) comeBack() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = false
}

// door is the listener. While the server is away each connection is reset, as a
// machine does where no program listens.
type door struct {
	net.Listener
	server *server
}

func (d door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if d.server.admit(conn) {
			return guest{conn, d.server}, nil
		}
		abort(conn)
	}
}

func (s *server) admit(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away || s.ctx.Err() != nil {
		return false
	}
	s.conns[conn] = struct{}{}
	return true
}

// guest is a connection that the server knows until it is closed.
type guest struct {
	net.Conn
	server *server
}

func (g guest) Close() error {
	g.server.mu.Lock()
	delete(g.server.conns, g.Conn)
	g.server.mu.Unlock()
	return g.Conn.Close()
}

// abort ends a connection with a TCP reset.
func abort(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

var upgrader = websocket.Upgrader{ReadBufferSize: 256, WriteBufferSize: 256}

// shake answers a handshake when it is its turn, or refuses it.
func (s *server) shake(w http.ResponseWriter, r *http.Request) {
	if s.isSmall() {
		select {
		case s.waiting <- struct{}{}:
			defer func() { <-s.waiting }()
		default:
			http.Error(w, "too many at once", http.StatusServiceUnavailable)
			return
		}
		s.working.Lock()
		defer s.working.Unlock()
		work := time.NewTimer(Handshake)
		defer work.Stop()
		select {
		case <-work.C:
		case <-s.ctx.Done():
			return
		}
	}
	// Nothing is said on it: it is open until it is cut. Upgrade itself answers what
	// is no handshake.
	_, _ = upgrader.Upgrade(w, r, nil)
}

func (s *server) isSmall() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.small
}
