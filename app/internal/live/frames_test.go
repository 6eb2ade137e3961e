package live_test

import (
	"bytes"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

func fragment(text string, fin bool, opcode string) lessons.Step {
	s := servers(lessons.Fragment, text, server(wire.KindFrame))
	s.FIN, s.Opcode = fin, opcode
	return s
}

func inHex(s lessons.Step, digits string) lessons.Step {
	s.Text, s.Hex = "", digits
	return s
}

func times(s lessons.Step, n int) lessons.Step {
	s.Times = n
	return s
}

// upgraded is a run whose 101 is out and read.
func (b *bench) upgraded(s *lessons.Script) (*live.Run, *browser) {
	b.t.Helper()
	run, c := b.run(s, live.StepPace), b.dial()
	c.handshake(run)
	walk(b.t, run, 1, 2)
	c.until("\r\n\r\n")
	return run, c
}

func TestFramesAreWrittenAsTheyAre(t *testing.T) {
	frame := func() lessons.Pattern { return server(wire.KindFrame) }
	long := func(n int, header string) (lessons.Step, string) {
		s := servers(lessons.Send, "x", lessons.Pattern{From: wire.Server, Kind: wire.KindFrame, Opcode: "text", Length: n})
		return times(s, n), header + strings.Repeat("x", n)
	}
	rows := []lessons.Step{connect(), upgrade()}
	var want []string
	add := func(s lessons.Step, bytes string) { rows, want = append(rows, s), append(want, bytes) }
	add(says("Hello"), "\x81\x05Hello")
	add(inHex(servers(lessons.Send, "", frame()), "00 ff 80"), "\x82\x03\x00\xff\x80")
	add(servers(lessons.Send, "", frame()), "\x81\x00")
	add(long(125, "\x81\x7d"))
	add(long(126, "\x81\x7e\x00\x7e"))
	add(long(65535, "\x81\x7e\xff\xff"))
	add(long(65536, "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"))
	add(fragment("Hel", false, ""), "\x01\x03Hel")
	ping := servers(lessons.Ping, "still there?", sends(wire.Server, wire.OpPing, "still there?"), sends(wire.Client, wire.OpPong, "still there?"))
	add(ping, "\x89\x0cstill there?")
	add(fragment("lo, ", false, ""), "\x00\x04lo, ")
	add(fragment("world", true, ""), "\x80\x05world")
	add(inHex(fragment("", false, ""), "c3"), "\x01\x01\xc3")
	add(inHex(fragment("", true, ""), "a9"), "\x80\x01\xa9")
	add(inHex(fragment("", true, "binary"), "01"), "\x82\x01\x01")
	closes := servers(lessons.Close, "", sends(wire.Server, wire.OpClose, ""))
	add(closes, "\x88\x00")
	rows = append(rows, browsers(lessons.AckClose, sends(wire.Client, wire.OpClose, ""), server(wire.KindEnd)))

	run, c := newBench(t).upgraded(socket(rows...))
	for i, want := range want {
		n := i + 3
		done := make(chan struct{})
		go func() {
			defer close(done)
			if got := c.next(len(want)); got != want {
				t.Errorf("row %d sent % x, want % x", n, got[:min(len(got), 16)], want[:min(len(want), 16)])
			}
			if run.Script.Steps[n-1].Action == lessons.Ping {
				c.frame(wire.OpPong, "still there?")
			}
		}()
		step(t, run, n)
		<-done
	}
	c.silent()
	c.frame(wire.OpClose, "")
	time.Sleep(20 * time.Millisecond) // the answer comes by itself, its row when it likes
	step(t, run, len(rows))
	c.gone()
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
	for _, e := range run.Recording().Events {
		if e.Frame == nil || e.From == wire.Client {
			continue
		}
		if kept := len(e.Bytes); kept > live.KeepPayload+14 || int64(kept)+e.Omitted != int64(len(want[e.Step-3])) {
			t.Errorf("row %d: %d bytes are kept, %d are not", e.Step, kept, e.Omitted)
		}
	}
	if got := crossed(run, 11); !slices.Equal(got, []string{"server frame", "client frame"}) {
		t.Errorf("the ping's row: %v", got)
	}
}

func TestAnIllegalFrameAfterWhichTheBrowserLeaves(t *testing.T) {
	for name, leave := range map[string]func(*browser){
		"with a Close": func(c *browser) { c.frame(wire.OpClose, "\x03\xea"); c.Close() },
		"without":      func(c *browser) { c.Close() },
		"with a reset": func(c *browser) { _ = c.Conn.(*net.TCPConn).SetLinger(0); c.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			illegal := fragment("new", true, "text")
			illegal.Done = append(illegal.Done, client(wire.KindEnd))
			run, c := newBench(t).upgraded(socket(connect(), upgrade(), fragment("Hel", false, ""), illegal, browsers(lessons.Wait)))
			step(t, run, 3)
			c.next(5)
			go func() {
				if got := c.next(5); got != "\x81\x03new" {
					t.Errorf("the illegal frame is % x", got)
				}
				leave(c)
			}()
			step(t, run, 4)
			step(t, run, 5)
			if o := over(t, run); o.Reason != live.Finished {
				t.Errorf("over: %+v", o)
			}
		})
	}
}

