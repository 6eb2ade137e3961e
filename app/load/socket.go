package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// writeWait bounds a write of the student's; a frame of a lesson fits any
// socket buffer.
const writeWait = 5 * time.Second

// socket is a WebSocket as a page has it: made at once, open some time later.
type socket struct {
	opened chan struct{} // closed when the handshake is done
	heard  chan string   // text messages
	ended  chan struct{} // closed when nothing comes any more; err says why

	conn *websocket.Conn // set before opened is closed
	err  error           // set before ended is closed
	stop context.CancelFunc
}

// newSocket starts the handshake in the background. It lasts as long as the
// server holds it; only ctx or close ends it.
func newSocket(ctx context.Context, d websocket.Dialer, address, origin string) *socket {
	ctx, stop := context.WithCancel(ctx)
	s := &socket{opened: make(chan struct{}), heard: make(chan string, 16), ended: make(chan struct{}), stop: stop}
	dial := d.NetDialContext
	d.NetDialContext = func(c context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(c, network, address)
		if err == nil {
			// The handshake itself does not look at a context.
			context.AfterFunc(ctx, func() { _ = conn.Close() })
		}
		return conn, err
	}
	go func() {
		defer stop()
		defer close(s.ended)
		conn, answer, err := d.DialContext(ctx, address, http.Header{"Origin": {origin}})
		if err != nil {
			s.err = fmt.Errorf("the handshake failed: %s", bare(err))
			if answer != nil {
				s.err = fmt.Errorf("the handshake was answered with %s", answer.Status)
			}
			return
		}
		s.conn = conn
		close(s.opened)
		for {
			_, message, err := conn.ReadMessage()
			if err != nil {
				s.err = err
				awaitEnd(conn)
				return
			}
			select {
			case s.heard <- string(message):
			case <-ctx.Done():
				s.err = ctx.Err()
				return
			}
		}
	}()
	return s
}

// endWait is how long Chromium leaves it to the server to end the TCP
// connection after the closing handshake (RFC 6455 §7.1.1).
const endWait = 2 * time.Second

func awaitEnd(conn *websocket.Conn) {
	_ = conn.NetConn().SetReadDeadline(time.Now().Add(endWait))
	_, _ = io.Copy(io.Discard, conn.NetConn())
}

func (s *socket) do(r row) error {
	if r.act == none || r.act == connect {
		return nil
	}
	select {
	case <-s.opened:
	default:
		return errors.New("the socket is not open, so the browser cannot do its part")
	}
	until := time.Now().Add(writeWait)
	var err error
	switch r.act {
	case send:
		_ = s.conn.SetWriteDeadline(until)
		err = s.conn.WriteMessage(websocket.TextMessage, []byte(r.text))
	case leave:
		err = s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), until)
	}
	if err != nil {
		return fmt.Errorf("the browser's part: %s", bare(err))
	}
	return nil
}

func (s *socket) check(ctx context.Context, r row) error {
	switch r.state {
	case connecting:
		select {
		case <-s.opened:
			return errors.New("the socket is open already")
		case <-s.ended:
			return s.err
		default:
		}
	case open:
		return s.checkOpen(ctx, r)
	case closing:
		select {
		case <-s.ended:
			return fmt.Errorf("the socket ended before its Close was answered: %s", bare(s.err))
		default:
		}
	case closed:
		return s.endedWith(ctx, websocket.CloseNormalClosure)
	}
	return nil
}

func (s *socket) checkOpen(ctx context.Context, r row) error {
	select {
	case <-s.opened:
	case <-s.ended:
		return s.err
	case <-ctx.Done():
		return errors.New("the socket did not open")
	}
	if r.hears == "" {
		select {
		case <-s.ended:
			return fmt.Errorf("the socket ended: %s", bare(s.err))
		default:
			return nil
		}
	}
	select {
	case text := <-s.heard:
		if text != r.hears {
			return fmt.Errorf("the message %q arrived instead of %q", text, r.hears)
		}
	case <-s.ended:
		return fmt.Errorf("the socket ended before %q arrived: %s", r.hears, bare(s.err))
	case <-ctx.Done():
		return fmt.Errorf("the message %q did not arrive", r.hears)
	}
	return nil
}

// goodbye is a Close with 1001 (RFC 6455 §7.4.1).
func (s *socket) goodbye(ctx context.Context) error {
	return s.endedWith(ctx, websocket.CloseGoingAway)
}

// endedWith waits for the server's Close and for nothing but it.
func (s *socket) endedWith(ctx context.Context, code int) error {
	select {
	case <-s.ended:
	case <-ctx.Done():
		return errors.New("the server's Close did not arrive")
	}
	select {
	case text := <-s.heard:
		return fmt.Errorf("the message %q arrived before the Close", text)
	default:
	}
	var c *websocket.CloseError
	if !errors.As(s.err, &c) || c.Code == websocket.CloseAbnormalClosure {
		return fmt.Errorf("the socket ended without a Close: %s", bare(s.err))
	}
	if c.Code != code {
		return fmt.Errorf("the Close carried %d instead of %d", c.Code, code)
	}
	return nil
}

func (s *socket) close() {
	s.stop()
	<-s.ended
}
