package pages_test

import (
	"fmt"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

const key = "dGhlIHNhbXBsZSBub25jZQ==" // of RFC 6455 §1.3

// recorded makes up a recording of a script: what each step would put on the
// wire, decoded as on a real connection, a new one for each request. Of no script
// there is none.
func recorded(s *lessons.Script) *wire.Recording {
	if s == nil {
		return nil
	}
	r := &wire.Recording{Schema: wire.RecordingSchema, Script: s.ID, Browser: "a browser", Pace: "step"}
	c, connection := wire.NewConnection(wire.Options{KeepPayload: 2 << 10}), 0
	for i := range s.Steps {
		st := &s.Steps[i]
		if st.Action == lessons.Connect || st.Action == lessons.Reconnect {
			c, connection = wire.NewConnection(wire.Options{KeepPayload: 2 << 10}), connection+1
		}
		for _, sent := range crossing(s, st) {
			for _, ev := range c.Feed(sent.from, sent.bytes) {
				ev.Seq, ev.Connection, ev.Step, ev.From = len(r.Events)+1, connection, st.N, sent.from
				r.Events = append(r.Events, ev)
			}
		}
		r.Seen = append(r.Seen, wire.Seen{Step: st.N, Connection: connection, Type: "state", ReadyState: st.ReadyState})
		for _, m := range s.Fires(st.N) {
			r.Seen = append(r.Seen, wire.Seen{Step: st.N, Connection: connection, Type: m.Type, ReadyState: st.ReadyState, Data: m.Data, ID: m.LastEventID})
		}
		if st.Throws != "" {
			r.Seen = append(r.Seen, wire.Seen{Step: st.N, Connection: connection, Type: "throw", ReadyState: st.ReadyState, Data: st.Throws})
		}
	}
	return r
}

// sent is what one end puts on the wire.
type sent struct {
	from  wire.Endpoint
	bytes []byte
}

func crossing(s *lessons.Script, st *lessons.Step) []sent {
	if st.Throws != "" {
		return nil
	}
	if s.Protocol == lessons.WebSocket {
		return socketCrossing(st)
	}
	return streamCrossing(st)
}

func socketCrossing(st *lessons.Step) []sent {
	from := wire.Server
	if st.Actor == lessons.Browser {
		from = wire.Client
	}
	payload, _ := st.Payload() // the loader has read it
	frame := func(from wire.Endpoint, op wire.Opcode, fin bool, payload []byte) sent {
		f := wire.Frame{FIN: fin, Opcode: op, Payload: payload, PayloadLength: uint64(len(payload)), Masked: from == wire.Client}
		if f.Masked {
			f.MaskingKey = wire.MaskingKey{0x37, 0xfa, 0x21, 0x3d}
		}
		return sent{from, wire.AppendFrame(nil, f)}
	}
	switch st.Action {
	case lessons.Connect:
		return []sent{{from, []byte("GET /runs/x/ws HTTP/1.1\r\nHost: classroom.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n\r\n")}}
	case lessons.Accept:
		return []sent{{from, []byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + wire.AcceptKey(key) + "\r\n\r\n")}}
	case lessons.Send:
		op := wire.OpText
		if st.Hex != "" {
			op = wire.OpBinary
		}
		return []sent{frame(from, op, true, payload)}
	case lessons.Fragment:
		op := wire.OpContinuation
		if !st.FIN {
			op = wire.OpText
		}
		return []sent{frame(from, op, st.FIN, payload)}
	case lessons.Ping:
		return []sent{frame(wire.Server, wire.OpPing, true, payload), frame(wire.Client, wire.OpPong, true, payload)}
	case lessons.Close, lessons.AckClose:
		return []sent{frame(from, wire.OpClose, true, wire.AppendClosePayload(nil, 1000, ""))}
	}
	return nil
}

func streamCrossing(st *lessons.Step) []sent {
	chunk := func(text string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(text), text) }
	const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
	switch st.Action {
	case lessons.Connect, lessons.Reconnect:
		return []sent{{wire.Client, []byte("GET /runs/x/events HTTP/1.1\r\nHost: classroom.test\r\nAccept: text/event-stream\r\n\r\n")}}
	case lessons.Accept:
		return []sent{{wire.Server, []byte(head)}}
	case lessons.Answer:
		return []sent{{wire.Server, fmt.Appendf(nil, "HTTP/1.1 %d Other\r\nContent-Length: 0\r\n\r\n", st.Status)}}
	case lessons.FinishAccept, lessons.Send:
		if st.Every == 0 {
			return []sent{{wire.Server, []byte(chunk(st.Text))}}
		}
		var words []sent
		for _, w := range lessons.WordEvents(st.Text) {
			words = append(words, sent{wire.Server, []byte(chunk(w))})
		}
		return words
	}
	return nil
}
