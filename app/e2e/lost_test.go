package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// The held handshake is lost to a TCP reset: one sentence, the row stays lit,
// and Next goes on with connection 2, which has a key of its own.
func TestLostHandshake(t *testing.T) {
	t.Parallel()
	x := startProxy(t)
	l := laptop()
	l.port = x.port()
	p := visit(t, l)
	p.net.expect(`WebSocket connection to .* failed`)
	w := p.lesson(lessonPath)
	w.live()
	before := w.to(3)
	if n := x.reset("/ws"); n != 1 {
		t.Fatalf("%d handshakes were held, want one", n)
	}
	lost := w.until("a word about the lost connection", func(s state) bool {
		return s.readyState() == 3 && strings.Contains(s.Say+s.Aside, "connection 2")
	})
	if !slices.Equal(lost.Now, []int{3}) || !slices.Equal(lost.Happened, upTo(3)) {
		t.Errorf("after the reset row 3 is not lit: %s", lost)
	}
	if read[bool](p, "!!document.querySelector('dialog[open]')") {
		t.Error("the reset opened a dialog")
	}
	w.until("a word of it for screen readers", func(s state) bool { return s.Status != before.Status })
	if lost.NextOff {
		t.Error("after the reset Next cannot be pressed")
	}
	p.picture("lost")

	s := w.next(4)
	if s.readyState() != 1 || len(s.Connections) != 2 {
		t.Fatalf("Next after the reset shows %s", s)
	}
	if !strings.Contains(s.Say+s.Aside, "onnection 2") {
		t.Errorf("nothing says that this is connection 2: %q, %q", s.Say, s.Aside)
	}
	first := w.recording(before.runID()).header("client", "Sec-WebSocket-Key")
	second := w.recording(s.runID()).header("client", "Sec-WebSocket-Key")
	if first == "" || second == "" || first == second {
		t.Errorf("the keys of the two connections are %q and %q", first, second)
	}
	if s := w.to(10); s.readyState() != 3 || !slices.Equal(s.Happened, upTo(10)) {
		t.Errorf("connection 2 ends with %s", s)
	}
}

// An open connection ends without a Close frame: the same quiet story.
func TestLostConnection(t *testing.T) {
	t.Parallel()
	x := startProxy(t)
	l := laptop()
	l.port = x.port()
	p := visit(t, l)
	w := p.lesson(lessonPath)
	w.live()
	w.to(6)
	if n := x.cut("/ws"); n != 1 {
		t.Fatalf("%d connections were open, want one", n)
	}
	lost := w.until("a word about the lost connection", func(s state) bool {
		return s.readyState() == 3 && strings.Contains(s.Say+s.Aside, "connection 2")
	})
	if !slices.Equal(lost.Now, []int{6}) {
		t.Errorf("after the cut it shows %s", lost)
	}
	if s := w.next(7); s.readyState() != 1 || len(s.Connections) != 2 || !slices.Equal(s.Happened, upTo(7)) {
		t.Errorf("Next after the cut shows %s", s)
	}
}

// A network that hangs delays a row and breaks nothing.
func TestFrozenNetwork(t *testing.T) {
	x := startProxy(t)
	l := laptop()
	l.port = x.port()
	p := visit(t, l)
	w := p.lesson(lessonPath)
	w.live()
	w.to(6)
	thaw := x.freeze()
	defer thaw()
	before := w.see()
	w.press("data-next")
	w.until("a word that row 7 takes long", func(s state) bool { return s.Aside != before.Aside || s.Say != before.Say })
	if s := w.see(); !slices.Equal(s.Now, []int{6}) {
		t.Errorf("nothing crosses, and it shows %s", s)
	}
	time.Sleep(200 * time.Millisecond)
	thaw()
	if s := w.lit(7); s.readyState() != 1 || len(s.Connections) != 1 {
		t.Errorf("after the thaw it shows %s", s)
	}
}

// A page that leaves in the middle of row 3 holds nobody else up.
func TestLeaveInTheMiddleOfRow3(t *testing.T) {
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	w.to(3)
	p.click("header a[href='/glossary']")
	p.wait("the glossary", "location.pathname === '/glossary' && document.readyState === 'complete'")

	began := time.Now()
	w = p.lesson(lessonPath)
	w.live()
	if s := w.to(4); s.readyState() != 1 {
		t.Errorf("the next visit shows %s", s)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the next visit took %v to open its connection", took)
	}
}
