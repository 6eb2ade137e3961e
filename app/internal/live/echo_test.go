package live_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
	"wirewalk/lessons/wire"
)

func (b *bench) echo() *websocket.Conn { return b.socket("/echo") }

func (b *bench) socket(path string) *websocket.Conn {
	b.t.Helper()
	conn, resp, err := websocket.DefaultDialer.Dial("ws://"+b.addr+path, http.Header{"Origin": {"https://elsewhere.test"}})
	if err != nil {
		b.t.Fatal(err)
	}
	resp.Body.Close()
	b.t.Cleanup(func() { conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	return conn
}

func TestEchoReturnsWhatItGot(t *testing.T) {
	conn := newBench(t).echo()
	for _, tc := range []struct {
		kind    int
		message []byte
	}{
		{websocket.TextMessage, []byte("Grüße")},
		{websocket.BinaryMessage, []byte{0, 255, 128}},
		{websocket.TextMessage, nil},
		{websocket.BinaryMessage, bytes.Repeat([]byte("x"), live.MaxEchoMessage)},
	} {
		if err := conn.WriteMessage(tc.kind, tc.message); err != nil {
			t.Fatal(err)
		}
		kind, got, err := conn.ReadMessage()
		if err != nil || kind != tc.kind || !bytes.Equal(got, tc.message) {
			t.Fatalf("echo of %d bytes: kind %d, %d bytes, %v", len(tc.message), kind, len(got), err)
		}
	}
}

func TestEchoJoinsFragmentsAndAnswersPings(t *testing.T) {
	b := newBench(t)
	c := b.dial()
	c.write("GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + theKey + "\r\nSec-WebSocket-Version: 13\r\n\r\n")
	c.until("\r\n\r\n")
	masked := func(fin bool, op wire.Opcode, payload string) {
		c.write(string(wire.AppendFrame(nil, wire.Frame{FIN: fin, Opcode: op, Masked: true, Payload: []byte(payload)})))
	}
	masked(false, wire.OpText, "Hel\xc3")
	masked(true, wire.OpPing, "p")
	if got := c.next(3); got != "\x8a\x01p" {
		t.Errorf("pong % x", got)
	}
	masked(true, wire.OpContinuation, "\xa9lo")
	if got := c.next(9); got != "\x81\x07Hel\xc3\xa9lo" {
		t.Errorf("echo % x", got)
	}
	masked(true, wire.OpClose, "\x0f\xa0bye")
	if got := c.next(7); got != "\x88\x05\x0f\xa0bye" {
		t.Errorf("close % x", got)
	}
}

func TestEchoRefuses(t *testing.T) {
	b := newBench(t)
	for name, tc := range map[string]struct {
		send func(*websocket.Conn) error
		code int
	}{
		"too long": {func(c *websocket.Conn) error {
			return c.WriteMessage(websocket.BinaryMessage, make([]byte, live.MaxEchoMessage+1))
		}, websocket.CloseMessageTooBig},
		"not UTF-8": {func(c *websocket.Conn) error {
			return c.WriteMessage(websocket.TextMessage, []byte("\xff"))
		}, websocket.CloseInvalidFramePayloadData},
	} {
		t.Run(name, func(t *testing.T) {
			conn := b.echo()
			if err := tc.send(conn); err != nil {
				t.Fatal(err)
			}
			if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, tc.code) {
				t.Errorf("ended with %v, want %d", err, tc.code)
			}
		})
	}
}

// The end that was asked for comes without a word of the protocol.
func TestEchoDrops(t *testing.T) {
	conn := newBench(t).socket("/crash")
	if err := conn.WriteMessage(websocket.TextMessage, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, got, err := conn.ReadMessage(); err != nil || string(got) != "x" {
		t.Fatalf("echo %q, %v", got, err)
	}
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseAbnormalClosure) {
		t.Errorf("ended with %v", err)
	}
}

// Somebody may open the echo's address like a page's: what comes next on that
// connection can be a run's.
func TestAConnectionThatTheEchoRefusedCanBeTapped(t *testing.T) {
	b := newBench(t)
	c := b.dial()
	c.write("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
	if got := c.until("handshake: "); !strings.HasPrefix(got, "HTTP/1.1 409 ") {
		t.Errorf("the echo answered %q", got)
	}
	c.until("\n")
	run := b.run(sixRows(), live.FullPace)
	c.request("/runs/" + run.ID + "/events")
	c.until("\r\n0\r\n\r\n")
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}

func TestEchoSaysGoodbyeAtShutdown(t *testing.T) {
	b := newBench(t)
	conn := b.echo()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(strings.Repeat("x", 10))); err != nil {
		t.Fatal(err)
	}
	if _, _, err := conn.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	if err := b.runs.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Errorf("ended with %v", err)
	}
}
