package lessons_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// numbered makes a script of the steps.
func numbered(protocol lessons.Protocol, steps ...lessons.Step) *lessons.Script {
	for i := range steps {
		steps[i].N = i + 1
	}
	return &lessons.Script{Protocol: protocol, Steps: steps}
}

// by makes a step.
func by(actor lessons.Actor, action lessons.Action, readyState int, text string) lessons.Step {
	return lessons.Step{Actor: actor, Action: action, ReadyState: readyState, Text: text}
}

// walk is an event stream that drops, comes back, and is left and made anew.
func walk() *lessons.Script {
	const b, s = lessons.Browser, lessons.Server
	w := numbered(lessons.EventStream,
		by(b, lessons.Connect, 0, ""),
		by(s, lessons.Accept, 0, "data: never\n\n"), // only the head goes out
		by(s, lessons.FinishAccept, 1, ": open\n\n"),
		by(s, lessons.Send, 1, "data: This is message 0\n\n"),
		by(s, lessons.Send, 1, "id: 1\ndata: This is message 1\n\n"),
		by(s, lessons.Send, 1, "event: ping\ndata: {\"time\":\"{now}\"}\n\n"),
		by(s, lessons.Send, 1, "id: 2\ndata: This\ndata: is message 2\n\n"),
		by(s, lessons.Send, 1, ": still here\n\n"),
		by(s, lessons.Send, 1, "retry: 2000\n\n"),
		by(s, lessons.Drop, 0, ""),
		by(s, lessons.Publish, 0, "id: 3\ndata: This is message 3\n\nid: 4\ndata: This is message 4\n\n"),
		by(b, lessons.Wait, 0, ""),
		by(b, lessons.Reconnect, 0, ""),
		by(s, lessons.Accept, 1, ": back\n\n"),
		by(s, lessons.Resume, 1, ""),
		by(b, lessons.Close, 2, ""),
		by(b, lessons.Connect, 0, ""),
		by(s, lessons.Accept, 1, "retry: 1000\n\nid: 5\ndata: This is message 5\n\n"),
		by(s, lessons.End, 0, ""),
		by(b, lessons.Reconnect, 0, ""),
		by(s, lessons.Answer, 2, ""),
	)
	w.Steps[14].Row.Received = "the two missed"
	w.Steps[17].Row.Received = "200"
	return w
}

// fired is what all rows fire: "row: type|data|last event id".
func fired(s *lessons.Script) []string {
	var all []string
	for n := range len(s.Steps) + 2 {
		for _, m := range s.Fires(n) {
			all = append(all, fmt.Sprintf("%d: %s|%s|%s", n, m.Type, m.Data, m.LastEventID))
		}
	}
	return all
}

