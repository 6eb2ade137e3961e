package lessons_test

import (
	"fmt"
	"strings"
	"testing"

	"wirewalk/lessons/wire"
)

// part is what one end sends. No bytes: it ends its side; from nobody: the next
// part is on a new connection.
type part struct {
	from  wire.Endpoint
	bytes string
	step  int // of the last event that these bytes complete
}

const sampleKey = "dGhlIHNhbXBsZSBub25jZQ=="

// chunked is text as one chunk of a body.
func chunked(text string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(text), text) }

// framed is a frame as that end sends it.
func framed(from wire.Endpoint, fin bool, op wire.Opcode, payload string) string {
	return string(wire.AppendFrame(nil, wire.Frame{
		FIN: fin, Opcode: op, Payload: wire.Hex(payload), Masked: from == wire.Client, MaskingKey: wire.MaskingKey{1, 2, 3, 4},
	}))
}

// Scripts, from the bytes that cross, fed in pieces of many sizes.
func TestMatcherWalksBytes(t *testing.T) {
	const (
		client, server = wire.Client, wire.Server
		shake          = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + sampleKey + "\r\n"
		ask            = "GET / HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n"
		head           = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
	)
	agree := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + wire.AcceptKey(sampleKey) + "\r\n"
	text := func(from wire.Endpoint, payload string) string { return framed(from, true, wire.OpText, payload) }
	bye := func(from wire.Endpoint, code uint16, reason string) string {
		return framed(from, true, wire.OpClose, string(wire.AppendClosePayload(nil, code, reason)))
	}
	message := func(n int) string { return fmt.Sprintf("id: %d\ndata: This is message %d\n\n", n, n) }
	for id, parts := range map[string][]part{
		"websocket-protocol": {
			{client, shake, 1}, {client, "\r\n", 2}, {server, agree, 3}, {server, "\r\n", 4},
			{client, text(client, "Hello"), 5}, {server, text(server, "Welcome"), 6},
			{client, text(client, "How are you?"), 7}, {server, text(server, "Good, thanks!"), 8},
			{client, bye(client, 1000, ""), 9}, {server, bye(server, 1000, ""), 10}, {server, "", 10},
		},
		"websocket-protocol/handshake-answers/404": {
			{client, shake + "\r\n", 1}, {server, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", 2},
		},
		"frames": {
			{client, shake + "\r\n", 1}, {server, agree + "\r\n", 2},
			{client, text(client, "Hello"), 3}, {server, text(server, "Hello"), 4},
			{client, framed(client, true, wire.OpBinary, "\x00\x7f\x80\xff"), 5}, {client, text(client, ""), 6},
			{server, text(server, strings.Repeat("x", 125)), 7}, {server, text(server, strings.Repeat("x", 126)), 8},
			{server, text(server, strings.Repeat("x", 65_535)), 9}, {server, text(server, strings.Repeat("x", 65_536)), 10},
			{server, framed(server, false, wire.OpText, "Hel"), 11},
			{server, framed(server, true, wire.OpPing, "still there?"), 12}, {client, framed(client, true, wire.OpPong, "still there?"), 12},
			{server, framed(server, false, wire.OpContinuation, "lo, "), 13}, {server, framed(server, true, wire.OpContinuation, "world"), 14},
			{server, framed(server, false, wire.OpText, "\xc3"), 15}, {server, framed(server, true, wire.OpContinuation, "\xa9"), 16},
			{client, bye(client, 1000, "Goodbye"), 17}, {server, bye(server, 1000, "Goodbye"), 18}, {server, "", 18},
		},
		"frames/interleaving/illegal": {
			{client, shake + "\r\n", 1}, {server, agree + "\r\n", 2}, {server, framed(server, false, wire.OpText, "Hel"), 3},
			{server, framed(server, false, wire.OpText, "Bye"), 4}, {client, bye(client, 1002, ""), 4}, {client, "", 4},
		},
		"sse-stream": {
			{client, ask + "\r\n", 1}, {server, head, 2}, {server, "\r\n" + chunked(": open\n\n"), 3},
			{server, chunked("data: This is message 0\n\n"), 4}, {server, chunked(message(1)), 5},
			{server, chunked("event: ping\ndata: {\"time\":\"2026-11-21T02:00:00.000Z\"}\n\n"), 6},
			{server, chunked("id: 2\ndata: This is message 2\ndata: in two lines\n\n"), 7},
			{server, chunked(": still here\n\n"), 8}, {server, chunked("retry: 2000\n\n"), 9}, {server, "", 10}, {},
			{client, ask + "Last-Event-ID: 2\r\n\r\n", 13}, {server, head + "\r\n" + chunked(": back\n\n"), 14},
			{server, chunked(message(3) + message(4)), 15}, {client, "", 16}, {},
			{client, ask + "\r\n", 17}, {server, head + "\r\n" + chunked("retry: 1000\n\n"+message(5)), 18}, {server, "0\r\n\r\n", 19},
			// On the very same connection.
			{client, ask + "Last-Event-ID: 5\r\n\r\n", 20}, {server, "HTTP/1.1 204 No Content\r\n\r\n", 21},
		},
		"sse-stream/send-on-a-stream/fetch": {
			{client, ask + "\r\n", 1}, {server, head + "\r\n" + chunked(": open\n\n"), 2}, {},
			{client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\nHello Server", 3}, {server, "HTTP/1.1 204 No Content\r\n\r\n", 3}, {},
			// The stream again, as if from its beginning: a decoder needs a head.
			{server, head + "\r\n" + chunked("data: You said Hello Server\n\n"), 5}, {client, "", 6},
		},
	} {
		t.Run(id, func(t *testing.T) { feedParts(t, id, parts) })
	}
}

func feedParts(t *testing.T, id string, parts []part) {
	script := course(t).Script(id)
	for size := 1; size < 200; size += 13 {
		conn, m := wire.NewConnection(wire.Options{KeepPayload: 2 << 10}), script.NewMatcher()
		take := func(events []wire.Event, p part) {
			last := 0
			for _, ev := range events {
				ev.From = p.from
				last = m.Observe(ev)
			}
			if len(events) > 0 && last != p.step {
				t.Errorf("in pieces of %d: the last event of %.30q belongs to step %d, want %d", size, p.bytes, last, p.step)
			}
		}
		for _, p := range parts {
			switch {
			case p.from == "":
				conn = wire.NewConnection(wire.Options{KeepPayload: 2 << 10})
			case p.bytes == "":
				// The decoder reports what is left, the tap the end itself.
				take(append(conn.End(p.from), of(p.from, wire.KindEnd)), p)
			}
			var events []wire.Event
			for rest := p.bytes; rest != ""; rest = rest[min(size, len(rest)):] {
				events = append(events, conn.Feed(p.from, []byte(rest[:min(size, len(rest))]))...)
			}
			take(events, p)
		}
		for _, st := range script.Steps {
			if !m.Done(st.N) {
				t.Errorf("in pieces of %d: step %d lacks %v", size, st.N, m.Missing(st.N))
			}
		}
	}
}
