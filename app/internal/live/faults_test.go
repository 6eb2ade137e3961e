package live_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// byHand is a row whose bytes are written in hexadecimal.
func byHand(digits string, done ...lessons.Pattern) lessons.Step {
	return inHex(servers(lessons.Raw, "", done...), digits)
}

func TestFramesByHandAreWrittenAsTheyAre(t *testing.T) {
	frame := func(opcode wire.Opcode) lessons.Pattern {
		return lessons.Pattern{From: wire.Server, Kind: wire.KindFrame, Opcode: opcode.String()}
	}
	run, c := newBench(t).upgraded(socket(connect(), upgrade(),
		byHand("81 02 48 69", frame(wire.OpText)),
		byHand("82 05 00"),
		byHand("01 02 03 04", frame(wire.OpBinary)),
		byHand("c1 85 37 fa 21 3d 7f 9f 4d 51 58", frame(wire.OpText), client(wire.KindEnd)),
	))
	for i, want := range []string{"\x81\x02Hi", "\x82\x05\x00", "\x01\x02\x03\x04"} {
		step(t, run, 3+i)
		if got := c.next(len(want)); got != want {
			t.Errorf("row %d sent % x, want % x", 3+i, got, want)
		}
		c.silent()
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if got := c.next(11); got != "\xc1\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58" {
			t.Errorf("the bad frame is % x", got)
		}
		c.frame(wire.OpClose, "\x03\xea")
		_ = c.Close()
	}()
	step(t, run, 6)
	<-done
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
	var broken []string
	for _, e := range run.Recording().Events {
		for _, v := range e.Violations {
			broken = append(broken, v.Rule)
		}
	}
	if want := []string{wire.RuleReservedBit, wire.RuleMaskedServerFrame}; !slices.Equal(broken, want) {
		t.Errorf("the recording names %v, want %v", broken, want)
	}
}

// The library refuses the codes that it does not know, and has not sent this
// Close itself. Neither puts another byte on the wire, nor does a server's end.
func TestACloseByHandIsAnsweredAndTheConnectionEnds(t *testing.T) {
	for name, payload := range map[string]string{"1000": "\x03\xe8", "999": "\x03\xe7", "5000": "\x13\x88", "none": "", "1002 instead": "\x03\xea"} {
		for _, pace := range []live.Pace{live.StepPace, live.FullPace} {
			t.Run(name+" at "+string(pace), func(t *testing.T) {
				b := newBench(t)
				code := lessons.Pattern{From: wire.Server, Kind: wire.KindFrame, Opcode: "close", Code: 5000}
				answers := browsers(lessons.AckClose, lessons.Pattern{From: wire.Client, Kind: wire.KindFrame, Opcode: "close"}, server(wire.KindEnd))
				run, c := b.run(socket(connect(), upgrade(), byHand("88 02 13 88", code), answers), pace), b.dial()
				c.handshake(run)
				if pace == live.StepPace {
					walk(t, run, 1, 3)
				}
				c.until("\r\n\r\n")
				if got := c.next(4); got != "\x88\x02\x13\x88" {
					t.Errorf("the Close is % x", got)
				}
				c.silent()
				c.frame(wire.OpClose, payload)
				if pace == live.StepPace {
					step(t, run, 4)
				}
				c.gone()
				if o := over(t, run); o.Reason != live.Finished {
					t.Errorf("over: %+v", o)
				}
			})
		}
	}
}

// With the answer in the Close's own row the script is done when it comes.
func TestACloseByHandAsTheLastRow(t *testing.T) {
	b := newBench(t)
	run, c := b.run(socket(connect(), upgrade(), byHand("88 02 13 88", server(wire.KindFrame), client(wire.KindFrame))), live.FullPace), b.dial()
	c.handshake(run)
	c.until("\r\n\r\n")
	c.next(4)
	c.frame(wire.OpClose, "\x13\x88")
	c.gone()
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}

func TestAfterACloseByHandTheEndIsNoSecondGoodbye(t *testing.T) {
	b := newBench(t)
	run, c := b.upgraded(socket(connect(), upgrade(), byHand("88 02 13 88", server(wire.KindFrame)),
		browsers(lessons.AckClose, client(wire.KindFrame), server(wire.KindEnd))))
	step(t, run, 3)
	c.next(4)
	run.End(live.Closed, "")
	c.gone()
}

func TestAResetIsOne(t *testing.T) {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	certificates := secure.TLS.Certificates
	secure.Close()
	for _, scheme := range []string{"ws", "wss"} {
		for _, pace := range []live.Pace{live.StepPace, live.FullPace} {
			t.Run(scheme+" at "+string(pace), func(t *testing.T) {
				l, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				if scheme == "wss" {
					l = tls.NewListener(l, &tls.Config{Certificates: certificates})
				}
				b := newBenchOn(t, l)
				run, c := b.run(socket(connect(), upgrade(), servers(lessons.Reset, "", server(wire.KindReset))), pace), b.dial()
				if scheme == "wss" {
					c.Conn = tls.Client(c.Conn, &tls.Config{InsecureSkipVerify: true})
					c.in = bufio.NewReader(c.Conn)
				}
				c.handshake(run)
				if pace == live.StepPace {
					walk(t, run, 1, 2)
				}
				c.until("\r\n\r\n")
				if pace == live.StepPace {
					step(t, run, 3)
				}
				if b, err := io.ReadAll(c.in); len(b) > 0 || !errors.Is(err, syscall.ECONNRESET) {
					t.Errorf("the client has % x and %v", b, err)
				}
				if o := over(t, run); o.Reason != live.Finished {
					t.Errorf("over: %+v", o)
				}
				if got := crossed(run, 3); !slices.Equal(got, []string{"server reset"}) {
					t.Errorf("the reset was %v", got)
				}
			})
		}
	}
}

// All of it crosses, its beginning is kept, and a slow reader has time for it.
func TestTheLongestMessage(t *testing.T) {
	row := servers(lessons.Send, "a", lessons.Pattern{From: wire.Server, Kind: wire.KindFrame, Opcode: "text", Length: lessons.MaxPayload})
	run, c := newBench(t).upgraded(socket(connect(), upgrade(), times(row, lessons.MaxPayload), says("Hi")))
	done := make(chan struct{})
	go func() {
		defer close(done)
		if got := c.next(10); got != "\x81\x7f\x00\x00\x00\x00\x00\x10\x00\x00" {
			t.Errorf("the frame begins with % x", got)
		}
		time.Sleep(50 * time.Millisecond)
		if got := c.next(lessons.MaxPayload); got != strings.Repeat("a", lessons.MaxPayload) {
			t.Error("the payload is another")
		}
	}()
	step(t, run, 3)
	<-done
	step(t, run, 4)
	if got := c.next(4); got != "\x81\x02Hi" {
		t.Errorf("after it comes % x", got)
	}
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
	events := run.Recording().Events
	long := events[len(events)-2]
	if kept := len(long.Bytes); kept != live.KeepPayload+10 || int64(kept)+long.Omitted != lessons.MaxPayload+10 || long.Step != 3 {
		t.Errorf("row %d: %d bytes are kept, %d are not", long.Step, kept, long.Omitted)
	}
	if got := run.Crossed(3); got != lessons.MaxPayload+10 {
		t.Errorf("%d bytes crossed", got)
	}
}
