package live

import (
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// ErrTooManyEchoes is an error of Echo.Serve.
var ErrTooManyEchoes = errors.New("live: too many echo connections")

// Echo is the public echo: every message comes back as it went, text or binary,
// fragments as one message. It serves any client of any Origin and reads no
// cookie.
type Echo struct {
	runs *Runs
	lent *Lent
}

// NewEcho returns an echo that ends when rs shuts down.
func NewEcho(rs *Runs) *Echo { return &Echo{runs: rs, lent: NewLent(MaxEchoes)} }

// Serve upgrades req and returns when the connection has been handed to a
// goroutine of its own, or was refused. Where drop is not 0, the TCP connection
// is ended after that time without a Close, as if the server had crashed. It
// returns ErrTooManyEchoes, while MaxEchoes connections are open or half as many
// from that address, or ErrNoHandshake, with nothing written.
func (e *Echo) Serve(w http.ResponseWriter, req *http.Request, address string, drop time.Duration) error {
	give, lent := e.lent.Take(address)
	if !lent {
		return ErrTooManyEchoes
	}
	return e.runs.servePlainly(w, req, give, func(conn *websocket.Conn, alive func()) {
		if drop > 0 {
			crash := time.AfterFunc(drop, func() { _ = conn.Close() })
			defer crash.Stop()
		}
		echo(conn, alive)
	})
}

func echo(conn *websocket.Conn, alive func()) {
	conn.SetReadLimit(MaxEchoMessage)
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
