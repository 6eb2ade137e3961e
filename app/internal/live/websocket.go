package live

import (
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// goodbyeWait bounds the Close that a run sends when this server ends it, so
// that shutting down never waits for a peer that does not read.
const goodbyeWait = time.Second

// closeGrace is how much later than the Close itself the release of its row may
// come: some slow round trips of a phone.
const closeGrace = 3 * time.Second

var writeBuffers sync.Pool

// upgrader leaves the Origin to its callers, and a refusal's answer too.
var upgrader = websocket.Upgrader{
	WriteBufferPool: &writeBuffers,
	CheckOrigin:     func(*http.Request) bool { return true },
	Error:           func(http.ResponseWriter, *http.Request, int, error) {},
}

// goingAway is an unmasked Close with 1001.
var goingAway = wire.AppendFrame(nil, wire.Frame{FIN: true, Opcode: wire.OpClose, Payload: []byte{0x03, 0xe9}})

// ServeWebSocket answers req as the run's script says, and returns when the
// connection has been handed to goroutines of its own, or was refused. The
// caller has checked the Origin. Errors: ErrUnknownRun where the script speaks
// another protocol, ErrOver, ErrBusy, errNoHead; where one is returned, nothing
// has been written.
func (rs *Runs) ServeWebSocket(r *Run, w http.ResponseWriter, req *http.Request) error {
	if r.Script.Protocol != lessons.WebSocket {
		return ErrUnknownRun
	}
	t, err := r.attach(req)
	if err != nil {
		return err
	}
	for i, step := range r.Script.Steps {
		switch step.Action {
		case lessons.Answer:
			return r.answer(w, req, step)
		case lessons.Accept:
			return rs.accept(r, t, w, req, step, r.Script.Steps[i+1:])
		}
	}
	return nil
}

// answer refuses the handshake with an ordinary response.
func (r *Run) answer(w http.ResponseWriter, req *http.Request, step lessons.Step) error {
	if !r.waitWithRequest(req, step.N) {
		return nil
	}
	body := strconv.Itoa(step.Status) + " " + http.StatusText(step.Status) + "\n"
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	rc := http.NewResponseController(w)
	_ = rc.SetWriteDeadline(time.Now().Add(WriteWait))
	w.WriteHeader(step.Status)
	_, _ = w.Write([]byte(body))
	_ = rc.Flush()
	return nil
}

// waitWithRequest waits at a gate while net/http still watches the request's
// connection; it reports whether the gate opened before the browser left.
func (r *Run) waitWithRequest(req *http.Request, n int) bool {
	opened := make(chan error, 1)
	go func() { opened <- r.gate(n) }()
	select {
	case err := <-opened:
		return err == nil
	case <-req.Context().Done():
		r.ended(true, false)
		<-opened
		return false
	}
}

// accept upgrades the connection. Where the script finishes the 101 in a step
// of its own, the blank line that ends it is kept back until then.
func (rs *Runs) accept(r *Run, t *tap, w http.ResponseWriter, req *http.Request, step lessons.Step, rest []lessons.Step) error {
	if !r.waitWithRequest(req, step.N) {
		return nil
	}
	if len(rest) > 0 && rest[0].Action == lessons.FinishAccept {
		finish := rest[0].N
		rest = rest[1:]
		t.keepBack(len("\r\n"), func() error { return r.gate(finish) })
	}
	conn, err := upgrader.Upgrade(w, req, nil)
	if err != nil {
		var shake websocket.HandshakeError
		if errors.As(err, &shake) {
			http.Error(w, "This address speaks WebSocket: "+shake.Error(), http.StatusBadRequest)
			r.finish(Closed, "The request was not a WebSocket handshake, so this server refused it. Press Next to open another connection.")
			return nil
		}
		_ = t.Close()
		r.finish(Lost, "The connection ended during the handshake. Press Next to open another and play it up to here.")
		return nil
	}
	if !rs.serve(func() { r.converse(conn, t, rest) }) {
		_ = t.Close()
	}
	return nil
}

// converse plays the steps after the handshake.
func (r *Run) converse(conn *websocket.Conn, t *tap, steps []lessons.Step) {
	defer t.Close()
	conn.SetReadLimit(MaxMessage)
	conn.SetCloseHandler(func(int, string) error { return nil })
	r.mu.Lock()
	r.goodbye = func() {
		sendClose(conn, websocket.CloseGoingAway, "")
	}
	gone := r.over != nil
	r.mu.Unlock()
	if gone {
		<-r.ctx.Done() // whoever ended the run is still saying goodbye
		return
	}
	heard := make(chan *websocket.CloseError, 1)
	reading := make(chan struct{})
	go func() {
		defer close(reading)
		r.listen(conn, t, heard)
	}()
	for _, step := range steps {
		if step.Actor != lessons.Server {
			continue
		}
		if r.gate(step.N) != nil {
			break
		}
		if !r.act(conn, t, step, heard) {
			break
		}
	}
	<-r.ctx.Done()
	_ = t.Close()
	<-reading
}

// act does one step of the server's; it reports whether the connection goes on.
func (r *Run) act(conn *websocket.Conn, t *tap, step lessons.Step, heard <-chan *websocket.CloseError) bool {
	_ = conn.SetWriteDeadline(time.Now().Add(WriteWait))
	var err error
	switch step.Action {
	case lessons.Send:
		err = conn.WriteMessage(websocket.TextMessage, []byte(step.Text))
	case lessons.Close:
		err = conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(step.Code, step.Reason))
	case lessons.AckClose:
		select {
		case c := <-heard:
			_ = conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(c.Code, c.Text))
		case <-r.ctx.Done():
		}
		// The server ends the TCP connection first (RFC 6455 §7.1.1).
		_ = t.Close()
		return false
	}
	if err != nil {
		r.finish(Lost, "This server could not send on the connection any more. Press Next to open another and play it up to here.")
	}
	return err == nil
}

