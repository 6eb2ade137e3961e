package live

import (
	"net/http"

	"github.com/gorilla/websocket"
)

// Serve reads and publishes in a room over one WebSocket: each text message that
// comes is published, and each that is published is sent. It returns when the
// connection has been handed to goroutines of its own, or was refused: then with
// ErrBoardFull or ErrNoHandshake, and nothing written.
func (b *Board) Serve(w http.ResponseWriter, req *http.Request, name string) error {
	box := newOutbox(b.runs, boardQueue)
	reader, err := b.join(name, box)
	if err != nil {
		return err
	}
	return b.runs.servePlainly(w, req, reader.Leave, func(conn *websocket.Conn, alive func()) {
		box.open(conn)
		defer box.wait()
		defer reader.Leave()
		b.hear(conn, name, alive)
	})
}

// hear publishes what comes until the connection ends or does not keep to the
// board's bounds.
func (b *Board) hear(conn *websocket.Conn, name string, alive func()) {
	conn.SetReadLimit(MaxBoardMessage)
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil || badText(conn, kind, message) {
			return
		}
		alive()
		if kind != websocket.TextMessage {
			sendClose(conn, websocket.CloseUnsupportedData, "the board takes text")
			return
		}
		if b.Publish(name, message) != nil { // its own reader is there, so it is too fast
			sendClose(conn, websocket.ClosePolicyViolation, "too many messages in a row")
			return
		}
	}
}