func TestAPongDisturbsNothing(t *testing.T) {
	run, c := newBench(t).upgraded(socket(connect(), upgrade(), hears("Hello"), says("Welcome"), drop()))
	c.frame(wire.OpPong, "nobody asked")
	c.frame(wire.OpText, "Hello")
	walk(t, run, 3, 4)
	c.frame(wire.OpPong, "")
	if got := c.next(9); got != "\x81\x07Welcome" {
		t.Errorf("got % x", got)
	}
	c.silent()
	step(t, run, 5)
	c.gone() // without a Close
	if got := crossed(run, 5); !slices.Equal(got, []string{"server end"}) {
		t.Errorf("the drop was %v", got)
	}
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}

func TestAWrongAccept(t *testing.T) {
	wrong := upgrade()
	wrong.WrongAccept = true
	waits := leaves(lessons.Wait)
	for name, s := range map[string]*lessons.Script{
		"and the browser leaves":   socket(connect(), wrong, waits),
		"and nobody waits for it":  socket(connect(), wrong, browsers(lessons.Wait), browsers(lessons.Wait)),
		"as the script's last row": socket(connect(), wrong),
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			run, c := b.run(s, live.StepPace), b.dial()
			c.write("GET /runs/" + run.ID + "/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
				"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n")
			walk(t, run, 1, 2)
			head := c.until("\r\n\r\n")
			if !strings.HasPrefix(head, "HTTP/1.1 101 ") || !strings.Contains(head, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") {
				t.Errorf("the answer is %q", head)
			}
			c.Close()
			time.Sleep(20 * time.Millisecond)
			walk(t, run, 3, len(s.Steps))
			if o := over(t, run); o.Reason != live.Finished {
				t.Errorf("over: %+v", o)
			}
			if run.Key() != "AAAAAAAAAAAAAAAAAAAAAA==" {
				t.Errorf("the key on record is %q", run.Key())
			}
		})
	}
}

func TestSilenceUntilTheBrowserLeaves(t *testing.T) {
	for _, pace := range []live.Pace{live.StepPace, live.FullPace} {
		t.Run(string(pace), func(t *testing.T) {
			b := newBench(t)
			run, c := b.run(socket(connect(), servers(lessons.Hold, ""), leaves(lessons.Wait)), pace), b.dial()
			other := b.run(tenRows(), live.StepPace)
			c.handshake(run)
			if pace == live.StepPace {
				walk(t, run, 1, 2)
			}
			c.silent()
			if held, _ := b.runs.Holding("a visitor", other.ID); held != run {
				t.Error("a handshake without an answer is in nobody's way")
			}
			c.Close()
			if pace == live.StepPace {
				step(t, run, 3)
			}
			if o := over(t, run); o.Reason != live.Finished {
				t.Errorf("over: %+v", o)
			}
		})
	}
}

// An answer that is whole leaves the connection to the browser, which may end it
// as the script expects.
func TestARefusalAfterWhichTheBrowserLeaves(t *testing.T) {
	b := newBench(t)
	run, c := b.run(socket(connect(), answer(200), leaves(lessons.Wait)), live.StepPace), b.dial()
	c.handshake(run)
	walk(t, run, 1, 2)
	c.until("200 OK\n")
	c.Close()
	step(t, run, 3)
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}

// segments counts the Writes that reach the network.
type segments struct {
	net.Listener
	writes chan []byte
}

type segmented struct {
	net.Conn
	writes chan []byte
}

func (s *segments) Accept() (net.Conn, error) {
	c, err := s.Listener.Accept()
	return &segmented{c, s.writes}, err
}

func (s *segmented) Write(b []byte) (int, error) {
	s.writes <- bytes.Clone(b)
	return s.Conn.Write(b)
}

