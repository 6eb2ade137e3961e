package wire

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// sample is one direction of a connection.
type sample struct {
	name string
	from Endpoint
	opt  Options
	raw  string
}

const (
	upgradeRequest = "GET /chat HTTP/1.1\r\n" +
		"Host: server.example.com\r\n" +
		"Upgrade: websocket\r\n" +
		"Connection: keep-alive, Upgrade\r\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
		"Origin: http://server.example.com\r\n" +
		"Sec-WebSocket-Protocol: chat, superchat\r\n" +
		"Sec-WebSocket-Version: 13\r\n" +
		"\r\n"
	upgradeResponse = "HTTP/1.1 101 Switching Protocols\r\n" +
		"Upgrade: websocket\r\n" +
		"Connection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" +
		"\r\n"
	streamHead  = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
	chunkedHead = streamHead + "Transfer-Encoding: chunked\r\n\r\n"
)

func chunks(pieces ...string) string {
	var b strings.Builder
	for _, p := range pieces {
		fmt.Fprintf(&b, "%x\r\n%s\r\n", len(p), p)
	}
	return b.String()
}

func frames(fs ...Frame) string {
	var b []byte
	for _, f := range fs {
		b = AppendFrame(b, f)
	}
	return string(b)
}

func closePayload(code uint16, reason string) Hex { return AppendClosePayload(nil, code, reason) }

// masked makes a frame into one that a client may send.
func masked(f Frame) Frame {
	f.Masked, f.MaskingKey = true, MaskingKey{0x37, 0xfa, 0x21, 0x3d}
	return f
}

