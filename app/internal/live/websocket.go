package live

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// goodbyeWait bounds the Close that a run sends when this server ends it, so
// that shutting down never waits for a peer that does not read.
const goodbyeWait = time.Second

// closeGrace is how much later than the Close or the end itself the release of
// its row may come: some slow round trips of a phone.
const closeGrace = 3 * time.Second

var writeBuffers sync.Pool

// readBuffer is what each connection reads into. Nearly all that browsers send is
// shorter; a longer message is read past it. Left to itself gorilla/websocket keeps
// net/http's, which is four times as long.
const readBuffer = 1 << 10

// upgrader leaves the Origin to its callers, and a refusal's answer too.
var upgrader = websocket.Upgrader{
	ReadBufferSize:  readBuffer,
	WriteBufferPool: &writeBuffers,
	CheckOrigin:     func(*http.Request) bool { return true },
	Error:           func(http.ResponseWriter, *http.Request, int, error) {},
}

// goingAway is an unmasked Close with 1001.
var goingAway = wire.AppendFrame(nil, wire.Frame{FIN: true, Opcode: wire.OpClose, Payload: []byte{0x03, 0xe9}})

// anotherKey is what a wrong Sec-WebSocket-Accept answers: the example of
// RFC 6455 §1.3, which no browser sends.
const anotherKey = "dGhlIHNhbXBsZSBub25jZQ=="

// ServeWebSocket answers req as the run's script says, and returns when the
// connection has been handed to goroutines of its own, or was refused. The
// caller has checked the Origin. Errors: ErrUnknownRun where the script speaks
// another protocol, ErrOver, ErrBusy where the script has no request here,
// errNoHead; where one is returned, nothing has been written.
func (rs *Runs) ServeWebSocket(r *Run, w http.ResponseWriter, req *http.Request) error {
	if r.Script.Protocol != lessons.WebSocket {
		return ErrUnknownRun
	}
	defer r.rescue()
	ln, err := r.attach(req)
	if err != nil {
		return err
	}
	for _, step := range r.Script.Steps[ln.serves.N-1:] {
		if !acts(step) {
			continue
		}
		if !ln.waitWithRequest(req, step) {
			break
		}
		switch step.Action {
		case lessons.Answer:
			ln.answerAs(w, step)
			return nil
		case lessons.Accept, lessons.Connect:
			return ln.accept(w, req, step)
		}
	}
	r.linger(req.Context().Done())
	ln.hangUp() // net/http would answer 200
	return nil
}

// acts reports whether this server has a part in the step.
func acts(step lessons.Step) bool { return step.Actor == lessons.Server || step.Answered }

// accept upgrades the connection and hands it to a conversation. Where the script
// finishes the 101 in a step of its own, the blank line that ends it is kept
// back until then.
func (ln *line) accept(w http.ResponseWriter, req *http.Request, step lessons.Step) error {
	r, t := ln.run, ln.tap
	rest := r.Script.Steps[step.N:]
	switch {
	case step.WrongAccept:
		ln.leave()
		req = req.Clone(req.Context())
		req.Header.Set("Sec-WebSocket-Key", anotherKey)
	case step.Faulty():
		ln.leave()
		t.rewriteNext(func(head []byte) []byte { return faulty(head, step) })
	case step.OneWrite:
		t.joinNext()
	case len(rest) > 0 && rest[0].Action == lessons.FinishAccept:
		finish := rest[0].N
		rest = rest[1:]
		t.keepBack(len("\r\n"), true, func() error { return r.gate(r.ctx, finish) })
	}
	conn, err := upgrader.Upgrade(w, req, nil)
	if err != nil {
		var shake websocket.HandshakeError
		if errors.As(err, &shake) {
			t.writePlainly()
			ln.answer(w, http.StatusBadRequest, "This address speaks WebSocket: "+shake.Error()+"\n")
			r.finish(Closed, "The request was not a WebSocket handshake, so this server refused it. Press Next to open another connection.")
			return nil
		}
		_ = t.Close()
		r.finish(Lost, "The connection ended during the handshake. Press Next to open another and play it up to here.")
		return nil
	}
	if !r.runs.serve(func() {
		defer t.Close()
		defer r.rescue()
		(&conversation{line: ln, conn: conn, heard: make(chan *websocket.CloseError, 1)}).play(step, rest)
	}) {
		<-r.ctx.Done() // whoever shuts down ends the run, and says goodbye first
		_ = t.Close()
	}
	return nil
}

// sendClose sends a Close, whoever else is writing, within goodbyeWait.
func sendClose(conn *websocket.Conn, code int, reason string) {
	_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(goodbyeWait))
}