func TestFiresOfAnEventStream(t *testing.T) {
	const b, s = lessons.Browser, lessons.Server
	connect := by(b, lessons.Connect, 0, "")
	again := by(b, lessons.Reconnect, 0, "")
	accept := func(text string) lessons.Step { return by(s, lessons.Accept, 1, text) }
	send := func(text string) lessons.Step { return by(s, lessons.Send, 1, text) }
	drop := by(s, lessons.Drop, 0, "")
	words := send("One after another")
	words.Every = 100
	thrice := send("data: x\n\n")
	thrice.Times = 3
	throws := by(b, lessons.Send, 1, "data: mine\n\n")
	throws.Throws = "TypeError"
	for _, c := range []struct {
		name   string
		script *lessons.Script
		want   []string
		types  []string
	}{
		{"the walk", walk(), []string{
			"4: message|This is message 0|", "5: message|This is message 1|1", `6: ping|{"time":"{now}"}|1`,
			"7: message|This\nis message 2|2", "15: message|This is message 3|3", "15: message|This is message 4|4", "18: message|This is message 5|5",
		}, []string{"ping"}},
		{"with the head", numbered(lessons.EventStream, connect, accept("data: a\n\n")), []string{"2: message|a|"}, nil},
		{"words", numbered(lessons.EventStream, connect, accept(""), words), []string{"3: message|One |", "3: message|after |", "3: message|another |"}, nil},
		{"times", numbered(lessons.EventStream, connect, accept(""), thrice), []string{"3: message|x|", "3: message|x|", "3: message|x|"}, nil},
		{"over two rows", numbered(lessons.EventStream, connect, accept("id: 1\n"), send("data: a\n"), send("\n")), []string{"4: message|a|1"}, nil},
		{"cut off by a drop", numbered(lessons.EventStream, connect, accept("id: 1\ndata: a\n"), drop, again, accept("\ndata: b\n\n")), []string{"5: message|b|"}, nil},
		{"asking again keeps the id", numbered(lessons.EventStream, connect, accept("id: 7\n\n"), drop, again, accept("data: b\n\n")), []string{"5: message|b|7"}, nil},
		{"a new object has none", numbered(lessons.EventStream, connect, accept("id: 7\n\n"), by(b, lessons.Close, 2, ""), connect, accept("data: b\n\n")), []string{"5: message|b|"}, nil},
		{"nobody listens", numbered(lessons.EventStream, connect, accept(""), by(s, lessons.End, 0, ""), by(s, lessons.Publish, 0, "id: 1\ndata: a\n\n")), nil, nil},
		{"published while the request waits", numbered(lessons.EventStream, connect, by(s, lessons.Publish, 0, "id: 1\ndata: a\n\n"), accept(""), by(s, lessons.Resume, 1, "")), []string{"4: message|a|1"}, nil},
		{"the browser's own", numbered(lessons.EventStream, connect, accept(""), throws, by(b, lessons.Post, 1, "data: mine\n\n")), nil, nil},
		{"types, sorted", numbered(lessons.EventStream, connect, accept("event: b\ndata\n\nevent: a\ndata\n\nevent: b\ndata\n\nevent: none\n\n")),
			[]string{"2: b||", "2: a||", "2: b||"}, []string{"a", "b"}},
	} {
		if got := fired(c.script); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
		if got := c.script.Types(); !slices.Equal(got, c.types) {
			t.Errorf("%s: types %q, want %q", c.name, got, c.types)
		}
	}
}

