package lessons_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// stamped puts an event onto a connection, in a step.
func stamped(ev wire.Event, step, connection int) wire.Event {
	ev.Step, ev.Connection = step, connection
	return ev
}

func TestObserveOneStep(t *testing.T) {
	chunk := wire.Event{From: wire.Server, Kind: wire.KindChunk, Bytes: make(wire.Hex, 20)}
	line := wire.Event{From: wire.Server, Kind: wire.KindField, Bytes: make(wire.Hex, 10)}
	rec := &wire.Recording{
		Steps: []wire.StepTime{{Step: 9}, {Step: 4}},
		Events: []wire.Event{
			stamped(frame(wire.Client, wire.OpText, "Hello, first", 0), 5, 1),
			stamped(frame(wire.Client, wire.OpText, "Hello", 0), 5, 2),
			stamped(frame(wire.Server, wire.OpText, "Welcome", 0), 6, 2),
			stamped(chunk, 7, 2), stamped(line, 7, 2),
			stamped(frame(wire.Client, wire.OpClose, "", 1000), 9, 2),
		},
		Seen: []wire.Seen{
			{Step: 4, Connection: 2, ReadyState: 0, Type: "state"}, {Step: 4, Connection: 2, ReadyState: 1, Type: "open"},
			{Step: 4, Connection: 1, ReadyState: 3, Type: "close"},
			{Step: 8, Connection: 1, ReadyState: 1, Type: "state"}, {Step: 8, Connection: 2, ReadyState: 4, Type: "response"},
			{Step: 9, Connection: 2, ReadyState: 2, Type: "state"},
		},
	}
	for _, c := range []struct {
		observe string
		step    int
		want    string
	}{
		{"state", 4, "1"}, {"state", 5, ""}, {"state", 8, "1"}, {"state", 0, "2"},
		{"bytes", 5, "11"}, {"bytes", 6, "9"}, {"bytes", 4, ""}, {"bytes", 0, "6"},
		{"masked", 5, "yes"}, {"masked", 6, "no"}, {"masked", 7, ""}, {"masked", 0, "yes"},
		{"crossed", 6, "9"}, {"crossed", 7, "20"}, {"crossed", 8, "0"}, {"crossed", 10, ""},
		{"magnitude", 6, "ones"}, {"magnitude", 7, "tens"}, {"magnitude", 8, "none"}, {"magnitude", 10, ""},
		{"", 5, ""},
	} {
		if got := lessons.Observe(&quiz.Question{Observe: c.observe}, rec, c.step); got.Value != c.want || got.Parts != nil || got.Others != nil {
			t.Errorf("%s of step %d: %+v, want %q", c.observe, c.step, got, c.want)
		}
	}
	if frames, all := lessons.FrameBytes(rec, 7), lessons.Bytes(rec, 7); frames != 0 || all != 20 {
		t.Errorf("step 7: %d bytes of frames, %d in all; want 0 and 20", frames, all)
	}
}

// All that crossed after the opening, without the goodbye.
func TestObserveAllThatCrossed(t *testing.T) {
	head := wire.Event{From: wire.Server, Kind: wire.KindStatusLine, Bytes: make(wire.Hex, 90), Status: &wire.StatusLine{Code: 101}}
	rec := &wire.Recording{
		Steps: []wire.StepTime{{Step: 1}, {Step: 2}, {Step: 3}, {Step: 4}, {Step: 5}},
		Events: []wire.Event{
			stamped(wire.Event{From: wire.Client, Kind: wire.KindRequestLine, Bytes: make(wire.Hex, 50)}, 1, 1),
			stamped(head, 2, 1),
			stamped(frame(wire.Client, wire.OpText, "Hello", 0), 3, 1),
			stamped(frame(wire.Server, wire.OpText, "Hello", 0), 4, 1),
			stamped(frame(wire.Client, wire.OpClose, "", 1000), 5, 1),
		},
	}
	for observe, want := range map[string]string{"crossed": "18", "magnitude": "tens"} {
		if got := lessons.Observe(&quiz.Question{Observe: observe}, rec, 0).Value; got != want {
			t.Errorf("%s: %q, want %q", observe, got, want)
		}
	}
	rec.Events = append(rec.Events, stamped(wire.Event{From: wire.Client, Kind: wire.KindHeaderField, Bytes: make(wire.Hex, 123_000)}, 4, 1))
	if got := lessons.Observe(&quiz.Question{Observe: "magnitude"}, rec, 0).Value; got != "thousands" {
		t.Errorf("of 123,018 bytes: %q", got)
	}
}

