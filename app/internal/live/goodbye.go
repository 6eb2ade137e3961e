package live

import (
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// ackClose answers the client's Close, when it has come, and ends the TCP
// connection, which a server does first (RFC 6455 §7.1.1).
func (c *conversation) ackClose() {
	select {
	case heard := <-c.heard:
		_ = c.conn.SetWriteDeadline(time.Now().Add(WriteWait))
		_ = c.conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(heard.Code, heard.Text))
	case <-c.run.ctx.Done():
	}
	c.hangUp()
}

// awaitClose waits for the client's Close where a Close of this server's is to
// answer it: the frame may have been taped and not yet read.
func (c *conversation) awaitClose(step lessons.Step) {
	c.run.mu.Lock()
	answers := c.closeStep > 0 && c.closeStep < step.N
	c.run.mu.Unlock()
	if answers {
		select {
		case <-c.heard:
		case <-c.run.ctx.Done():
		}
	}
}

// drop ends the connection without a Close frame, or resets it. What was sent before
// is given its time, unless the page has sent its Close and gets nothing more.
func (c *conversation) drop(step lessons.Step) {
	c.run.mu.Lock()
	closing := c.closeStep > 0
	c.run.mu.Unlock()
	if !closing && c.run.settle(c.run.ctx) != nil {
		return
	}
	if step.Action == lessons.Reset {
		c.reset()
		return
	}
	c.leave()
	_ = c.tap.Close()
}

// closePayload is the payload of a Close; without a code it has none
// (RFC 6455 §5.5.1).
func closePayload(code int, reason string) []byte {
	if code == 0 {
		return nil
	}
	return wire.AppendClosePayload(nil, uint16(code), reason)
}

// expectsClose reports whether the script is at the client's Close, so that what
// follows it waits for its own row. The request that releases that row travels
// on another connection and may come after the Close; where it answers this
// server's, the browser has sent it by itself, and the row may come any time.
func (c *conversation) expectsClose() bool {
	r := c.run
	r.mu.Lock()
	step, answers := c.closeStep, c.closed
	within := r.within(step)
	r.mu.Unlock()
	switch {
	case step == 0:
		return answers
	case answers:
		return r.gate(r.ctx, step) == nil
	}
	return within && r.gateWithin(step, closeGrace) == nil
}

// afterClose watches the connection until its end. Where the client has answered
// this server's Close, that is at once, for a server ends it first
// (RFC 6455 §7.1.1), unless the script waits for the client to do so.
func (c *conversation) afterClose() {
	c.run.mu.Lock()
	answered := c.closed && !c.run.awaitsEnd(wire.Client)
	c.run.mu.Unlock()
	if answered {
		c.hangUp()
	}
	buf := make([]byte, 512)
	for left := MaxEarly; left > 0; {
		n, err := c.tap.Read(buf)
		if err != nil {
			return
		}
		left -= n
	}
}
