package lessons_test

import (
	"fmt"
	"reflect"
	"testing"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

func frame(from wire.Endpoint, op wire.Opcode, payload string, code int) wire.Event {
	f := &wire.Frame{FIN: true, Opcode: op, Payload: wire.Hex(payload), CloseCode: code, Masked: from == wire.Client}
	raw := wire.AppendFrame(nil, *f)
	return wire.Event{From: from, Kind: wire.KindFrame, Frame: f, Bytes: raw}
}

func header(from wire.Endpoint, name string) wire.Event {
	return wire.Event{From: from, Kind: wire.KindHeaderField, Header: &wire.HeaderField{Name: name}, Bytes: wire.Hex(name + ": x\r\n")}
}

func of(from wire.Endpoint, kind wire.Kind) wire.Event { return wire.Event{From: from, Kind: kind} }

func status(code int) wire.Event {
	return wire.Event{From: wire.Server, Kind: wire.KindStatusLine, Status: &wire.StatusLine{Code: code}}
}

func dispatch(data string) wire.Event {
	return wire.Event{From: wire.Server, Kind: wire.KindDispatch, Dispatch: &wire.Message{Type: "message", Data: data}}
}

// observed is an event and the step that it must fall to.
type observed struct {
	ev   wire.Event
	step int
}

func walk(t *testing.T, s *lessons.Script, events []observed) {
	t.Helper()
	m := s.NewMatcher()
	done, reached := 0, 0
	for i, o := range events {
		if got := m.Observe(o.ev); got != o.step {
			t.Errorf("%s, event %d (%s %s): step %d, want %d", s.ID, i, o.ev.From, o.ev.Kind, got, o.step)
		}
		for m.Done(done+1) && done < len(s.Steps) {
			done++
		}
		if reached = max(reached, o.step); done > reached {
			t.Errorf("%s, event %d: step %d is done early", s.ID, i, done)
		}
	}
	if done != len(s.Steps) {
		t.Errorf("%s: %d of %d steps done, missing %v", s.ID, done, len(s.Steps), m.Missing(done+1))
	}
}

func TestMatcherWalksWebSocket(t *testing.T) {
	c, s := wire.Client, wire.Server
	walk(t, course(t).Script("websocket-protocol"), []observed{
		{of(c, wire.KindRequestLine), 1}, {header(c, "Host"), 1}, {header(c, "sec-websocket-key"), 1}, {header(c, "Cookie"), 1},
		{of(c, wire.KindHeadEnd), 2},
		{status(101), 3}, {header(s, "Upgrade"), 3}, {header(s, "Sec-WebSocket-Accept"), 3},
		{of(s, wire.KindHeadEnd), 4},
		{frame(c, wire.OpText, "Hello", 0), 5},
		{frame(s, wire.OpText, "Welcome", 0), 6},
		{frame(s, wire.OpPing, "", 0), 6}, {frame(c, wire.OpPong, "", 0), 5},
		{frame(c, wire.OpText, "How are you?", 0), 7},
		{frame(s, wire.OpText, "Good, thanks!", 0), 8},
		{frame(c, wire.OpClose, "\x03\xe8", 1000), 9},
		{frame(s, wire.OpClose, "\x03\xe8", 1000), 10}, {of(s, wire.KindEnd), 10},
	})
}

func TestMatcherWalksEventStream(t *testing.T) {
	c, s := wire.Client, wire.Server
	events := []observed{
		{of(c, wire.KindRequestLine), 1}, {header(c, "Accept"), 1}, {of(c, wire.KindHeadEnd), 1},
		{status(200), 2}, {header(s, "Content-Type"), 2}, {of(s, wire.KindHeadEnd), 2},
		{of(s, wire.KindChunk), 2}, {of(s, wire.KindComment), 2},
	}
	for i, word := range []string{"one", "two", "three"} {
		n := i + 3
		events = append(events, observed{of(s, wire.KindChunk), n}, observed{of(s, wire.KindField), n},
			observed{of(s, wire.KindField), n}, observed{dispatch(word), n})
	}
	walk(t, course(t).Script("sse-stream"), append(events, observed{of(s, wire.KindChunk), 6}))
}

func TestMatcherWalksRefusal(t *testing.T) {
	c, s := wire.Client, wire.Server
	walk(t, course(t).Script("websocket-protocol/answers-404"), []observed{
		{of(c, wire.KindRequestLine), 1}, {header(c, "Host"), 1}, {of(c, wire.KindHeadEnd), 1},
		{status(404), 2}, {header(s, "Content-Length"), 2}, {of(s, wire.KindHeadEnd), 2}, {of(s, wire.KindBody), 2},
	})
}

func TestMatcherMissing(t *testing.T) {
	m := course(t).Script("websocket-protocol").NewMatcher()
	if got := fmt.Sprint(m.Missing(10)); got != "[server frame close 1000 server end]" {
		t.Errorf("step 10 waits for %s", got)
	}
	m.Observe(of(wire.Client, wire.KindRequestLine))
	if got := fmt.Sprint(m.Missing(1)); got != "[client header-field Sec-WebSocket-Key]" || m.Done(1) {
		t.Errorf("step 1 waits for %s", got)
	}
	// A server that answers before its turn is taken at its word.
	if n := m.Observe(frame(wire.Server, wire.OpText, "Welcome", 0)); n != 3 {
		t.Errorf("a frame before the 101 belongs to step %d", n)
	}
	if m.Done(6) || !m.Done(11) || m.Missing(0) != nil {
		t.Error("steps done that are not, or missing what no step waits for")
	}
	if n := m.Observe(wire.Event{Kind: wire.KindEnd}); n != 0 {
		t.Errorf("an event of nobody belongs to step %d", n)
	}
}

func TestPattern(t *testing.T) {
	hello := frame(wire.Client, wire.OpText, "Hello", 0)
	bye := frame(wire.Client, wire.OpClose, "\x03\xe8", 1000)
	for _, c := range []struct {
		p       lessons.Pattern
		words   string
		matches []wire.Event
		not     []wire.Event
	}{
		{lessons.Pattern{From: "client", Kind: "frame", Opcode: "text", Payload: "Hello"}, `client frame text "Hello"`,
			[]wire.Event{hello}, []wire.Event{bye, frame(wire.Server, wire.OpText, "Hello", 0), frame(wire.Client, wire.OpText, "hello", 0), frame(wire.Client, wire.OpBinary, "Hello", 0)}},
		{lessons.Pattern{From: "client", Kind: "frame", Opcode: "close", Code: 1000}, "client frame close 1000",
			[]wire.Event{bye}, []wire.Event{hello, frame(wire.Client, wire.OpClose, "", 0)}},
		{lessons.Pattern{From: "server", Kind: "head-end"}, "server head-end",
			[]wire.Event{of(wire.Server, wire.KindHeadEnd)}, []wire.Event{of(wire.Client, wire.KindHeadEnd), of(wire.Server, wire.KindEnd)}},
		{lessons.Pattern{From: "server", Kind: "status-line", Code: 101}, "server status-line 101",
			[]wire.Event{status(101)}, []wire.Event{status(404), of(wire.Server, wire.KindStatusLine)}},
		{lessons.Pattern{From: "client", Kind: "header-field", Header: "Host"}, "client header-field Host",
			[]wire.Event{header(wire.Client, "HOST")}, []wire.Event{header(wire.Client, "Hos"), of(wire.Client, wire.KindHeaderField)}},
		{lessons.Pattern{From: "server", Kind: "dispatch", Payload: "one"}, `server dispatch "one"`,
			[]wire.Event{dispatch("one")}, []wire.Event{dispatch("two"), of(wire.Server, wire.KindDispatch)}},
		{lessons.Pattern{}, "anything", []wire.Event{hello, bye}, nil},
	} {
		if c.p.String() != c.words {
			t.Errorf("%#v reads %q, want %q", c.p, c.p.String(), c.words)
		}
		for _, ev := range c.matches {
			if !c.p.Matches(ev) {
				t.Errorf("%s does not match %+v", c.p, ev)
			}
		}
		for _, ev := range c.not {
			if c.p.Matches(ev) {
				t.Errorf("%s matches %+v", c.p, ev)
			}
		}
	}
	if !reflect.DeepEqual(lessons.Pattern{Kind: "end"}.Matches(of("", "end")), true) {
		t.Error("a pattern of no sender matches every sender")
	}
}