func TestOneWrite(t *testing.T) {
	for _, pace := range []live.Pace{live.StepPace, live.FullPace} {
		t.Run(string(pace), func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			below := &segments{l, make(chan []byte, 10)}
			b := newBenchOn(t, below)
			accept := upgrade()
			accept.OneWrite = true
			run, c := b.run(socket(connect(), accept, says("Hello")), pace), b.dial()
			c.handshake(run)
			if pace == live.StepPace {
				walk(t, run, 1, 3)
			}
			c.until("\r\n\r\n\x81\x05Hello")
			if o := over(t, run); o.Reason != live.Finished {
				t.Errorf("over: %+v", o)
			}
			got := <-below.writes
			if len(below.writes) != 0 || !bytes.HasPrefix(got, []byte("HTTP/1.1 101 ")) || !bytes.HasSuffix(got, []byte("\r\n\r\n\x81\x05Hello")) {
				t.Errorf("%d more writes after %q", len(below.writes), got)
			}
			if got := crossed(run, 3); !slices.Equal(got, []string{"server frame"}) {
				t.Errorf("the message's row: %v", got)
			}
			c.silent() // the page closes what the script leaves open
			c.frame(wire.OpClose, "\x03\xe8")
			if got := c.next(4); got != "\x88\x02\x03\xe8" {
				t.Errorf("the page's Close is answered % x", got)
			}
			c.gone()
		})
	}
}

func TestASocketThatIsLeftOpenIsClosedAtShutdown(t *testing.T) {
	b := newBench(t)
	run, c := b.upgraded(socket(connect(), upgrade()))
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
	c.silent()
	if err := b.runs.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := c.next(2); got[:1] != "\x88" {
		t.Errorf("at shutdown came % x", got)
	}
	c.next(2)
	c.gone()
}

// A browser that closes hears nothing from a script without an answer.
func TestACloseThatIsNeverAnswered(t *testing.T) {
	closes := browsers(lessons.Close, sends(wire.Client, wire.OpClose, ""))
	dropped := browsers(lessons.Send)
	run, c := newBench(t).upgraded(socket(connect(), upgrade(), closes, dropped, leaves(lessons.Wait)))
	c.frame(wire.OpClose, "\x03\xe8")
	walk(t, run, 3, 4)
	c.silent()
	c.Close()
	step(t, run, 5)
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}

// A browser answers this server's Close by itself, and ends the connection two
// seconds later if nobody else does; the row may come any time.
func TestABrowserThatHangsUpAfterTheClosingHandshake(t *testing.T) {
	closes := servers(lessons.Close, "", sends(wire.Server, wire.OpClose, ""))
	closes.Code, closes.Reason = 1000, "done"
	for name, end := range map[string]lessons.Pattern{"this server's end": server(wire.KindEnd), "its own": client(wire.KindEnd)} {
		t.Run("the row waits for "+name, func(t *testing.T) {
			acks := browsers(lessons.AckClose, sends(wire.Client, wire.OpClose, ""), end)
			run, c := newBench(t).upgraded(socket(connect(), upgrade(), closes, acks))
			step(t, run, 3)
			if got := c.next(8); got != "\x88\x06\x03\xe8done" {
				t.Errorf("the Close is % x", got)
			}
			c.frame(wire.OpClose, "\x03\xe8")
			c.leave()
			time.Sleep(20 * time.Millisecond)
			if o := run.Over(); o != nil {
				t.Errorf("over before its last row: %+v", o)
			}
			step(t, run, 4)
			if o := over(t, run); o.Reason != live.Finished {
				t.Errorf("over: %+v", o)
			}
		})
	}
}

func TestARequestThatIsNoHandshakeIsRefused(t *testing.T) {
	one := upgrade()
	one.OneWrite = true
	for name, s := range map[string]*lessons.Script{
		"in parts": tenRows(), "in one": socket(connect(), one, says("Hello")), "plainly": socket(connect(), upgrade(), says("Hello")),
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			run, c := b.run(s, live.FullPace), b.dial()
			c.write("GET /runs/" + run.ID + "/ws HTTP/1.1\r\nHost: x\r\n\r\n")
			if got := c.until("\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 400 ") {
				t.Errorf("it got %q", got)
			}
			c.until("\n")
			if o := over(t, run); o.Reason != live.Closed || !strings.Contains(o.Text, "handshake") {
				t.Errorf("over: %+v", o)
			}
			c.request("/runs/" + run.ID + "/ws") // the connection is free again
			c.until("HTTP/1.1 409 ")
		})
	}
}