func TestObserveNothing(t *testing.T) {
	for _, observe := range quiz.Observables() {
		for name, rec := range map[string]*wire.Recording{"no recording": nil, "an empty one": {}, "one that has only begun": {Steps: []wire.StepTime{{Step: 1}}}} {
			if got := lessons.Observe(&quiz.Question{Observe: observe}, rec, 0); !reflect.DeepEqual(got, quiz.Observed{}) {
				t.Errorf("%s of %s: %+v", observe, name, got)
			}
		}
	}
	for _, q := range []quiz.Question{{Kind: quiz.FillIn, Step: 3, Field: "opcode"}, {Kind: quiz.ClickByte, Step: 3, Field: "opcode"}} {
		if got := lessons.Observe(&q, nil, 3); !reflect.DeepEqual(got, quiz.Observed{}) {
			t.Errorf("%s of no recording: %+v", q.Kind, got)
		}
	}
}

func TestObserveSent(t *testing.T) {
	data := stamped(frame(wire.Client, wire.OpBinary, "Hi", 0), 3, 1)
	for _, c := range []struct {
		name  string
		event []wire.Event
		seen  []wire.Seen
		step  int
		want  string
	}{
		{"threw", nil, []wire.Seen{{Step: 3, Type: "throw", Data: "InvalidStateError"}}, 3, "threw"},
		{"crossed", []wire.Event{data}, []wire.Seen{{Step: 3, Type: "state"}}, 3, "crossed"},
		{"dropped", nil, []wire.Seen{{Step: 3, Type: "dropped", Data: "bufferedAmount 8"}}, 3, "dropped"},
		{"in another step", []wire.Event{data}, []wire.Seen{{Step: 4, Type: "throw"}}, 2, ""},
		{"a Close frame is no data", []wire.Event{stamped(frame(wire.Client, wire.OpClose, "", 1000), 3, 1)}, nil, 3, ""},
		{"nor is a Pong", []wire.Event{stamped(frame(wire.Client, wire.OpPong, "", 0), 3, 1)}, nil, 3, ""},
		{"nor the server's", []wire.Event{stamped(frame(wire.Server, wire.OpText, "Hi", 0), 3, 1)}, nil, 3, ""},
		{"the only send, with steps after it", []wire.Event{data}, nil, 0, "crossed"},
		{"the last of two sends", []wire.Event{data}, []wire.Seen{{Step: 4, Type: "dropped"}}, 0, "dropped"},
	} {
		rec := &wire.Recording{Steps: []wire.StepTime{{Step: 1}, {Step: 3}, {Step: 5}}, Events: c.event, Seen: c.seen}
		if got := lessons.Observe(&quiz.Question{Observe: "sent"}, rec, c.step).Value; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestObserveEventsSeen(t *testing.T) {
	at := func(ms float64, kind string) wire.Seen { return wire.Seen{At: ms, Type: kind} }
	for _, c := range []struct {
		seen         []wire.Seen
		events, open string
	}{
		{nil, "", ""},
		{[]wire.Seen{at(0, "state"), at(9, "state")}, "none", "never"},
		{[]wire.Seen{at(0, "state"), at(20, "open"), at(20, "state"), at(21, "message"), at(30, "message")}, "open message message", "with"},
		{[]wire.Seen{at(20, "open"), at(519.9, "message")}, "open message", "with"},
		{[]wire.Seen{at(20, "open"), at(520, "message"), at(900, "close")}, "open message close", "before"},
		{[]wire.Seen{at(20, "open"), at(600, "ping"), at(601, "message")}, "open ping message", "before"},
		{[]wire.Seen{at(20, "open"), at(30, "message"), at(40, "error"), at(3000, "open"), at(5000, "message")}, "open message error open message", "with"},
		{[]wire.Seen{at(20, "open"), at(25, "throw")}, "open throw", ""},
		{[]wire.Seen{at(4, "error"), at(4, "close"), at(5, "state")}, "error close", "never"},
	} {
		rec := &wire.Recording{Seen: c.seen}
		if got := lessons.Observe(&quiz.Question{Observe: "events"}, rec, 2).Value; got != c.events {
			t.Errorf("%v: events %q, want %q", c.seen, got, c.events)
		}
		if got := lessons.Observe(&quiz.Question{Observe: "open"}, rec, 2).Value; got != c.open {
			t.Errorf("%v: open %q, want %q", c.seen, got, c.open)
		}
	}
}

func TestObserveEnding(t *testing.T) {
	opened := wire.Seen{Type: "open", ReadyState: 1}
	state := wire.Seen{Type: "state", ReadyState: 1}
	for want, seen := range map[string][]wire.Seen{
		"":                         nil,
		"none":                     {state, opened},
		"message":                  {opened, {Type: "message"}, state},
		"close 1006":               {opened, {Type: "close", Code: 1006}},
		"error close 1006":         {opened, {Type: "error"}, {Type: "close", Code: 1006}, state},
		"message close 5000":       {opened, {Type: "message"}, {Type: "close", Code: 5000, Reason: "x"}},
		"message error close 1006": {opened, {Type: "message"}, {Type: "error"}, {Type: "close", Code: 1006}},
	} {
		if got := lessons.Observe(&quiz.Question{Observe: "ending"}, &wire.Recording{Seen: seen}, 0).Value; got != want {
			t.Errorf("%v: %q, want %q", seen, got, want)
		}
	}
}

func TestObserveConnections(t *testing.T) {
	request := func(method string, connection int) wire.Event {
		return wire.Event{From: wire.Client, Kind: wire.KindRequestLine, Connection: connection, Request: &wire.RequestLine{Method: method}}
	}
	for want, events := range map[string][]wire.Event{
		"":  {{From: wire.Server, Kind: wire.KindStatusLine, Status: &wire.StatusLine{Code: 200}}, request("POST", 1)},
		"1": {request("GET", 1), request("POST", 2)},
		"2": {request("GET", 1), request("GET", 1)},
		"3": {request("GET", 1), request("GET", 2), request("POST", 3), request("GET", 4)},
	} {
		if got := lessons.Observe(&quiz.Question{Observe: "connections"}, &wire.Recording{Events: events}, 0).Value; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestObserveRequestsAndWhatCameDown(t *testing.T) {
	request := func(method string) wire.Event {
		return wire.Event{From: wire.Client, Kind: wire.KindRequestLine, Request: &wire.RequestLine{Method: method}, Bytes: make(wire.Hex, 30)}
	}
	chunk := func(text string) wire.Event {
		return wire.Event{From: wire.Server, Kind: wire.KindChunk, Bytes: wire.Hex(text)}
	}
	line := wire.Event{From: wire.Server, Kind: wire.KindField, Bytes: wire.Hex("data: a\n")}
	for _, c := range []struct {
		events         []wire.Event
		requests, down string
	}{
		{nil, "", ""},
		{[]wire.Event{request("GET"), request("POST"), request("POST")}, "3", ""},
		{[]wire.Event{request("GET"), frame(wire.Server, wire.OpText, "Welcome", 0), frame(wire.Client, wire.OpText, "Hello", 0), frame(wire.Server, wire.OpBinary, "1", 0)}, "1", "12"},
		{[]wire.Event{frame(wire.Server, wire.OpPing, "there?", 0), frame(wire.Server, wire.OpClose, "", 1000)}, "", ""},
		{[]wire.Event{request("GET"), chunk("6\r\n: hi\n\n\r\n"), chunk("9\r\ndata: a\n\n\r\n"), line}, "1", "14"},
	} {
		rec := &wire.Recording{Events: c.events}
		for observe, want := range map[string]string{"requests": c.requests, "down": c.down} {
			if got := lessons.Observe(&quiz.Question{Observe: observe}, rec, 0).Value; got != want {
				t.Errorf("%s: %q, want %q", observe, got, want)
			}
		}
	}
}

func TestObserveMissing(t *testing.T) {
	for _, c := range []struct {
		data []string // of the messages; "ping!" begins another type's
		want string
	}{
		{nil, ""},
		{[]string{"no number"}, ""},
		{[]string{"This is message 3"}, "0"},
		{[]string{"This is message 0", "This is message 1", "This is message 2"}, "0"},
		{[]string{"This is message 0", "This is message 5"}, "4"},
		{[]string{"5", "no number", "1", "3"}, "2"},
		{[]string{"1", "2", "2", "4"}, "1"},
		{[]string{"7 of 9", "8 of 11"}, "1"},
		{[]string{"1", "ping!7", "3"}, "1"},
		{[]string{"007", "8"}, "0"},
		{[]string{"99999999999999999999998", "100000000000000000000000"}, "1"},
	} {
		rec := &wire.Recording{Events: []wire.Event{{From: wire.Server, Kind: wire.KindDispatch}}}
		for _, data := range c.data {
			m := &wire.Message{Type: "message", Data: data}
			if rest, ok := strings.CutPrefix(data, "ping!"); ok {
				m = &wire.Message{Type: "ping", Data: rest}
			}
			rec.Events = append(rec.Events, wire.Event{From: wire.Server, Kind: wire.KindDispatch, Dispatch: m})
		}
		if got := lessons.Observe(&quiz.Question{Observe: "missing"}, rec, 0).Value; got != c.want {
			t.Errorf("%q: %q, want %q", c.data, got, c.want)
		}
	}
}

// captured is a run's bytes as the decoder reads them, all in one step for each
// piece: 1 a request, 2 its answer, 3 the browser's Hello, 4 the server's.
func captured(t *testing.T) *wire.Recording {
	t.Helper()
	key := wire.MaskingKey{0x37, 0xfa, 0x21, 0x3d}
	c := wire.NewConnection(wire.Options{})
	rec := &wire.Recording{}
	for i, piece := range []struct {
		from  wire.Endpoint
		bytes string
	}{
		{wire.Client, "GET /ws HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"},
		{wire.Server, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nX-Long: " + strings.Repeat("x", 400) + "\r\n\r\n"},
		{wire.Client, string(wire.AppendFrame(nil, wire.Frame{FIN: true, Opcode: wire.OpText, Masked: true, MaskingKey: key, Payload: []byte("Hello")}))},
		{wire.Server, string(wire.AppendFrame(nil, wire.Frame{FIN: true, Opcode: wire.OpText, Payload: bytes.Repeat([]byte("x"), 126)}))},
	} {
		for _, ev := range c.Feed(piece.from, []byte(piece.bytes)) {
			rec.Events = append(rec.Events, stamped(ev, i+1, 1))
		}
	}
	return rec
}

func TestObserveField(t *testing.T) {
	rec := captured(t)
	for _, c := range []struct {
		step  int
		field string
		value string
		parts int   // bytes of the event
		at    []int // of them, those that are the field's
	}{
		{3, "Masking-key", "37 fa 21 3d", 11, []int{2, 3, 4, 5}},
		{3, "opcode", "0x1", 11, []int{0}},
		{3, "FIN", "1", 11, []int{0}},
		{3, "Payload len", "5", 11, []int{1}},
		{3, "Payload data", "Hello", 11, []int{6, 7, 8, 9, 10}},
		{4, "Extended payload length", "126", 130, []int{2, 3}},
		{4, "MASK", "0", 130, []int{1}},
		{2, "Upgrade", "websocket", 20, []int{9, 10, 11, 12, 13, 14, 15, 16, 17}},
		{2, "Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", 52, nil},
		{1, "Sec-WebSocket-Version", "13", 27, []int{23, 24}},
		{1, "sec-websocket-version", "13", 27, nil},
		{2, "X-Long", strings.Repeat("x", 400), 410, nil},
		{2, "status-code", "101", 34, []int{9, 10, 11}},
		{4, "Masking-key", "", 0, nil},
		{1, "opcode", "", 0, nil},
		{7, "opcode", "", 0, nil},
	} {
		for _, kind := range []quiz.Kind{quiz.FillIn, quiz.ClickByte} {
			got := lessons.Observe(&quiz.Question{Kind: kind, Step: c.step, Field: c.field}, rec, c.step)
			if got.Value != c.value || len(got.Parts) != c.parts {
				t.Errorf("%s of step %d: %q, %d bytes; want %q, %d", c.field, c.step, got.Value, len(got.Parts), c.value, c.parts)
			}
			var at []int
			for i, parts := range got.Parts {
				if slices.Contains(parts, c.field) {
					at = append(at, i)
				}
				if len(parts) == 0 {
					t.Errorf("byte %d of step %d is no field's", i, c.step)
				}
			}
			if c.at != nil && !slices.Equal(at, c.at) {
				t.Errorf("%s of step %d stands in the bytes %v, want %v", c.field, c.step, at, c.at)
			}
		}
	}
	hello := lessons.Observe(&quiz.Question{Kind: quiz.ClickByte, Step: 3, Field: "opcode"}, rec, 3)
	if want := []string{"FIN", "RSV1", "RSV2", "RSV3", "opcode"}; !slices.Equal(hello.Parts[0], want) {
		t.Errorf("the first byte is %q, want %q", hello.Parts[0], want)
	}
}

// The fields that an option names are looked for in the same event first.
func TestObserveOthers(t *testing.T) {
	rec := captured(t)
	q := quiz.Question{Kind: quiz.FillIn, Step: 2, Field: "Sec-WebSocket-Accept", Options: []quiz.Option{
		{Field: "field-name"}, {Field: "Upgrade"}, {Field: "status-code"}, {Field: "opcode"}, {Value: "13"},
	}}
	want := map[string]string{"field-name": "Sec-WebSocket-Accept", "Upgrade": "websocket", "status-code": "101"}
	if got := lessons.Observe(&q, rec, 2).Others; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// What is observed of a real capture is graded as its question foresees.
func TestObserveAndGrade(t *testing.T) {
	rec := captured(t)
	fill := quiz.Question{
		Kind: quiz.FillIn, Step: 3, Field: "Masking-key", Right: "right", Otherwise: "otherwise",
		Options: []quiz.Option{{Field: "Payload data", Reason: "the text"}, {Field: "Payload len", Reason: "the length"}},
	}
	header := quiz.Question{
		Kind: quiz.ClickByte, Step: 1, Field: "sec-websocket-key", Right: "right", Otherwise: "otherwise",
		Options: []quiz.Option{{Field: "field-name", Reason: "the name"}},
	}
	for _, c := range []struct {
		q      quiz.Question
		answer string
		want   string
	}{
		{fill, "37FA 213D", "right"}, {fill, "hello", "the text"}, {fill, "5", "the length"}, {fill, "11", "otherwise"},
		{header, "19", "right"}, {header, "0", "the name"}, {header, "17", "otherwise"},
	} {
		v, err := c.q.Grade([]string{c.answer}, lessons.Observe(&c.q, rec, c.q.Step))
		if err != nil || v.Reason != c.want || v.Right != (c.want == "right") {
			t.Errorf("%s %q: %+v, %v; want %q", c.q.Kind, c.answer, v, err, c.want)
		}
	}
}
