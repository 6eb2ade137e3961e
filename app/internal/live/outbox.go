package live

import (
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// outbox sends text messages on one WebSocket, one after the other, and has a
// goroutine only while there are some: thousands of connections hear nothing most of
// the time, and a goroutine that waits is half of what each of them costs.
type outbox struct {
	runs *Runs
	most int

	mu      sync.Mutex
	conn    *websocket.Conn // nil before open
	waiting [][]byte        // at most most; nil: nothing
	sending bool
	left    bool // nothing more is put
	work    sync.WaitGroup
}

func newOutbox(rs *Runs, most int) *outbox { return &outbox{runs: rs, most: most} }

// open lets what waits be sent, and what is put from now on.
func (o *outbox) open(conn *websocket.Conn) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.conn = conn
	o.begin()
}

// put lets a message be sent, which nobody may change, and does not wait for that.
// It reports false where as many are waiting as may, or the connection has failed.
func (o *outbox) put(message []byte) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.left || len(o.waiting) >= o.most {
		return false
	}
	o.waiting = append(o.waiting, message)
	o.begin()
	return true
}

// begin sends what waits, unless that is being done. o.mu is held.
func (o *outbox) begin() {
	if o.conn != nil && len(o.waiting) > 0 && !o.sending && !o.left {
		o.sending = true
		o.work.Go(o.send)
	}
}

func (o *outbox) send() {
	defer o.runs.rescue()
	for {
		o.mu.Lock()
		if o.left || len(o.waiting) == 0 {
			o.waiting, o.sending = nil, false
			o.mu.Unlock()
			return
		}
		message := o.waiting[0]
		o.waiting = o.waiting[1:]
		o.mu.Unlock()
		_ = o.conn.SetWriteDeadline(time.Now().Add(WriteWait))
		if o.conn.WriteMessage(websocket.TextMessage, message) != nil {
			o.leave()
			o.drop()
		}
	}
}

// drop ends the connection of one who does not keep up, which tells whoever hears
// it.
func (o *outbox) drop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.conn != nil {
		_ = o.conn.Close()
	}
}

// leave lets nothing more be sent.
func (o *outbox) leave() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.left = true
}

// wait returns when nothing is being sent. Leave must have been called.
func (o *outbox) wait() { o.work.Wait() }
