package live

import (
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// Serve reads and publishes in a room over one WebSocket: each text message that
// comes is published, and each that is published is sent. It returns when the
// connection has been handed to goroutines of its own, or was refused: then with
// ErrBoardFull or ErrNoHandshake, and nothing written.
func (b *Board) Serve(w http.ResponseWriter, req *http.Request, name string) error {
	reader, err := b.Join(name)
	if err != nil {
		return err
	}
	return b.runs.servePlainly(w, req, reader.Leave, func(conn *websocket.Conn, alive func()) {
		b.runs.bothWays(conn, func() { b.hear(conn, name, alive) }, reader.Leave, func(<-chan struct{}) { b.tell(conn, reader) })
	})
}

// tell sends what is published until the reader has left or was dropped, which the
// end of the connection tells its page.
func (b *Board) tell(conn *websocket.Conn, reader *Reader) {
	for message := range reader.Messages() {
		_ = conn.SetWriteDeadline(time.Now().Add(WriteWait))
		if conn.WriteMessage(websocket.TextMessage, message) != nil {
			return
		}
	}
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
