package live

import (
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// conversation is an upgraded connection. Its frames are written as they are, each
// in one Write unless it is longer than MaxWrite; the library reads, answers Pings
// and sends Closes.
type conversation struct {
	*line
	conn  *websocket.Conn
	heard chan *websocket.CloseError // the client's Close, once
	begun bool                       // a message whose last fragment is still to come
}

// play plays the steps after accept.
func (c *conversation) play(accept lessons.Step, steps []lessons.Step) {
	r := c.run
	c.conn.SetReadLimit(MaxMessage)
	c.conn.SetCloseHandler(func(int, string) error { return nil })
	r.mu.Lock()
	over := r.over
	if over == nil { // whoever ended it reads goodbye now
		c.goodbye = func() { sendClose(c.conn, websocket.CloseGoingAway, "") }
	}
	r.mu.Unlock()
	if over != nil && over.Reason != Finished {
		<-r.ctx.Done() // whoever ended the run is still saying goodbye
		return
	}
	reading := make(chan struct{})
	go func() {
		defer close(reading)
		defer r.rescue()
		c.listen()
	}()
	r.mu.Lock()
	refused := accept.Faulty() && r.awaitsEnd(wire.Server)
	r.mu.Unlock()
	if refused {
		c.hangUp()
	}
	for _, step := range steps {
		if !acts(step) {
			continue
		}
		// What leaves with the 101 cannot wait for it to be done.
		if joined := accept.OneWrite && step.N == accept.N+1; !joined && r.gate(r.ctx, step.N) != nil {
			break
		}
		if !c.act(step) {
			break
		}
	}
	r.linger(reading)
	if over := r.Over(); over != nil && over.Reason == Finished && !c.gone() {
		sendClose(c.conn, websocket.CloseNormalClosure, "")
	}
	<-r.ctx.Done()
	_ = c.tap.Close()
	<-reading
}

// act does one step of the server's; it reports whether the connection goes on.
func (c *conversation) act(step lessons.Step) bool {
	r := c.run
	var err error
	if step.Answered { // the browser's Close
		c.ackClose()
		return false
	}
	switch step.Action {
	case lessons.Send, lessons.Fragment, lessons.Ping:
		if step.Every > 0 {
			err = c.words(step)
		} else {
			err = c.frame(step)
		}
	case lessons.Raw:
		err = c.raw(step)
	case lessons.Close:
		c.awaitClose(step)
		_ = c.conn.SetWriteDeadline(time.Now().Add(WriteWait))
		err = c.conn.WriteMessage(websocket.CloseMessage, closePayload(step.Code, step.Reason))
	case lessons.AckClose:
		c.ackClose()
		return false
	case lessons.Drop, lessons.Reset:
		c.drop(step)
		return false
	case lessons.Wait:
		return r.doWait(r.ctx, step) == nil
	}
	if err != nil && !c.gone() {
		r.finish(Lost, "This server could not send on the connection any more. Press Next to open another and play it up to here.")
	}
	return err == nil
}

// frame writes the one frame of a step, be it legal or not.
func (c *conversation) frame(step lessons.Step) error {
	payload, err := c.run.payload(step)
	if err != nil {
		return err
	}
	f, err := step.Frame(payload, c.begun)
	if err != nil {
		return err
	}
	if step.Action == lessons.Fragment {
		c.begun = !step.FIN
	}
	return c.write(wire.AppendFrame(nil, f))
}

// words writes each word of a step in a message of its own.
func (c *conversation) words(step lessons.Step) error {
	for i, w := range lessons.Words(step.Text) {
		if i > 0 {
			if err := sleep(c.run.ctx, time.Duration(step.Every)*time.Millisecond); err != nil {
				return err
			}
		}
		if err := c.write(wire.AppendFrame(nil, wire.Frame{FIN: true, Opcode: wire.OpText, Payload: []byte(w)})); err != nil {
			return err
		}
	}
	return nil
}

// raw writes bytes as they are.
func (c *conversation) raw(step lessons.Step) error {
	payload, err := c.run.payload(step)
	if err != nil {
		return err
	}
	c.run.mu.Lock()
	c.byHand = true
	c.run.mu.Unlock()
	err = c.write(payload)
	c.run.mu.Lock()
	c.byHand = false
	c.run.mu.Unlock()
	return err
}

// write writes b in pieces of MaxWrite, each with its own deadline.
func (c *conversation) write(b []byte) error {
	for piece := range slices.Chunk(b, MaxWrite) {
		_ = c.tap.SetWriteDeadline(time.Now().Add(WriteWait))
		if _, err := c.tap.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

// listen reads until the client's Close or the connection's end. What arrives
// has been taped below it; here it is only checked.
func (c *conversation) listen() {
	r := c.run
	for {
		kind, message, err := c.conn.ReadMessage()
		var heard *websocket.CloseError
		isClose := errors.As(err, &heard) && heard.Code != websocket.CloseAbnormalClosure
		if err != nil && !isClose && c.answeredOddly() {
			heard, isClose = &websocket.CloseError{Code: websocket.CloseNoStatusReceived}, true
		}
		switch {
		case isClose && r.Over() != nil:
			// The script left the connection open; the page has closed it.
			sendClose(c.conn, heard.Code, "")
			return
		case isClose && c.expectsClose():
			c.heard <- heard
			c.afterClose()
			return
		case isClose:
			// Nobody stands at the row that would answer it: the page has left.
			sendClose(c.conn, heard.Code, "")
			r.finish(Lost, "Your browser closed the connection. Press Next to open another and play it up to here.")
			return
		case err != nil && c.gone():
			return // the end itself has said what it means
		case err != nil:
			r.finish(Lost, "The connection ended: "+readError(err)+" Press Next to open another and play it up to here.")
			return
		case badText(c.conn, kind, message):
			r.finish(Lost, "A text message was not valid UTF-8, so this server failed the connection with 1007 (RFC 6455 §8.1). Press Next to open another.")
			return
		}
	}
}

// answeredOddly reports whether the client has answered this server's Close, which
// the library does not see where it has a code that it refuses: a browser may
// repeat the one that came.
func (c *conversation) answeredOddly() bool {
	c.run.mu.Lock()
	defer c.run.mu.Unlock()
	return c.closed && c.closeStep > 0
}

// badText fails the connection with 1007 where a text message is not UTF-8, which
// the library does not check (RFC 6455 §8.1); it reports whether it did.
func badText(conn *websocket.Conn, kind int, message []byte) bool {
	if kind != websocket.TextMessage || utf8.Valid(message) {
		return false
	}
	sendClose(conn, websocket.CloseInvalidFramePayloadData, "text must be UTF-8")
	return true
}

func readError(err error) string {
	if errors.Is(err, websocket.ErrReadLimit) {
		return "a message was longer than a run may carry."
	}
	return "the other end is gone, or sent bytes that are not a frame."
}
