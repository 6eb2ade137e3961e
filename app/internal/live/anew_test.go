package live_test

import (
	"slices"
	"testing"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// A WebSocket that was dropped does not come back; a new object may come, and
// gets nothing of what was said while nobody was connected.
func TestANewWebSocketAfterADrop(t *testing.T) {
	b := newBench(t)
	run, c := b.upgraded(socket(connect(), upgrade(), says("one"), drop(),
		servers(lessons.Publish, "two"), connect(), upgrade(), says("three")))
	step(t, run, 3)
	if got := c.next(5); got != "\x81\x03one" {
		t.Errorf("the first connection brings % x", got)
	}
	step(t, run, 4)
	step(t, run, 5)
	again := b.dial()
	again.handshake(run)
	walk(t, run, 6, 7)
	again.until("\r\n\r\n")
	step(t, run, 8)
	if got := again.next(7); got != "\x81\x05three" {
		t.Errorf("the second connection brings % x", got)
	}
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
	of := map[int]int{}
	for _, s := range run.Recording().Steps {
		of[s.Step] = s.Connection
	}
	if of[3] != 1 || of[6] != 2 || of[8] != 2 {
		t.Errorf("steps by connection: %v", of)
	}
}

func TestBytesInNoFrameEndTheConnection(t *testing.T) {
	raw := servers(lessons.Raw, "HTTP/1.1 200 OK\r\n\r\n", client(wire.KindEnd))
	run, c := newBench(t).upgraded(socket(connect(), upgrade(), raw))
	go func() {
		if got := c.next(19); got != raw.Text {
			t.Errorf("it sends %q", got)
		}
		c.frame(wire.OpClose, "\x03\xea")
		c.Close()
	}()
	step(t, run, 3)
	if o := over(t, run); o.Reason != live.Finished {
		t.Errorf("over: %+v", o)
	}
}

func TestMessagesWordByWord(t *testing.T) {
	words := servers(lessons.Send, "one two three", sends(wire.Server, wire.OpText, "three "))
	words.Every = 20
	run, c := newBench(t).upgraded(socket(connect(), upgrade(), words))
	began := time.Now()
	step(t, run, 3)
	if took := time.Since(began); took < 40*time.Millisecond {
		t.Errorf("three words, 20 ms apart, took %v", took)
	}
	got := []string{c.next(6), c.next(6), c.next(8)}
	if want := []string{"\x81\x04one ", "\x81\x04two ", "\x81\x06three "}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
