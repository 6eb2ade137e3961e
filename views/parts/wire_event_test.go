package parts

import (
	"strings"
	"testing"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// The longest messages of a lesson are drawn as far as they teach something.
func TestLongestFrameIsDrawnSmall(t *testing.T) {
	const mostHTML = 6 << 10
	payload := []byte(strings.Repeat("x", 65536))
	for _, from := range []wire.Endpoint{wire.Client, wire.Server} {
		f := wire.Frame{FIN: true, Opcode: wire.OpText, Payload: payload}
		if from == wire.Client {
			f.Masked, f.MaskingKey = true, wire.MaskingKey{0x37, 0xfa, 0x21, 0x3d}
		}
		for _, keep := range []int{0, 2 << 10} {
			ev := longFrame(t, from, f, keep)
			text, _ := rendered(t, WireEvent(*ev, WireContext{}))
			if len(text) >= mostHTML {
				t.Errorf("%s, %d kept: %d bytes of HTML, want fewer than %d", from, keep, len(text), mostHTML)
			}
			for _, want := range []string{"+ 65512", "and 65512 more", "(65536 bytes)"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s, %d kept: %q is not said in %s", from, keep, want, text)
				}
			}
		}
	}
}

// longFrame decodes a frame of which only keep bytes of payload are kept; 0: the
// decoder's default.
func longFrame(t *testing.T, from wire.Endpoint, f wire.Frame, keep int) *wire.Event {
	t.Helper()
	f.PayloadLength = uint64(len(f.Payload))
	c := wire.NewConnection(wire.Options{KeepPayload: keep})
	c.Feed(wire.Client, []byte("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"))
	c.Feed(wire.Server, []byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"))
	events := c.Feed(from, wire.AppendFrame(nil, f))
	if len(events) != 1 {
		t.Fatalf("one frame was decoded as %d events", len(events))
	}
	events[0].From = from
	return &events[0]
}

func TestFramesAreCalledByTheirPartOfAMessage(t *testing.T) {
	for want, f := range map[string]wire.Frame{
		"text frame":                         {FIN: true, Opcode: wire.OpText},
		"first fragment of a text message":   {Opcode: wire.OpText},
		"first fragment of a binary message": {Opcode: wire.OpBinary},
		"fragment of a message":              {Opcode: wire.OpContinuation},
		"last fragment of a message":         {FIN: true, Opcode: wire.OpContinuation},
		"Ping frame":                         {FIN: true, Opcode: wire.OpPing},
		"Pong frame":                         {FIN: true, Opcode: wire.OpPong},
	} {
		if got := eventName(&wire.Event{Kind: wire.KindFrame, Frame: &f}); got != want {
			t.Errorf("%+v is called %q, want %q", f, got, want)
		}
	}
}

// What an event stream fires is told with its type, its data and the last event
// ID that the page then has.
func TestDispatchIsTold(t *testing.T) {
	for _, c := range []struct {
		stream string
		want   []string
		not    string
	}{
		{"event: ping\nid: 7\ndata: now\n\n", []string{"dispatches", "type <b>ping</b>", "data <b>&#34;now&#34;</b>", "last event ID <b>7</b>"}, ""},
		{"data: now\n\n", []string{"type <b>message</b>"}, "last event ID"},
		{": still here\n\n", []string{"nothing to dispatch"}, "type <b>"},
		{"data: " + strings.Repeat("x", 5000) + "\n\n", []string{"(5000 characters)"}, strings.Repeat("x", mostLine+1)},
	} {
		reader := wire.NewEventReader("")
		for _, ev := range reader.Feed([]byte(c.stream)) {
			if ev.Kind != wire.KindDispatch {
				continue
			}
			ev.From = wire.Server
			text, _ := rendered(t, WireEvent(ev, WireContext{}))
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("%.40q: %q is not in %s", c.stream, want, text)
				}
			}
			if c.not != "" && strings.Contains(text, c.not) {
				t.Errorf("%.40q: %.40q is in %s", c.stream, c.not, text)
			}
		}
	}
}

func TestSeenSaysWhatItWas(t *testing.T) {
	for _, c := range []struct {
		seen wire.Seen
		want string
	}{
		{wire.Seen{Type: "message", ReadyState: 1, Data: "Hi", ID: "3"}, "<b>message</b> <span>&#34;Hi&#34;, id 3</span>"},
		{wire.Seen{Type: "ping", ReadyState: 1, Data: "now"}, "<b>ping</b> <span>&#34;now&#34;</span>"},
		{wire.Seen{Type: "close", ReadyState: 3, Code: 1006}, "<b>close</b> <span>code 1006</span>"},
		{wire.Seen{Type: "throw", Data: "InvalidStateError"}, "<b>threw</b> <span>InvalidStateError</span>"},
		{wire.Seen{Type: "dropped", ReadyState: 3, Data: "bufferedAmount 2"}, "<b>dropped silently</b> <span>bufferedAmount 2</span>"},
		{wire.Seen{Type: "response", ReadyState: 1, Code: 204}, "<b>response</b> <span>status 204</span>"},
		{wire.Seen{Type: "message", ReadyState: 1, Data: strings.Repeat("x", 65536)}, "(65536 characters)"},
	} {
		text, _ := rendered(t, Seen(lessons.WebSocket, c.seen))
		if !strings.Contains(text, c.want) {
			t.Errorf("%s is told as %s, want %s", c.seen.Type, text, c.want)
		}
		if len(text) > 600 {
			t.Errorf("%s takes %d bytes", c.seen.Type, len(text))
		}
	}
}
