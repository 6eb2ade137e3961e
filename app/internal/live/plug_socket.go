package live

import (
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"
)

// ServeSocket opens the WebSocket of a person, which carries a plug's messages
// from the newest on; what the client says is not read. An older one of the same
// person gets a Close with 1000. Left is as that of Join, and may have been called
// where the error is ErrNoHandshake. It returns when the connection has been handed
// to goroutines of its own, or was refused: then with ErrPlugsFull, ErrPlugOver or
// ErrNoHandshake, and nothing written. The caller has checked the Origin.
func (p *Plugs) ServeSocket(w http.ResponseWriter, req *http.Request, name, person string, left func()) error {
	return p.serveSocket(w, req, name, person, left, calmly(), nil)
}

// serveSocket is ServeSocket with a heartbeat of its own. Did, where it is not
// nil, is told what is done on the connection.
func (p *Plugs) serveSocket(w http.ResponseWriter, req *http.Request, name, person string, left func(), h heartbeat, did func(PairDeed, int)) error {
	if !WantsWebSocket(req) { // it takes nobody's place
		return ErrNoHandshake
	}
	reader, err := p.take(name, person, socketSide, "", nil, left)
	if err != nil {
		return err
	}
	reader.did = did
	return p.runs.serveBeating(w, req, h, reader.Leave, func(conn *websocket.Conn, alive func()) {
		reader.opened(conn.NetConn())
		p.runs.bothWays(conn, func() {
			err := ignore(conn, alive)
			if did != nil {
				did(endedBy(err), 0)
			}
		}, reader.Leave, func(gone <-chan struct{}) { p.tell(conn, reader, gone) })
	})
}

// tell sends the messages until the connection is to end, and ends it.
func (p *Plugs) tell(conn *websocket.Conn, reader *PlugReader, gone <-chan struct{}) {
	for {
		messages, err := reader.Next(p.runs.ctx)
		for _, m := range messages {
			_ = conn.SetWriteDeadline(time.Now().Add(WriteWait))
			if conn.WriteMessage(websocket.TextMessage, m.Data) != nil {
				return
			}
		}
		switch {
		case err == nil:
			continue
		case p.runs.ctx.Err() != nil:
			<-gone // tend says goodbye
			return
		case errors.Is(err, ErrPlugTaken):
			sendClose(conn, websocket.CloseNormalClosure, "another page of yours took this place")
		case errors.Is(err, ErrPlugOver):
			sendClose(conn, websocket.CloseNormalClosure, "the plug was put away")
		case errors.Is(err, errPlugOut):
			sendClose(conn, websocket.CloseNormalClosure, "you are in this class no more")
		default: // cut, maybe before there was a connection to cut
			return
		}
		awaitAnswer(gone)
		return
	}
}

// errTalks ends a connection on which too much is said that nobody reads.
var errTalks = errors.New("live: too many messages that nobody reads")

// ignore reads what comes, for the sake of pings and the Close, until the
// connection is over, and returns how that is. Who floods it gets a Close with 1008.
func ignore(conn *websocket.Conn, alive func()) error {
	conn.SetReadLimit(MaxPlugTalk)
	pace := rate.NewLimiter(TalkRate, TalkBurst)
	for {
		if _, _, err := conn.NextReader(); err != nil {
			return err
		}
		if !pace.Allow() {
			sendClose(conn, websocket.ClosePolicyViolation, "nobody reads what you send here")
			return errTalks
		}
		alive()
	}
}

// endedBy is what this server did when a Read failed: with a timeout, it gave the
// connection up.
func endedBy(err error) PairDeed {
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
		return DeedGaveUp
	}
	return DeedOver
}
