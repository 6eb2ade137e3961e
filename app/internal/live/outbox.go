package live

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/outgoing"
)

// outbox sends text messages on one WebSocket, one after the other.
type outbox struct {
	runs  *Runs
	queue *outgoing.Queue[[]byte]
	conn  atomic.Pointer[websocket.Conn] // nil before open
	work  sync.WaitGroup
}

func newOutbox(rs *Runs, most int) *outbox {
	return &outbox{runs: rs, queue: outgoing.NewQueue[[]byte](most)}
}

// open lets what waits be sent, and what is put from now on.
func (o *outbox) open(conn *websocket.Conn) {
	o.conn.Store(conn)
	o.work.Add(1)
	o.queue.Open(o.send, o.work.Done)
}

// put lets a message be sent, which nobody may change, and does not wait for that.
// It reports false where as many are waiting as may, or the connection has failed.
func (o *outbox) put(message []byte) bool { return o.queue.Put(message) }

func (o *outbox) send(messages [][]byte) (more bool) {
	defer o.runs.rescue()
	conn := o.conn.Load()
	for _, message := range messages {
		_ = conn.SetWriteDeadline(time.Now().Add(WriteWait))
		if conn.WriteMessage(websocket.TextMessage, message) != nil {
			o.drop()
			return false
		}
	}
	return true
}

// drop ends the connection of one who does not keep up, which tells whoever hears
// it.
func (o *outbox) drop() {
	if conn := o.conn.Load(); conn != nil {
		_ = conn.Close()
	}
}

// leave lets nothing more be sent.
func (o *outbox) leave() { o.queue.Drop() }

// wait returns when nothing is being sent. Open and leave must have been called.
func (o *outbox) wait() { o.work.Wait() }