// listen reads until the client's Close or the connection's end. What arrives
// has been taped below it; here it is only checked.
func (r *Run) listen(conn *websocket.Conn, t *tap, heard chan<- *websocket.CloseError) {
	for {
		kind, message, err := conn.ReadMessage()
		var c *websocket.CloseError
		switch {
		case errors.As(err, &c) && c.Code != websocket.CloseAbnormalClosure && r.expectsClose():
			heard <- c
			t.watch()
			return
		case errors.As(err, &c) && c.Code != websocket.CloseAbnormalClosure:
			// Nobody stands at the row that would answer it: the page has left.
			sendClose(conn, c.Code, "")
			r.finish(Lost, "Your browser closed the connection. Press Next to open another and play it up to here.")
			return
		case err != nil:
			r.finish(Lost, "The connection ended: "+readError(err)+" Press Next to open another and play it up to here.")
			return
		case badText(conn, kind, message):
			r.finish(Lost, "A text message was not valid UTF-8, so this server failed the connection with 1007 (RFC 6455 §8.1). Press Next to open another.")
			return
		}
	}
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

// sendClose sends a Close, whoever else is writing, within goodbyeWait.
func sendClose(conn *websocket.Conn, code int, reason string) {
	_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(goodbyeWait))
}

// expectsClose reports whether the script is at the client's Close, so that the
// answer to it waits for its own row. The request that releases that row travels
// on another connection and may come after the Close.
func (r *Run) expectsClose() bool {
	for _, s := range r.Script.Steps {
		if s.Actor == lessons.Browser && s.Action == lessons.Close {
			return r.reached(s.N-1) && r.gateWithin(s.N, closeGrace) == nil
		}
	}
	return false
}

func (r *Run) reached(n int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.done >= n
}

func readError(err error) string {
	if errors.Is(err, websocket.ErrReadLimit) {
		return "a message was longer than a run may carry."
	}
	return "the other end is gone, or sent bytes that are not a frame."
}
