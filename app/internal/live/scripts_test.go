package live_test

import (
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// socket and stream make scripts of rows, which they number.
func socket(rows ...lessons.Step) *lessons.Script { return script(lessons.WebSocket, rows) }
func stream(rows ...lessons.Step) *lessons.Script { return script(lessons.EventStream, rows) }

func script(protocol lessons.Protocol, rows []lessons.Step) *lessons.Script {
	s := &lessons.Script{ID: "a-" + string(protocol), Protocol: protocol, Steps: rows}
	for i := range s.Steps {
		s.Steps[i].N = i + 1
	}
	return s
}

func browsers(action lessons.Action, done ...lessons.Pattern) lessons.Step {
	return lessons.Step{Actor: lessons.Browser, Action: action, Done: done}
}

func servers(action lessons.Action, text string, done ...lessons.Pattern) lessons.Step {
	return lessons.Step{Actor: lessons.Server, Action: action, Text: text, Done: done}
}

func client(kind wire.Kind) lessons.Pattern { return lessons.Pattern{From: wire.Client, Kind: kind} }
func server(kind wire.Kind) lessons.Pattern { return lessons.Pattern{From: wire.Server, Kind: kind} }

func status(code int) lessons.Pattern {
	return lessons.Pattern{From: wire.Server, Kind: wire.KindStatusLine, Code: code}
}

func sends(from wire.Endpoint, opcode wire.Opcode, payload string) lessons.Pattern {
	return lessons.Pattern{From: from, Kind: wire.KindFrame, Opcode: opcode.String(), Payload: payload}
}

func fires(data string) lessons.Pattern {
	return lessons.Pattern{From: wire.Server, Kind: wire.KindDispatch, Payload: data}
}

// Rows that many scripts have.
func connect() lessons.Step {
	return browsers(lessons.Connect, client(wire.KindRequestLine), client(wire.KindHeadEnd))
}

func reconnect(lastEventID string) lessons.Step {
	id := lessons.Pattern{From: wire.Client, Kind: wire.KindHeaderField, Header: "Last-Event-ID", Value: lastEventID}
	return browsers(lessons.Reconnect, client(wire.KindRequestLine), id, client(wire.KindHeadEnd))
}

func upgrade() lessons.Step {
	return servers(lessons.Accept, "", status(101), server(wire.KindHeadEnd))
}

func open(text string) lessons.Step {
	return servers(lessons.Accept, text, status(200), server(wire.KindHeadEnd), server(wire.KindChunk))
}

func answer(code int) lessons.Step {
	s := servers(lessons.Answer, "", status(code), server(wire.KindHeadEnd))
	s.Status = code
	return s
}

func event(text, data string) lessons.Step {
	return servers(lessons.Send, text, server(wire.KindChunk), fires(data))
}

func says(text string) lessons.Step {
	return servers(lessons.Send, text, sends(wire.Server, wire.OpText, text))
}

func hears(text string) lessons.Step {
	s := browsers(lessons.Send, sends(wire.Client, wire.OpText, text))
	s.Text = text
	return s
}

func drop() lessons.Step { return servers(lessons.Drop, "", server(wire.KindEnd)) }

func ends() lessons.Step { return servers(lessons.End, "", server(wire.KindChunk)) }

func leaves(action lessons.Action) lessons.Step { return browsers(action, client(wire.KindEnd)) }

func pause(ms int) lessons.Step {
	s := servers(lessons.Wait, "")
	s.MS = ms
	return s
}

// tenRows is a WebSocket from its request to its end, the 101 in two parts.
func tenRows() *lessons.Script {
	closes := browsers(lessons.Close, sends(wire.Client, wire.OpClose, ""))
	closes.Code = 1000
	return socket(
		browsers(lessons.Connect, client(wire.KindRequestLine)),
		servers(lessons.Hold, "", client(wire.KindHeadEnd)),
		servers(lessons.Accept, "", status(101)),
		servers(lessons.FinishAccept, "", server(wire.KindHeadEnd)),
		hears("Hello"), says("Welcome"), hears("How are you?"), says("Good, thanks!"),
		closes,
		servers(lessons.AckClose, "", sends(wire.Server, wire.OpClose, ""), server(wire.KindEnd)),
	)
}

// sixRows is an event stream from its request to its last chunk.
func sixRows() *lessons.Script {
	return stream(
		connect(),
		servers(lessons.Accept, ": open\n", status(200), server(wire.KindHeadEnd), server(wire.KindChunk), server(wire.KindComment)),
		event("id: 1\ndata: one\n\n", "one"), event("id: 2\ndata: two\n\n", "two"), event("id: 3\ndata: three\n\n", "three"),
		ends(),
	)
}