func corpus() []sample {
	long := strings.Repeat("long ", 60)
	heart := "\xe2\x99\xa5"
	clientFrames := frames(
		masked(Frame{FIN: true, Opcode: OpText, Payload: Hex("Hello")}),
		masked(Frame{Opcode: OpText, Payload: Hex("split " + heart[:1])}),
		masked(Frame{FIN: true, Opcode: OpPing, Payload: Hex("now")}),
		masked(Frame{Opcode: OpContinuation, Payload: Hex(heart[1:2])}),
		masked(Frame{FIN: true, Opcode: OpContinuation, Payload: Hex(heart[2:] + " done")}),
		masked(Frame{FIN: true, Opcode: OpBinary, Payload: Hex(long)}),
		masked(Frame{FIN: true, Opcode: OpClose, Payload: closePayload(1000, "bye")}),
	)
	serverFrames := frames(
		Frame{FIN: true, Opcode: OpText, Payload: Hex("hi")},
		Frame{FIN: true, Opcode: OpText},
		Frame{FIN: true, Opcode: OpText, LengthForm: Length64, Payload: Hex(long)},
		Frame{FIN: true, RSV2: true, Opcode: 0x5, Payload: Hex("?")},
		Frame{FIN: true, Opcode: OpPong},
		Frame{FIN: true, Opcode: OpText, Payload: Hex("\xff\xfe")},
		Frame{FIN: true, Opcode: OpClose, Payload: closePayload(1005, "\xc3")},
		Frame{FIN: true, Opcode: OpText, Payload: Hex("late")},
	)
	stream := []string{
		"\xEF\xBB\xBF: hello\n\n", "id: 1\ndata: one\n\n", "id:2\r", "\ndata:  two\r\n", "data\r\n\r", "\n",
		"event: error\rdata:x\r\r", "retry: 250\nretry: soon\nid: a\x00b\nfoo: bar\n", "\n", "\n\ndata: \xff\n\n", "data: never",
	}
	return []sample{
		{"upgrade request and frames", Client, Options{}, upgradeRequest + clientFrames},
		{"upgrade answer and frames", Server, Options{}, upgradeResponse + serverFrames},
		{"frames that are not all kept", Server, Options{KeepPayload: 125}, upgradeResponse + serverFrames},
		{"a frame cut off", Client, Options{}, upgradeRequest + clientFrames[:len(clientFrames)-3]},
		{"a length cut off", Server, Options{}, upgradeResponse + "\x81\x7f\x00\x00"},
		{"a length that is none", Server, Options{}, upgradeResponse + "\x81\x7f\x80\x00\x00\x00\x00\x00\x00\x00more"},
		{"a huge claim", Server, Options{}, upgradeResponse + "\x82\x7f\x40\x00\x00\x00\x00\x00\x00\x00only this"},
		{"requests one after the other", Client, Options{}, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n\r\nPOST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcPOST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks("abc", "") + "GET /d"},
		{"answers one after the other", Server, Options{}, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot foundHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200\nX : y\nno colon\n fold\n\r\nuntil the end"},
		{"an event stream in chunks", Server, Options{}, chunkedHead + chunks(stream...) + "0\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n"},
		{"an event stream in one chunk", Server, Options{}, chunkedHead + chunks(strings.Join(stream, ""), "")},
		{"an event stream in big chunks", Server, Options{KeepPayload: 125}, chunkedHead + chunks(strings.Repeat(strings.Join(stream, ""), 2), "data: "+long+"\r\ndata: "+long+"\r\n\r\n", "")},
		{"an event stream until the end", Server, Options{}, streamHead + "\r\n" + strings.Join(stream, "")},
		{"an event stream of known length", Server, Options{}, streamHead + "Content-Length: 21\r\n\r\ndata: a\r\n\r\ndata: b\r\n\rHTTP"},
		{"an event stream of CRs", Server, Options{}, streamHead + "\r\ndata: a\r\rdata: b\r\r"},
		{"a chunk cut off", Server, Options{}, chunkedHead + chunks("data: a\n\n") + "20;ext=1\r\ndata: b\n\nda"},
		{"a chunk without its end", Server, Options{}, chunkedHead + "3\r\nabcdef"},
		{"the last chunk cut off", Server, Options{}, chunkedHead + "0\r\n\r"},
		{"a trailer", Server, Options{}, chunkedHead + "0\r\nSet-Cookie: a=b\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\n"},
		{"a trailer cut off", Server, Options{}, chunkedHead + "0\r\nSet-Cookie: a"},
		{"a line too long", Client, Options{MaxLine: 40}, "GET / HTTP/1.1\r\nCookie: " + long},
		{"a head too long", Client, Options{MaxHead: 40}, "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\nF: 6\r\nG: 7\r\n\r\n"},
		{"a trailer too long", Server, Options{MaxLine: 60}, chunkedHead + "0\r\nA: " + long},
		{"no HTTP at all", Client, Options{}, "\x16\x03\x01\x02\x00\x01\nmore"},
		{"no body that can be told", Client, Options{}, "POST / HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\nabc"},
		{"a body cut off", Client, Options{}, "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"},
		{"another upgrade", Server, Options{}, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\nPRI"},
	}
}

// decode feeds the pieces to a new decoder. A client's is told that its upgrade
// was taken.
func decode(from Endpoint, opt Options, pieces ...[]byte) []Event {
	d := NewDecoder(from, opt)
	var events []Event
	for _, p := range pieces {
		events = append(events, d.Feed(p)...)
		events = append(events, d.Upgraded()...)
	}
	return append(events, d.End()...)
}

// checkBits fails unless every bit of e's bytes belongs to exactly one field.
func checkBits(t testing.TB, e *Event) {
	t.Helper()
	at := 0
	for _, f := range e.Fields {
		if f.Bit != at || f.Bits < 1 {
			t.Fatalf("%s %q: field %s has bits %d+%d, want to begin at %d", e.Kind, e.Bytes, f.Name, f.Bit, f.Bits, at)
		}
		if f.Name == "" || f.Meaning == "" {
			t.Fatalf("%s %q: field %+v has no name or meaning", e.Kind, e.Bytes, f)
		}
		at += f.Bits
	}
	if at != 8*len(e.Bytes) {
		t.Fatalf("%s %q: fields cover %d of %d bits", e.Kind, e.Bytes, at, 8*len(e.Bytes))
	}
}

// checkBytes fails unless the events account for each byte of raw once, in order.
func checkBytes(t testing.TB, raw []byte, events []Event) {
	t.Helper()
	at := 0
	for i := range events {
		e := &events[i]
		if e.Kind.InBody() {
			continue
		}
		if !bytes.HasPrefix(raw[at:], e.Bytes) {
			t.Fatalf("event %d, %s %q: not the bytes at %d", i, e.Kind, e.Bytes, at)
		}
		at += len(e.Bytes) + int(e.Omitted)
		if at > len(raw) {
			t.Fatalf("event %d, %s: reaches byte %d of %d", i, e.Kind, at, len(raw))
		}
	}
	if at != len(raw) {
		t.Fatalf("events account for %d of %d bytes", at, len(raw))
	}
}
