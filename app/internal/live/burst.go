package live

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// ErrTooManyBursts is an error of Burst.Serve.
var ErrTooManyBursts = errors.New("live: too many bursts")

// Burst is a public socket that sends numbers, each a text message of its own, as
// fast as they are taken. It serves any client of any Origin and reads no cookie.
type Burst struct {
	runs *Runs
	lent *Lent
}

// NewBurst returns a burst that ends when rs shuts down.
func NewBurst(rs *Runs) *Burst { return &Burst{runs: rs, lent: NewLent(MaxBursts)} }

// Serve upgrades req, and returns when the connection has been handed to a
// goroutine of its own, or was refused. The client gets the numbers from 1 to n
// and then a Close with 1000, unless it leaves before. Serve returns
// ErrTooManyBursts, while MaxBursts connections are open or half as many from that
// address, or ErrNoHandshake, with nothing written.
func (b *Burst) Serve(w http.ResponseWriter, req *http.Request, address string, n int) error {
	give, lent := b.lent.Take(address)
	if !lent {
		return ErrTooManyBursts
	}
	return b.runs.servePlainly(w, req, give, func(conn *websocket.Conn, _ func()) { count(conn, n) })
}

// earlier is the earlier of two times.
func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func count(conn *websocket.Conn, n int) {
	conn.SetReadLimit(MaxBurstMessage)
	until := time.Now().Add(BurstWait)
	for i := 1; i <= n; i++ {
		_ = conn.SetWriteDeadline(earlier(time.Now().Add(WriteWait), until))
		if conn.WriteMessage(websocket.TextMessage, strconv.AppendInt(nil, int64(i), 10)) != nil {
			return
		}
	}
	sendClose(conn, websocket.CloseNormalClosure, "")
	// What the client says meanwhile is of no interest, except its Close. A deadline
	// would move with each of its Pings.
	late := time.AfterFunc(goodbyeWait, func() { _ = conn.Close() })
	defer late.Stop()
	for {
		if _, _, err := conn.NextReader(); err != nil {
			return
		}
	}
}
