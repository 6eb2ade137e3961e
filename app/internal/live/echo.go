package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Errors of Echo.Serve. A handshake that was refused wraps ErrNoHandshake.
var (
	ErrTooManyEchoes = errors.New("live: too many echo connections")
	ErrNoHandshake   = errors.New("live: the request is no WebSocket handshake")
)

// Echo is the public echo: every message comes back as it went, text or binary,
// fragments as one message. It serves any client of any Origin and reads no
// cookie.
type Echo struct {
	runs *Runs
	open atomic.Int64
}

// NewEcho returns an echo that ends when rs shuts down.
func NewEcho(rs *Runs) *Echo { return &Echo{runs: rs} }

// Serve upgrades req and returns when the connection has been handed to a
// goroutine of its own, or was refused. It returns ErrTooManyEchoes, while
// MaxEchoes connections are open, or ErrNoHandshake, with nothing written. A
// connection that it refused can still be tapped.
func (e *Echo) Serve(w http.ResponseWriter, req *http.Request) error {
	if e.open.Add(1) > MaxEchoes {
		e.open.Add(-1)
		return ErrTooManyEchoes
	}
	conn, err := upgrader.Upgrade(w, req, nil)
	if err != nil {
		e.open.Add(-1)
		return noHandshake(err)
	}
	if t := tapOf(req.Context()); t != nil {
		t.pass()
	}
	if !e.runs.serve(func() {
		defer e.open.Add(-1)
		defer conn.Close()
		defer e.runs.rescue()
		e.converse(conn)
	}) {
		e.open.Add(-1)
		_ = conn.Close()
	}
	return nil
}

// noHandshake is ErrNoHandshake with its cause where an Upgrade failed with
// nothing written, and nil where the connection has ended.
func noHandshake(err error) error {
	var shake websocket.HandshakeError
	if !errors.As(err, &shake) {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrNoHandshake, shake)
}

func (e *Echo) converse(conn *websocket.Conn) {
	conn.SetReadLimit(MaxEchoMessage)
	alive := func() { _ = conn.SetReadDeadline(time.Now().Add(EchoWait)) }
	alive()
	conn.SetPongHandler(func(string) error { alive(); return nil })
	ping := conn.PingHandler()
	conn.SetPingHandler(func(data string) error { alive(); return ping(data) })
	conn.SetCloseHandler(func(code int, reason string) error {
		return conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(goodbyeWait))
	})
	var beat *time.Timer
	beat = time.AfterFunc(EchoPing, func() {
		if conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(goodbyeWait)) == nil {
			beat.Reset(EchoPing)
		}
	})
	defer beat.Stop()
	stop := context.AfterFunc(e.runs.ctx, func() {
		sendClose(conn, websocket.CloseGoingAway, "shutting down")
		_ = conn.Close()
	})
	defer stop()
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil || badText(conn, kind, message) {
			return
		}
		alive()
		_ = conn.SetWriteDeadline(time.Now().Add(WriteWait))
		if conn.WriteMessage(kind, message) != nil {
			return
		}
	}
}