func TestFiresOfAWebSocket(t *testing.T) {
	const b, s = lessons.Browser, lessons.Server
	send := func(text string) lessons.Step { return by(s, lessons.Send, 1, text) }
	fragment := func(text, opcode string, fin bool) lessons.Step {
		return lessons.Step{Actor: s, Action: lessons.Fragment, ReadyState: 1, Text: text, Opcode: opcode, FIN: fin}
	}
	raw := func(action lessons.Action, hex string, fin bool) lessons.Step {
		return lessons.Step{Actor: s, Action: action, ReadyState: 1, Hex: hex, FIN: fin}
	}
	often := send("ab")
	often.Times = 2
	words := send("One after another")
	words.Every = 100
	drop, connect, accept := by(s, lessons.Drop, 3, ""), by(b, lessons.Connect, 0, ""), by(s, lessons.Accept, 1, "")
	for _, c := range []struct {
		name  string
		steps []lessons.Step // of the open connection: rows 3 and on
		want  []string
	}{
		{"both send", []lessons.Step{by(b, lessons.Send, 1, "Hi"), send("Ho")}, []string{"4: message|Ho|"}},
		{"an empty one", []lessons.Step{send("")}, []string{"3: message||"}},
		{"repeated", []lessons.Step{often}, []string{"3: message|abab|"}},
		{"words", []lessons.Step{words}, []string{"3: message|One |", "3: message|after |", "3: message|another |"}},
		{"in no frame", []lessons.Step{by(s, lessons.Raw, 3, "Hello")}, nil},
		{"by hand", []lessons.Step{raw(lessons.Raw, "81 02 48 69 82 01 00 81 02 48", false), raw(lessons.Raw, "6f", false)},
			[]string{"3: message|Hi|", "3: message||", "4: message|Ho|"}},
		{"by hand, amid fragments", []lessons.Step{fragment("Hel", "", false), raw(lessons.Raw, "89 00 80 02 6c 6f", false)}, []string{"4: message|Hello|"}},
		{"by hand, and wrong", []lessons.Step{raw(lessons.Raw, "81 02 48 69 83 02 48 69 81 02 48 6f", false)}, []string{"3: message|Hi|"}},
		{"after a Close by hand", []lessons.Step{raw(lessons.Raw, "81 01 61 88 02 03 e8 81 01 62", false)}, []string{"3: message|a|"}},
		{"on two connections", []lessons.Step{fragment("a", "", false), drop, by(s, lessons.Publish, 3, "b"), connect, accept, send("c")}, []string{"8: message|c|"}},
		{"binary", []lessons.Step{raw(lessons.Send, "c3 a9", false)}, []string{"3: message||"}},
		{"fragments and a ping", []lessons.Step{
			fragment("Hel", "", false), by(s, lessons.Ping, 1, "?"), fragment("lo, ", "", false), by(b, lessons.Send, 1, "x"), fragment("world", "continuation", true), send("!"),
		}, []string{"7: message|Hello, world|", "8: message|!|"}},
		{"a character in two", []lessons.Step{raw(lessons.Fragment, "c3", false), raw(lessons.Fragment, "a9", true)}, []string{"4: message|é|"}},
		{"one fragment alone", []lessons.Step{fragment("whole", "", true), fragment("more", "", true)}, []string{"3: message|whole|", "4: message|more|"}},
		{"binary fragments", []lessons.Step{fragment("a", "binary", false), fragment("b", "", true)}, []string{"4: message||"}},
		{"not UTF-8", []lessons.Step{raw(lessons.Fragment, "c3", true)}, nil},
		{"another message within", []lessons.Step{fragment("a", "", false), fragment("b", "text", true)}, nil},
		{"a whole message within", []lessons.Step{fragment("a", "", false), send("b")}, nil},
		{"nothing to continue", []lessons.Step{fragment("a", "continuation", true)}, nil},
		{"after the browser's close", []lessons.Step{by(b, lessons.Close, 2, ""), send("late")}, nil},
	} {
		script := numbered(lessons.WebSocket, append([]lessons.Step{by(b, lessons.Connect, 0, ""), by(s, lessons.Accept, 1, "")}, c.steps...)...)
		if got := fired(script); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
		if got := script.Types(); len(got) != 0 {
			t.Errorf("%s: types %q", c.name, got)
		}
	}
}

func TestResumed(t *testing.T) {
	const first, second = "id: 1\ndata: This is message 1\n\n", "id: 2\ndata: This\ndata: is message 2\n\n"
	const third, fourth = "id: 3\ndata: This is message 3\n\n", "id: 4\ndata: This is message 4\n\n"
	const fifth = "id: 5\ndata: This is message 5\n\n"
	for _, c := range []struct {
		n      int
		lastID string
		want   []string
	}{
		{15, "2", []string{third, fourth}},
		{15, "3", []string{fourth}},
		{15, "4", nil},
		{15, "", []string{first, second, third, fourth}},
		{15, "unknown", []string{first, second, third, fourth}},
		{11, "1", []string{second}},
		{22, "4", []string{fifth}},
		{99, "4", []string{fifth}},
		{1, "", nil},
		{0, "", nil},
	} {
		if got := walk().Resumed(c.n, c.lastID); !slices.Equal(got, c.want) {
			t.Errorf("row %d after %q: %q, want %q", c.n, c.lastID, got, c.want)
		}
	}
	// What is written is what fires.
	var text strings.Builder
	for _, raw := range walk().Resumed(15, "2") {
		text.WriteString(raw)
	}
	var got []wire.Message
	for _, e := range wire.NewEventReader("2").Feed([]byte(text.String())) {
		if e.Dispatch != nil {
			got = append(got, *e.Dispatch)
		}
	}
	if want := walk().Fires(15); !slices.Equal(got, want) {
		t.Errorf("writes %v, fires %v", got, want)
	}
}
