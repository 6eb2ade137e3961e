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

func follow(t *testing.T, s *lessons.Script, events []observed) {
	t.Helper()
	m := s.NewMatcher()
	done, reached := 0, 0
	for i, o := range events {
		if got := m.Observe(o.ev); got != o.step {
			t.Errorf("%s, event %d (%s %s): step %d, want %d", s.ID, i, o.ev.From, o.ev.Kind, got, o.step)
		}
		reached = max(reached, o.step)
		for m.Done(done+1) && done < len(s.Steps) {
			done++
			// What waits for nothing is done from the beginning.
			if done > reached && len(s.Step(done).Done) > 0 {
				t.Errorf("%s, event %d: step %d is done early", s.ID, i, done)
			}
		}
	}
	if done != len(s.Steps) {
		t.Errorf("%s: %d of %d steps done, missing %v", s.ID, done, len(s.Steps), m.Missing(done+1))
	}
}

func TestMatcherWalksWebSocket(t *testing.T) {
	c, s := wire.Client, wire.Server
	follow(t, course(t).Script("websocket-protocol"), []observed{
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

// An event stream over five connections: each goes on in the queues where the
// one before stopped.
func TestMatcherWalksEventStream(t *testing.T) {
	c, s := wire.Client, wire.Server
	method := func(name string) wire.Event {
		return wire.Event{From: c, Kind: wire.KindRequestLine, Request: &wire.RequestLine{Method: name}}
	}
	field := func(from wire.Endpoint, name, value string) wire.Event {
		ev := header(from, name)
		ev.Header.Value = value
		return ev
	}
	ping := dispatch("{}")
	ping.Dispatch.Type = "ping"
	head := func(n int) []observed {
		return []observed{{status(200), n}, {field(s, "Content-Type", "text/event-stream"), n}}
	}
	events := []observed{{method("GET"), 1}, {header(c, "Accept"), 1}, {of(c, wire.KindHeadEnd), 1}}
	events = append(events, head(2)...)
	events = append(events, observed{of(s, wire.KindHeadEnd), 3}, observed{of(s, wire.KindChunk), 3}, observed{of(s, wire.KindComment), 3})
	for i, ev := range []wire.Event{dispatch("This is message 0"), dispatch("This is message 1"), ping, dispatch("This is message 2\nin two lines"),
		of(s, wire.KindComment), of(s, wire.KindField)} {
		events = append(events, observed{of(s, wire.KindChunk), i + 4}, observed{ev, i + 4})
	}
	events = append(events, observed{of(s, wire.KindReset), 10},
		observed{method("GET"), 13}, observed{field(c, "Last-Event-ID", "2"), 13}, observed{of(c, wire.KindHeadEnd), 13})
	events = append(events, head(14)...)
	events = append(events, observed{of(s, wire.KindHeadEnd), 14}, observed{of(s, wire.KindChunk), 14}, observed{of(s, wire.KindComment), 14},
		observed{of(s, wire.KindChunk), 15}, observed{dispatch("This is message 3"), 15}, observed{dispatch("This is message 4"), 15},
		observed{of(c, wire.KindEnd), 16}, observed{method("GET"), 17}, observed{of(c, wire.KindHeadEnd), 17})
	events = append(events, head(18)...)
	events = append(events, observed{of(s, wire.KindHeadEnd), 18}, observed{of(s, wire.KindChunk), 18}, observed{of(s, wire.KindField), 18}, observed{dispatch("This is message 5"), 18},
		observed{of(s, wire.KindChunk), 19}, observed{method("GET"), 20}, observed{field(c, "last-event-id", "5"), 20}, observed{of(c, wire.KindHeadEnd), 20},
		observed{status(204), 21}, observed{of(s, wire.KindHeadEnd), 21})
	follow(t, course(t).Script("sse-stream"), events)
}

func TestMatcherWalksRefusal(t *testing.T) {
	c, s := wire.Client, wire.Server
	follow(t, course(t).Script("websocket-protocol/handshake-answers/404"), []observed{
		{of(c, wire.KindRequestLine), 1}, {header(c, "Host"), 1}, {of(c, wire.KindHeadEnd), 1},
		{status(404), 2}, {header(s, "Content-Length"), 2}, {of(s, wire.KindHeadEnd), 2}, {of(s, wire.KindBody), 2},
	})
}

func TestMatcherNext(t *testing.T) {
	m := course(t).Script("websocket-protocol").NewMatcher()
	if n, p, ok := m.Next(wire.Client); !ok || n != 1 || p.String() != "client request-line" {
		t.Errorf("the client's next is %s of step %d, %v", p, n, ok)
	}
	m.Observe(of(wire.Client, wire.KindRequestLine))
	if n, p, ok := m.Next(wire.Client); !ok || n != 1 || p.String() != "client header-field Sec-WebSocket-Key" {
		t.Errorf("then it is %s of step %d, %v", p, n, ok)
	}
	if n, p, ok := m.Next(wire.Server); !ok || n != 3 || p.Code != 101 {
		t.Errorf("the server's next is %s of step %d, %v", p, n, ok)
	}
	for _, ev := range []wire.Event{header(wire.Client, "Sec-WebSocket-Key"), of(wire.Client, wire.KindHeadEnd), frame(wire.Client, wire.OpText, "Hello", 0),
		frame(wire.Client, wire.OpText, "How are you?", 0), frame(wire.Client, wire.OpClose, "\x03\xe8", 1000)} {
		m.Observe(ev)
	}
	if n, p, ok := m.Next(wire.Client); ok {
		t.Errorf("after its last the client's next is %s of step %d", p, n)
	}
	if _, _, ok := m.Next(""); ok {
		t.Error("nobody has a next event")
	}
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
	// Not all of it is kept, so only the head tells its length.
	cut := frame(wire.Server, wire.OpText, "He", 0)
	cut.Frame.PayloadLength = 5
	ping := dispatch("1")
	ping.Dispatch.Type = "ping"
	last := header(wire.Client, "last-event-id")
	last.Header.Value = "2"
	post := wire.Event{From: wire.Client, Kind: wire.KindRequestLine, Request: &wire.RequestLine{Method: "POST"}}
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
		{lessons.Pattern{From: "server", Kind: "frame", Opcode: "text", Length: 5}, "server frame text of 5 bytes",
			[]wire.Event{cut}, []wire.Event{hello, frame(wire.Server, wire.OpText, "Hello!", 0), dispatch("Hello")}},
		{lessons.Pattern{From: "server", Kind: "dispatch", Type: "ping"}, "server dispatch ping",
			[]wire.Event{ping}, []wire.Event{dispatch("one"), of(wire.Server, wire.KindDispatch)}},
		{lessons.Pattern{From: "client", Kind: "header-field", Header: "Last-Event-ID", Value: "2"}, "client header-field Last-Event-ID: 2",
			[]wire.Event{last}, []wire.Event{header(wire.Client, "Last-Event-ID"), of(wire.Client, wire.KindHeaderField)}},
		{lessons.Pattern{From: "client", Kind: "request-line", Value: "POST"}, "client request-line POST",
			[]wire.Event{post}, []wire.Event{of(wire.Client, wire.KindRequestLine)}},
		{lessons.Pattern{From: "client", Kind: "end"}, "client end",
			[]wire.Event{of(wire.Client, wire.KindEnd), of(wire.Client, wire.KindReset)}, []wire.Event{of(wire.Server, wire.KindReset)}},
		{lessons.Pattern{From: "client", Kind: "reset"}, "client reset",
			[]wire.Event{of(wire.Client, wire.KindReset)}, []wire.Event{of(wire.Client, wire.KindEnd)}},
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

// What a sender may leave out is passed over where the next of it comes, and is
// never waited for.
func TestMatcherPassesOverWhatMayBeLeftOut(t *testing.T) {
	from, end := wire.Client, of(wire.Client, wire.KindEnd)
	s := &lessons.Script{Steps: []lessons.Step{
		{N: 1, Done: []lessons.Pattern{{From: from, Kind: wire.KindHeadEnd}}},
		{N: 2, Done: []lessons.Pattern{{From: from, Kind: wire.KindFrame, Opcode: "close", Optional: true}, {From: from, Kind: wire.KindEnd}}},
	}}
	for _, left := range []bool{false, true} {
		m := s.NewMatcher()
		m.Observe(of(from, wire.KindHeadEnd))
		if n, p, ok := m.Next(from); n != 2 || p.Kind != wire.KindEnd || !ok {
			t.Errorf("it waits for %v of step %d", p, n)
		}
		if !left {
			if n := m.Observe(frame(from, wire.OpClose, "\x03\xea", 1002)); n != 2 {
				t.Errorf("the Close belongs to step %d", n)
			}
		}
		if missing := m.Missing(2); len(missing) != 1 || missing[0].Kind != wire.KindEnd {
			t.Errorf("left out: %v: it lacks %v", left, missing)
		}
		if n := m.Observe(end); n != 2 || !m.Done(2) {
			t.Errorf("left out: %v: the end belongs to step %d, which lacks %v", left, n, m.Missing(2))
		}
	}
}
