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

// ErrNoHandshake means that a request was refused because it is no WebSocket
// handshake.
var ErrNoHandshake = errors.New("live: the request is no WebSocket handshake")

// WantsWebSocket reports whether a request asks for an upgrade to WebSocket.
func WantsWebSocket(req *http.Request) bool { return websocket.IsWebSocketUpgrade(req) }

// servePlainly upgrades req for a conversation that no script plays, in a
// goroutine of its own. The connection is pinged while it is silent, and ends
// with the server; converse calls alive whenever it has heard something, and
// returns when the connection is over. Over is called once, when all has ended
// or nothing began. It returns ErrNoHandshake with nothing written; such a
// connection can still be tapped.
func (rs *Runs) servePlainly(w http.ResponseWriter, req *http.Request, over func(), converse func(conn *websocket.Conn, alive func())) error {
	return rs.serveBeating(w, req, calmly(), over, converse)
}

// heartbeat is how the client of a WebSocket is asked whether it is still there.
type heartbeat struct {
	every   time.Duration // between two Pings
	silence time.Duration // after so long without a word a Read fails, with a timeout
	pinging func()        // told before each Ping; may be nil
}

// calmly is the heartbeat of whoever has no reason for another.
func calmly() heartbeat { return heartbeat{every: EchoPing, silence: EchoWait} }

// serveBeating is servePlainly with a heartbeat of its own.
func (rs *Runs) serveBeating(w http.ResponseWriter, req *http.Request, h heartbeat, over func(), converse func(conn *websocket.Conn, alive func())) error {
	handed := false
	defer func() {
		if !handed {
			over()
		}
	}()
	conn, err := upgrader.Upgrade(w, req, nil)
	if err != nil {
		return noHandshake(err)
	}
	if t := tapOf(req.Context()); t != nil {
		t.passUnclaimed()
	}
	handed = rs.serve(func() {
		defer over()
		defer conn.Close()
		defer rs.rescue()
		alive, stop := rs.tend(conn, h)
		defer stop()
		converse(conn, alive)
	})
	if !handed {
		_ = conn.Close()
	}
	return nil
}

// bothWays lets tell write to a connection while hear reads from it. When hear has
// returned, gone is closed and leave called, and it returns when tell has. When tell
// has, however that was, the connection is closed.
func (rs *Runs) bothWays(conn *websocket.Conn, hear, leave func(), tell func(gone <-chan struct{})) {
	gone, told := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(told)
		defer conn.Close()
		defer rs.rescue()
		tell(gone)
	}()
	defer func() {
		close(gone)
		leave()
		<-told
	}()
	hear()
}

// awaitAnswer waits until the client has left after a Close, for goodbyeWait.
func awaitAnswer(gone <-chan struct{}) {
	answer := time.NewTimer(goodbyeWait)
	defer answer.Stop()
	select {
	case <-gone:
	case <-answer.C:
	}
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

// tend answers pings and the Close of conn, pings it while it is silent, and
// ends it with the server, until stop.
func (rs *Runs) tend(conn *websocket.Conn, h heartbeat) (alive, stop func()) {
	var heard atomic.Int64 // when, in nanoseconds since began
	began := time.Now()
	alive = func() {
		heard.Store(int64(time.Since(began)))
		_ = conn.SetReadDeadline(time.Now().Add(h.silence))
	}
	alive()
	conn.SetPongHandler(func(string) error { alive(); return nil })
	ping := conn.PingHandler()
	conn.SetPingHandler(func(data string) error { alive(); return ping(data) })
	conn.SetCloseHandler(func(code int, reason string) error {
		return conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(goodbyeWait))
	})
	var beat *time.Timer
	beat = time.AfterFunc(h.every, func() {
		if h.pinging != nil {
			h.pinging()
		}
		if conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(goodbyeWait)) == nil {
			beat.Reset(h.every)
		}
	})
	unhook := context.AfterFunc(rs.ctx, func() {
		sendClose(conn, websocket.CloseGoingAway, "shutting down")
		_ = conn.Close()
	})
	return alive, func() {
		if time.Since(began)-time.Duration(heard.Load()) >= EchoWait { // what a lab makes silent is none of the host's
			told(rs.Silent)
		}
		beat.Stop()
		unhook()
	}
}
