package lessons_test

import (
	"testing"

	"wirewalk/lessons/wire"
)

// Each script, from the bytes that cross, fed in pieces of many sizes.
func TestMatcherWalksBytes(t *testing.T) {
	c := course(t)
	key := "dGhlIHNhbXBsZSBub25jZQ=="
	mask := wire.MaskingKey{1, 2, 3, 4}
	text := func(payload string, masked bool) string {
		return string(wire.AppendFrame(nil, wire.Frame{FIN: true, Opcode: wire.OpText, Masked: masked, MaskingKey: mask, Payload: wire.Hex(payload)}))
	}
	bye := func(masked bool) string {
		return string(wire.AppendFrame(nil, wire.Frame{FIN: true, Opcode: wire.OpClose, Masked: masked, MaskingKey: mask, Payload: wire.AppendClosePayload(nil, 1000, "")}))
	}
	type part struct {
		from  wire.Endpoint
		bytes string
		step  int // of the last event that these bytes complete
	}
	for id, parts := range map[string][]part{
		"websocket-protocol": {
			{wire.Client, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n", 1},
			{wire.Client, "\r\n", 2},
			{wire.Server, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + wire.AcceptKey(key) + "\r\n", 3},
			{wire.Server, "\r\n", 4},
			{wire.Client, text("Hello", true), 5}, {wire.Server, text("Welcome", false), 6},
			{wire.Client, text("How are you?", true), 7}, {wire.Server, text("Good, thanks!", false), 8},
			{wire.Client, bye(true), 9}, {wire.Server, bye(false), 10}, {wire.Server, "", 10},
		},
		"sse-stream": {
			{wire.Client, "GET / HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n", 1},
			{wire.Server, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n: open\n\r\n", 2},
			{wire.Server, "11\r\nid: 1\ndata: one\n\n\r\n", 3}, {wire.Server, "11\r\nid: 2\ndata: two\n\n\r\n", 4},
			{wire.Server, "13\r\nid: 3\ndata: three\n\n\r\n", 5}, {wire.Server, "0\r\n\r\n", 6},
		},
		"websocket-protocol/answers-404": {
			{wire.Client, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n\r\n", 1},
			{wire.Server, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", 2},
		},
	} {
		for size := 1; size < 200; size += 7 {
			conn, m := wire.NewConnection(wire.Options{}), c.Script(id).NewMatcher()
			take := func(events []wire.Event, from wire.Endpoint, step int) {
				for _, ev := range events {
					ev.From = from
					if n := m.Observe(ev); n != step {
						t.Errorf("%s in pieces of %d: %s %s belongs to step %d, want %d", id, size, from, ev.Kind, n, step)
					}
				}
			}
			for _, p := range parts {
				if p.bytes == "" {
					// The decoder reports what is left, the tap the end itself.
					take(append(conn.End(p.from), of(p.from, wire.KindEnd)), p.from, p.step)
				}
				for rest := p.bytes; rest != ""; rest = rest[min(size, len(rest)):] {
					take(conn.Feed(p.from, []byte(rest[:min(size, len(rest))])), p.from, p.step)
				}
			}
			for n := 1; n <= len(c.Script(id).Steps); n++ {
				if !m.Done(n) {
					t.Errorf("%s in pieces of %d: step %d lacks %v", id, size, n, m.Missing(n))
				}
			}
		}
	}
}
