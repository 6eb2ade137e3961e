package live_test

import (
	"bytes"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

func TestTenRowsOnARealConnection(t *testing.T) {
	b := newBench(t)
	run := b.run(tenRows(), live.StepPace)
	c := b.dial()

	go c.handshake(run)
	step(t, run, 1)
	step(t, run, 2)
	c.silent()

	step(t, run, 3)
	head := c.until("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
	if !strings.HasPrefix(head, "HTTP/1.1 101 Switching Protocols\r\n") {
		t.Errorf("the 101 begins %q", head)
	}
	c.silent()

	step(t, run, 4)
	if got := c.next(2); got != "\r\n" {
		t.Errorf("step 4 released %q, want the blank line", got)
	}
	c.silent()

	c.frame(wire.OpText, "Hello")
	step(t, run, 5)
	step(t, run, 6)
	if got := c.next(9); got != "\x81\x07Welcome" {
		t.Errorf("step 6 sent % x", got)
	}
	c.frame(wire.OpText, "How are you?")
	step(t, run, 7)
	step(t, run, 8)
	if got := c.next(15); got != "\x81\x0dGood, thanks!" {
		t.Errorf("step 8 sent % x", got)
	}
	c.frame(wire.OpClose, "\x03\xe8")
	step(t, run, 9)
	c.silent()
	step(t, run, 10)
	if got := c.next(4); got != "\x88\x02\x03\xe8" {
		t.Errorf("step 10 sent % x", got)
	}
	c.gone()

	if o := over(t, run); o.Reason != live.Finished || o.Step != 10 {
		t.Errorf("over: %+v", o)
	}
	want := map[int][]string{
		2: {"client head-end"}, 4: {"server head-end"}, 5: {"client frame"}, 6: {"server frame"},
		9: {"client frame"}, 10: {"server frame", "server end"},
	}
	for n, events := range want {
		if got := crossed(run, n); !slices.Equal(got, events) {
			t.Errorf("step %d: %v, want %v", n, got, events)
		}
	}
	rec := run.Recording()
	if len(rec.Steps) != 10 {
		t.Errorf("%d steps are recorded", len(rec.Steps))
	}
	last := time.Duration(0)
	for i, e := range rec.Events {
		if e.Seq != i+1 || e.At < last {
			t.Errorf("event %d: seq %d at %v after %v", i, e.Seq, e.At, last)
		}
		last = e.At
		if bytes.Contains(e.Bytes, []byte("secret")) {
			t.Errorf("event %d shows a cookie", i)
		}
	}
}

func TestAtFullPaceNothingIsHeld(t *testing.T) {
	b := newBench(t)
	run := b.run(tenRows(), live.FullPace)
	c := b.dial()
	c.handshake(run)
	c.until("\r\n\r\n")
	c.silent() // Welcome answers Hello
	c.frame(wire.OpText, "Hello")
	c.next(len("..Welcome"))
	c.frame(wire.OpText, "How are you?")
	c.next(len("..Good, thanks!"))
	c.frame(wire.OpClose, "\x03\xe8")
	c.next(4)
	c.gone()
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}

func TestStepsOutOfOrder(t *testing.T) {
	b := newBench(t)
	run := b.run(tenRows(), live.StepPace)
	var undone *live.NotDoneError
	if _, err := run.Step(t.Context(), 3); !errors.As(err, &undone) || undone.Step != 1 || len(undone.Missing) == 0 {
		t.Errorf("step 3 first: %v", err)
	}
	for _, n := range []int{0, -1, 11} {
		if _, err := run.Step(t.Context(), n); !errors.Is(err, live.ErrNoStep) {
			t.Errorf("step %d: %v", n, err)
		}
	}
	c := b.dial()
	c.handshake(run)
	step(t, run, 1)
	step(t, run, 1) // again changes nothing
	step(t, run, 2)
}

func TestABrowserThatLeaves(t *testing.T) {
	leave := map[string]func(*browser){
		"ends":   func(c *browser) { c.Close() },
		"resets": func(c *browser) { _ = c.Conn.(*net.TCPConn).SetLinger(0); c.Close() },
	}
	for name, go_ := range leave {
		for _, at := range []int{1, 2, 3, 5, 9} {
			t.Run(name+" after step "+string(rune('0'+at)), func(t *testing.T) {
				run, c := newBench(t).walked(at)
				go_(c)
				o := over(t, run)
				if o.Reason != live.Lost || o.Step != at || !strings.Contains(o.Text, "Press Next") {
					t.Errorf("over: %+v", o)
				}
				if _, err := run.Step(t.Context(), at+1); !errors.Is(err, live.ErrOver) {
					t.Errorf("the next step: %v", err)
				}
			})
		}
	}
}

func TestTheCloseMayComeBeforeItsRowIsReleased(t *testing.T) {
	run, c := newBench(t).walked(8)
	c.until("Good, thanks!")
	c.frame(wire.OpClose, "\x03\xe8")
	c.silent()
	step(t, run, 9)
	c.silent()
	step(t, run, 10)
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}

func TestACloseThatNoRowExpectsIsAnsweredAtOnce(t *testing.T) {
	for at, before := range map[int]string{4: "\r\n\r\n", 7: "\x81\x07Welcome"} {
		run, c := newBench(t).walked(at)
		c.until(before)
		sent := time.Now()
		c.frame(wire.OpClose, "\x03\xe9")
		if got := c.next(4); got != "\x88\x02\x03\xe9" {
			t.Errorf("the answer is % x", got)
		}
		c.gone()
		if o := over(t, run); o.Reason != live.Lost || o.Step != at {
			t.Errorf("over: %+v", o)
		}
		if took := time.Since(sent); took > 2*time.Second {
			t.Errorf("it took %v", took)
		}
	}
}

func TestASecondClientIsRefused(t *testing.T) {
	b := newBench(t)
	run := b.run(tenRows(), live.StepPace)
	first, second := b.dial(), b.dial()
	first.handshake(run)
	step(t, run, 1)
	second.handshake(run)
	if got := second.until("\r\n"); got != "HTTP/1.1 409 Conflict\r\n" {
		t.Errorf("the second client got %q", got)
	}
	step(t, run, 2)
}

func TestBadFramesEndOnlyThatRun(t *testing.T) {
	cases := map[string]struct {
		bytes string
		close string // what the server answers
	}{
		"unmasked":      {"\x81\x05Hello", "\x88"},
		"bad UTF-8":     {string(wire.AppendFrame(nil, wire.Frame{FIN: true, Opcode: wire.OpText, Masked: true, Payload: []byte("\xff")})), "\x88\x14\x03\xef"},
		"10 MB claimed": {"\x82\xff\x00\x00\x00\x00\x00\xa0\x00\x00\x01\x02\x03\x04abc", "\x88\x02\x03\xf1"},
		"reserved bits": {"\xf1\x80\x01\x02\x03\x04", "\x88"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			run, c := newBench(t).walked(4)
			c.until("\r\n\r\n")
			c.write(tc.bytes)
			if got := c.next(len(tc.close)); got != tc.close {
				t.Errorf("the server answered % x, want % x", got, tc.close)
			}
			if o := over(t, run); o.Reason != live.Lost {
				t.Errorf("over: %+v", o)
			}
		})
	}
}

// What leads elsewhere, and what names the protocol to change to, do so in a head
// that is otherwise an ordinary one.
func TestAnswersWithMoreThanAStatus(t *testing.T) {
	moved := answer(302)
	moved.Location = "/live/echo"
	for want, step := range map[string]lessons.Step{
		"HTTP/1.1 302 Found\r\n|\r\nLocation: /live/echo\r\n":                                      moved,
		"HTTP/1.1 426 Upgrade Required\r\n|\r\nUpgrade: websocket\r\n|\r\nConnection: Upgrade\r\n": answer(426),
	} {
		b := newBench(t)
		run, c := b.run(socket(connect(), step), live.FullPace), b.dial()
		c.handshake(run)
		head := c.until("\r\n\r\n")
		for part := range strings.SplitSeq(want, "|") {
			if !strings.Contains(head, part) {
				t.Errorf("%q is not in %q", part, head)
			}
		}
		if o := over(t, run); o.Reason != live.Finished {
			t.Errorf("over: %+v", o)
		}
		c.until("\n") // its body
		c.handshake(run)
		c.until("HTTP/1.1 409 ") // the connection serves the next request
	}
}

// Everything else in such a 101 is as it should be, so that one thing is wrong.
func TestAFaultyAccept(t *testing.T) {
	const right = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
	for want, fault := range map[string]lessons.Step{
		strings.Replace(right, "Upgrade: websocket\r\n", "", 1):                                 {Without: "Upgrade"},
		strings.Replace(right, "Connection: Upgrade\r\n", "", 1):                                {Without: "connection"},
		strings.Replace(right, "\r\n\r\n", "\r\nSec-WebSocket-Protocol: chat\r\n\r\n", 1):       {With: "Sec-WebSocket-Protocol: chat"},
		strings.Replace(right, "\r\n\r\n", "\r\nSec-WebSocket-Extensions: x-shout\r\n\r\n", 1):  {With: "Sec-WebSocket-Extensions: x-shout"},
		strings.Replace(right, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", "", 1): {Without: "Sec-WebSocket-Accept"},
	} {
		accept := upgrade()
		accept.Without, accept.With = fault.Without, fault.With
		b := newBench(t)
		run, c := b.run(socket(connect(), accept, leaves(lessons.Wait)), live.FullPace), b.dial()
		c.handshake(run)
		if head := c.until("\r\n\r\n"); head != want {
			t.Errorf("the answer is %q, want %q", head, want)
		}
		var taped []byte
		for _, e := range run.Recording().Events {
			if e.From == wire.Server {
				taped = append(taped, e.Bytes...)
			}
		}
		if string(taped) != want {
			t.Errorf("on record is %q, want %q", taped, want)
		}
		c.Close()
		if o := over(t, run); o.Reason != live.Finished {
			t.Errorf("over: %+v", o)
		}
	}
}

func TestARefusedHandshake(t *testing.T) {
	b := newBench(t)
	run := b.run(socket(connect(), servers(lessons.Hold, ""), answer(404)), live.StepPace)
	c := b.dial()
	c.handshake(run)
	for n := 1; n < len(run.Script.Steps); n++ {
		step(t, run, n)
	}
	c.silent()
	step(t, run, len(run.Script.Steps))
	if got := c.until("\r\n"); got != "HTTP/1.1 404 Not Found\r\n" {
		t.Errorf("the answer begins %q", got)
	}
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}
