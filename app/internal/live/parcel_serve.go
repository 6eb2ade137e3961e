package live

import (
	"context"
	"net/http"
	"time"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// ServeWebSocket upgrades req and writes the bytes of p, whatever they are, behind
// the 101. It answers a Close of the client's, if the bytes hold none, and then
// ends the connection, as a server must; nothing else is answered. It returns
// when the connection has been handed to a goroutine of its own, or was refused.
// The caller has checked the Origin. Errors: ErrUnknownRun where p is of another
// protocol, ErrBusy where it has had its connection, ErrNoHandshake, errNoHead;
// where one is returned, nothing has been written.
func (ps *Parcels) ServeWebSocket(p *Parcel, w http.ResponseWriter, req *http.Request) error {
	t, err := p.claim(req, lessons.WebSocket)
	if err != nil {
		return err
	}
	if _, err = upgrader.Upgrade(w, req, nil); err != nil {
		t.unclaim(p)
		p.put()
		if err = noHandshake(err); err == nil {
			_ = t.Close()
		}
		return err
	}
	if !ps.runs.serve(func() {
		defer p.end()
		defer ps.runs.rescue()
		stop := context.AfterFunc(ps.runs.ctx, func() {
			_, _ = t.Write(goingAway)
			p.end()
		})
		defer stop()
		p.converse(t)
	}) {
		p.end()
	}
	return nil
}

// converse writes the bytes and reads until the client's Close or the end.
func (p *Parcel) converse(t *tap) {
	_ = t.SetWriteDeadline(time.Now().Add(WriteWait))
	if _, err := t.Write(p.bytes); err != nil {
		return
	}
	_ = t.SetReadDeadline(time.Now().Add(ParcelLifetime))
	buf := make([]byte, 512)
	for !p.tooMuch() {
		if _, err := t.Read(buf); err != nil {
			return
		}
		byClient, byServer := p.closes()
		if byClient == nil {
			continue
		}
		if byServer == nil {
			_ = t.SetWriteDeadline(time.Now().Add(goodbyeWait))
			_, _ = t.Write(wire.AppendFrame(nil, wire.Frame{FIN: true, Opcode: wire.OpClose, Payload: closePayload(byClient.CloseCode, "")}))
		}
		_ = t.Close() // of the two, the server ends TCP first (RFC 6455 §7.1.1)
		return
	}
}

// ServeEvents answers req with the bytes of p as an event stream, and ends the
// response behind them. A request that comes after that is answered 204, which
// tells an EventSource not to come back (HTML §9.2.3). The caller has checked
// that no page of another origin asks. Errors: ErrUnknownRun where p is of
// another protocol, errNoHead; where one is returned, nothing has been written.
func (ps *Parcels) ServeEvents(p *Parcel, w http.ResponseWriter, req *http.Request) error {
	t, err := p.claim(req, lessons.EventStream)
	if err == ErrBusy {
		w.WriteHeader(http.StatusNoContent)
		return nil
	} else if err != nil {
		return err
	}
	rc := http.NewResponseController(w)
	_ = rc.SetWriteDeadline(time.Now().Add(WriteWait))
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold the events back
	w.WriteHeader(http.StatusOK)
	if _, err = w.Write(p.bytes); err == nil {
		err = rc.Flush()
	}
	if err != nil {
		p.ended(true, true)
		t.unclaim(p)
		return nil
	}
	p.mu.Lock()
	p.last = true // net/http writes the last chunk
	p.mu.Unlock()
	return nil
}

// claim gives the request's connection to p, with the head that it began with.
func (p *Parcel) claim(req *http.Request, protocol lessons.Protocol) (*tap, error) {
	t := tapOf(req.Context())
	switch {
	case p.Protocol != protocol:
		return nil, ErrUnknownRun
	case t == nil:
		return nil, errNoHead
	case !p.take(t):
		return nil, ErrBusy
	}
	if err := t.claim(req, p, p.claimed); err != nil {
		p.put()
		return nil, err
	}
	return t, nil
}
