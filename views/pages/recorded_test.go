package pages_test

import (
	"fmt"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

const key = "dGhlIHNhbXBsZSBub25jZQ==" // of RFC 6455 §1.3

// recorded makes up a recording of a script: what each step would put on the
// wire, decoded as on a real connection.
func recorded(s *lessons.Script) *wire.Recording {
	r := &wire.Recording{Schema: wire.RecordingSchema, Script: s.ID, Browser: "a browser", Pace: "step"}
	c := wire.NewConnection(wire.Options{})
	for i := range s.Steps {
		st := &s.Steps[i]
		from, bytes := crossing(s, st)
		for _, ev := range c.Feed(from, bytes) {
			ev.Seq, ev.Connection, ev.Step, ev.From = len(r.Events)+1, 1, st.N, from
			r.Events = append(r.Events, ev)
		}
		r.Seen = append(r.Seen, wire.Seen{Step: st.N, Connection: 1, Type: "message", ReadyState: st.ReadyState, Data: st.Text})
	}
	return r
}

func crossing(s *lessons.Script, st *lessons.Step) (wire.Endpoint, []byte) {
	from := wire.Server
	if st.Actor == lessons.Browser {
		from = wire.Client
	}
	frame := func(op wire.Opcode, payload []byte) []byte {
		f := wire.Frame{FIN: true, Opcode: op, Payload: payload, PayloadLength: uint64(len(payload)), Masked: from == wire.Client}
		if f.Masked {
			f.MaskingKey = wire.MaskingKey{0x37, 0xfa, 0x21, 0x3d}
		}
		return wire.AppendFrame(nil, f)
	}
	ws := s.Protocol == lessons.WebSocket
	switch st.Action {
	case lessons.Connect:
		if ws {
			return from, []byte("GET /runs/x/ws HTTP/1.1\r\nHost: classroom.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n\r\n")
		}
		return from, []byte("GET /runs/x/events HTTP/1.1\r\nHost: classroom.test\r\nAccept: text/event-stream\r\n\r\n")
	case lessons.Accept:
		if ws {
			return from, []byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + wire.AcceptKey(key) + "\r\n")
		}
		return from, []byte("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
	case lessons.FinishAccept:
		return from, []byte("\r\n")
	case lessons.Answer:
		return from, fmt.Appendf(nil, "HTTP/1.1 %d Other\r\nContent-Length: 0\r\n\r\n", st.Status)
	case lessons.Send:
		if ws {
			return from, frame(wire.OpText, []byte(st.Text))
		}
		return from, fmt.Appendf(nil, "%x\r\n%s\r\n", len(st.Text), st.Text)
	case lessons.Close, lessons.AckClose:
		if ws {
			return from, frame(wire.OpClose, wire.AppendClosePayload(nil, 1000, ""))
		}
	}
	return from, nil
}
