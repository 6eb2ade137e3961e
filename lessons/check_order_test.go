package lessons_test

import (
	"fmt"
	"strings"
	"testing"
)

// scripted is the small lesson with these steps as its experiment's variant,
// one a line, each without what every step has.
func scripted(protocol string, steps ...string) string {
	from, to := strings.Index(small, "          protocol: websocket\n          caption: Refuses"), strings.Index(small, "        standard: It fails.")
	var b strings.Builder
	fmt.Fprintf(&b, "          protocol: %s\n          caption: Refuses\n          steps:\n", protocol)
	for i, step := range steps {
		fmt.Fprintf(&b, "            - {step: %d, row: {action: it acts}, say: It acts., %s}\n", i+1, step)
	}
	return small[:from] + b.String() + small[to:]
}

// Steps that most scripts begin with.
const (
	asks     = `actor: browser, action: connect, readyState: 0, serverState: CONNECTING`
	agrees   = `actor: server, action: accept, readyState: 1, serverState: OPEN`
	speaks   = `actor: server, action: send, text: "Hi", readyState: 1, serverState: OPEN`
	begins   = `actor: server, action: fragment, text: Hel, readyState: 1, serverState: OPEN`
	finishes = `actor: server, action: fragment, text: lo, fin: true, readyState: 1, serverState: OPEN`
	tells    = `actor: server, action: send, text: "id: 1\ndata: one\n\n", readyState: 1, serverState: OPEN`
	drops    = `actor: server, action: drop, readyState: 0, serverState: CLOSED`
	hangsUp  = `actor: server, action: drop, readyState: 3, serverState: CLOSED`
	again    = `actor: browser, action: reconnect, readyState: 0, serverState: CONNECTING`
	closes   = `actor: browser, action: close, readyState: 2, serverState: CLOSED, done: [{from: client, kind: end}]`
	byes     = `actor: browser, action: close, code: 1000, readyState: 2, serverState: CLOSING`
	answers  = `actor: server, action: ack-close, readyState: 3, serverState: CLOSED`
	posts    = `actor: browser, action: post, text: hello, readyState: 1, serverState: OPEN`
	reads    = `actor: server, action: read, readyState: -1, serverState: none`
	opens    = `actor: browser, action: connect, answered: true, readyState: 1, serverState: OPEN, done: [{from: client, kind: head-end}, {from: server, kind: status-line, code: 101}, {from: server, kind: head-end}]`
	leaves   = `actor: browser, action: close, code: 1000, answered: true, readyState: 3, serverState: CLOSED, done: [{from: client, kind: frame, opcode: close}, {from: server, kind: frame, opcode: close, code: 1000}, {from: server, kind: end}]`
	looks    = `actor: browser, action: read, readyState: 1, serverState: OPEN`
)

func TestOrdersThatCanBe(t *testing.T) {
	for name, c := range map[string]struct {
		protocol string
		steps    []string
	}{
		"a 101 in two parts": {"websocket", []string{asks, `actor: server, action: hold, readyState: 0, serverState: CONNECTING`,
			`actor: server, action: accept, readyState: 0, serverState: CONNECTING`, `actor: server, action: finish-accept, readyState: 1, serverState: OPEN`,
			byes, answers}},
		"every kind of message": {"websocket", []string{asks, agrees,
			`actor: browser, action: send, text: "", readyState: 1, serverState: OPEN`,
			`actor: browser, action: send, hex: 00 ff 1f 2e, readyState: 1, serverState: OPEN, done: [{from: client, kind: frame, opcode: binary, length: 4}]`,
			`actor: server, action: send, text: x, times: 65536, readyState: 1, serverState: OPEN, done: [{from: server, kind: frame, length: 65536}]`,
			begins, `actor: server, action: ping, text: still there?, readyState: 1, serverState: OPEN, done: [{from: server, kind: frame, opcode: ping, payload: still there?}, {from: client, kind: frame, opcode: pong, payload: still there?}]`,
			finishes, `actor: server, action: fragment, hex: c3, readyState: 1, serverState: OPEN`, `actor: server, action: fragment, hex: a9, fin: true, readyState: 1, serverState: OPEN`,
			`actor: server, action: fragment, hex: ff, opcode: binary, readyState: 1, serverState: OPEN`, `actor: server, action: fragment, text: x, opcode: continuation, fin: true, readyState: 1, serverState: OPEN`,
			byes, answers}},
		"a message within another": {"websocket", []string{asks, agrees, begins,
			`actor: server, action: fragment, text: Ho, opcode: text, readyState: 3, serverState: CLOSED, done: [{from: server, kind: frame, opcode: text}, {from: client, kind: frame, opcode: close, code: 1002}, {from: client, kind: end}]`}},
		"a whole message within another": {"websocket", []string{asks, agrees, begins,
			`actor: server, action: send, text: Ho, readyState: 3, serverState: CLOSED, done: [{from: client, kind: end}]`}},
		"a continuation of nothing": {"websocket", []string{asks, agrees,
			`actor: server, action: fragment, text: Ho, opcode: continuation, readyState: 3, serverState: CLOSED, done: [{from: client, kind: end}]`}},
		"bytes in no frame": {"websocket", []string{asks, agrees,
			`actor: server, action: raw, text: "HTTP/1.1 200 OK", readyState: 3, serverState: CLOSED, done: [{from: server, kind: unfinished}, {from: client, kind: end}]`}},
		"frames by hand": {"websocket", []string{asks, agrees,
			`actor: server, action: raw, hex: 81 02 48 69, readyState: 1, serverState: OPEN, done: [{from: server, kind: frame, opcode: text, payload: Hi}]`,
			`actor: server, action: raw, hex: 81 05 48, readyState: 1, serverState: OPEN`,
			`actor: server, action: raw, text: ello, readyState: 1, serverState: OPEN, done: [{from: server, kind: frame, opcode: text, payload: Hello}]`,
			`actor: server, action: raw, hex: c1 05 48 65 6c 6c 6f, readyState: 3, serverState: CLOSED, done: [{from: server, kind: frame}, {from: client, kind: frame, opcode: close, code: 1002, optional: true}, {from: client, kind: end}]`}},
		"a Close by hand": {"websocket", []string{asks, agrees,
			`actor: server, action: raw, hex: 88 02 13 88, readyState: 2, serverState: CLOSING, done: [{from: server, kind: frame, opcode: close, code: 5000}]`,
			`actor: browser, action: ack-close, readyState: 3, serverState: CLOSED, done: [{from: client, kind: frame, opcode: close}, {from: server, kind: end}]`}},
		"a Close by hand that the browser does not take": {"websocket", []string{asks, agrees,
			`actor: server, action: raw, hex: 88 02 03 ed 81 02 48 69, readyState: 3, serverState: CLOSED, done: [{from: server, kind: frame, opcode: text}, {from: client, kind: end}]`}},
		"a reset": {"websocket", []string{asks, agrees,
			`actor: server, action: reset, readyState: 3, serverState: CLOSED, done: [{from: server, kind: reset}]`}},
		"a reset that is an end": {"websocket", []string{asks, agrees,
			`actor: server, action: reset, readyState: 3, serverState: CLOSED, done: [{from: server, kind: end}]`}},
		"a message that nobody gets, and a second websocket": {"websocket", []string{asks, agrees, hangsUp,
			`actor: server, action: publish, text: Hi, readyState: 3, serverState: CLOSED`, asks, agrees, speaks}},
		"messages word by word": {"websocket", []string{asks, agrees,
			`actor: server, action: send, text: one two, every: 120, readyState: 1, serverState: OPEN, done: [{from: server, kind: frame, opcode: text, payload: "two "}]`}},
		"words told by their length": {"websocket", []string{asks, agrees,
			`actor: server, action: send, text: one two, every: 120, readyState: 1, serverState: OPEN, done: [{from: server, kind: frame, length: 4}]`}},
		"a send in each state": {"websocket", []string{asks,
			`actor: browser, action: send, text: Hi, throws: InvalidStateError, readyState: 0, serverState: CONNECTING`, agrees, byes,
			`actor: browser, action: send, text: Hi, readyState: 2, serverState: CLOSING`, answers,
			`actor: browser, action: send, text: Hi, readyState: 3, serverState: CLOSED`}},
		"a server that goes on after the browser's close": {"websocket", []string{asks, agrees, byes,
			`actor: server, action: send, text: Hi, readyState: 2, serverState: CLOSING`, answers}},
		"a close that is answered and a TCP that is not ended yet": {"websocket", []string{asks, agrees, byes,
			`actor: server, action: wait, ms: 500, readyState: 2, serverState: CLOSING`,
			`actor: server, action: close, code: 4002, readyState: 2, serverState: CLOSING, done: [{from: server, kind: frame, opcode: close, code: 4002}]`,
			`actor: browser, action: send, text: late, readyState: 2, serverState: CLOSING`,
			`actor: server, action: wait, ms: 500, readyState: 2, serverState: CLOSING`, hangsUp}},
		"a close that is answered, after which the browser ends TCP": {"websocket", []string{asks, agrees, byes,
			`actor: server, action: close, readyState: 3, serverState: CLOSING`,
			`actor: browser, action: wait, ms: 4000, readyState: 3, serverState: CLOSED, done: [{from: client, kind: end}]`}},
		"a close that nobody answers": {"websocket", []string{asks, agrees, byes,
			`actor: browser, action: wait, readyState: 3, serverState: CLOSED, done: [{from: client, kind: end}]`}},
		"a close that is answered with a reset": {"websocket", []string{asks, agrees, byes,
			`actor: server, action: reset, readyState: 3, serverState: CLOSED, done: [{from: server, kind: reset}]`}},
		"a server's close": {"websocket", []string{asks, agrees,
			`actor: server, action: close, code: 1001, readyState: 3, serverState: CLOSING, done: [{from: server, kind: frame, opcode: close, code: 1001}, {from: client, kind: frame, opcode: close}]`,
			`actor: browser, action: ack-close, readyState: 3, serverState: CLOSED, done: [{from: client, kind: end}]`}},
		"code that is read anywhere": {"websocket", []string{reads, `actor: browser, action: read, readyState: -1, serverState: none`, asks,
			`actor: server, action: read, readyState: 0, serverState: CONNECTING`, agrees, looks, byes,
			`actor: server, action: read, readyState: 2, serverState: CLOSING`, answers, `actor: browser, action: read, readyState: 3, serverState: CLOSED`}},
		"code that is read around a stream": {"event-stream", []string{reads, asks, `actor: browser, action: read, readyState: 0, serverState: CONNECTING`, agrees, looks,
			drops, `actor: server, action: read, readyState: 0, serverState: CLOSED`, again, agrees, closes, `actor: server, action: read, readyState: 2, serverState: CLOSED`}},
		"rows with their answers": {"websocket", []string{reads, opens, speaks, `actor: browser, action: send, text: Hi, readyState: 1, serverState: OPEN`, leaves,
			`actor: browser, action: send, text: late, readyState: 3, serverState: CLOSED`}},
		"a wrong accept": {"websocket", []string{asks,
			`actor: server, action: accept, wrongAccept: true, readyState: 3, serverState: CLOSED, done: [{from: server, kind: head-end}, {from: client, kind: end}]`}},
		"an accept without a field": {"websocket", []string{asks,
			`actor: server, action: accept, without: Upgrade, readyState: 3, serverState: CLOSED, done: [{from: server, kind: head-end}]`}},
		"an accept with what nobody asked for": {"websocket", []string{asks,
			`actor: server, action: accept, with: "Sec-WebSocket-Protocol: chat", readyState: 3, serverState: CLOSED, done: [{from: server, kind: header-field, header: sec-websocket-protocol}]`}},
		"a redirect": {"websocket", []string{asks,
			`actor: server, action: answer, status: 302, location: /live/echo?a=1, readyState: 3, serverState: CLOSED, done: [{from: server, kind: header-field, header: Location, value: "/live/echo?a=1"}]`}},
		"one write": {"websocket", []string{asks, `actor: server, action: accept, oneWrite: true, readyState: 1, serverState: OPEN`, speaks}},
		"silence":   {"websocket", []string{asks, `actor: browser, action: wait, ms: 4000, readyState: 0, serverState: CONNECTING`}},
		"silence that the browser ends": {"websocket", []string{asks,
			`actor: browser, action: wait, ms: 4000, readyState: 3, serverState: CLOSED, done: [{from: client, kind: end}]`}},
		"a dropped websocket": {"websocket", []string{asks, agrees, `actor: server, action: wait, ms: 500, readyState: 1, serverState: OPEN`, hangsUp,
			`actor: browser, action: wait, ms: 4000, readyState: 3, serverState: CLOSED`}},
		"a stream that comes back": {"event-stream", []string{asks,
			`actor: server, action: accept, readyState: 0, serverState: CONNECTING`, `actor: server, action: finish-accept, text: ": open\n\n", readyState: 1, serverState: OPEN`,
			tells, drops, `actor: server, action: publish, text: "id: 2\ndata: two\n\n", readyState: 0, serverState: CLOSED`,
			`actor: browser, action: wait, ms: 2000, readyState: 0, serverState: CLOSED`, again + `, done: [{from: client, kind: header-field, header: Last-Event-ID, value: "1"}]`,
			`actor: server, action: publish, text: "id: 3\ndata: three\n\n", readyState: 0, serverState: CONNECTING`,
			agrees, `actor: server, action: resume, readyState: 1, serverState: OPEN, done: [{from: server, kind: dispatch, payload: three}]`, closes,
			asks, agrees, `actor: server, action: end, readyState: 0, serverState: CLOSED`, again,
			`actor: server, action: answer, status: 204, readyState: 2, serverState: CLOSED`}},
		"a close while the browser waits": {"event-stream", []string{asks, agrees, drops, `actor: browser, action: close, readyState: 2, serverState: CLOSED`}},
		"a send on a stream": {"event-stream", []string{asks, agrees,
			`actor: browser, action: send, text: hello, throws: TypeError, readyState: 1, serverState: OPEN`, closes,
			`actor: browser, action: send, throws: TypeError, readyState: 2, serverState: CLOSED`}},
		"a post beside a stream": {"event-stream", []string{asks, agrees,
			posts + `, done: [{from: client, kind: request-line, value: POST}, {from: client, kind: body}, {from: server, kind: status-line, code: 204}]`,
			`actor: server, action: send, text: "data: {posted} at {now}\n\n", readyState: 1, serverState: OPEN, done: [{from: server, kind: dispatch}]`}},
		"an answer word by word": {"event-stream", []string{asks, agrees,
			`actor: server, action: send, text: one two, every: 120, readyState: 1, serverState: OPEN, done: [{from: server, kind: dispatch, payload: "two "}]`}},
		"a first event that comes with the head": {"event-stream", []string{asks, `actor: server, action: wait, ms: 2000, readyState: 0, serverState: CONNECTING`,
			`actor: server, action: accept, text: "event: ping\ndata: x\n\n", readyState: 1, serverState: OPEN, done: [{from: server, kind: dispatch, type: ping, payload: x}]`}},
	} {
		if _, ps := load(t, scripted(c.protocol, c.steps...)); len(ps) > 0 {
			t.Errorf("%s:\n%v", name, ps)
		}
	}
}

// The last step is wrong.
func TestOrdersThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		name, protocol string
		steps          []string
		says, suggests string
	}{
		{"an answer without its answer", "websocket", []string{`actor: browser, action: connect, answered: true, readyState: 1, serverState: OPEN, done: [{from: client, kind: head-end}]`}, "the answer belongs to this row", "{from: server, kind: head-end}"},
		{"an answered connect that is held", "websocket", []string{`actor: browser, action: connect, answered: true, readyState: 0, serverState: OPEN, done: [{from: server, kind: head-end}]`}, "readyState cannot be 0 after connect", "it can be 1"},
		{"an answer of another status", "websocket", []string{`actor: browser, action: connect, answered: true, readyState: 1, serverState: OPEN, done: [{from: server, kind: status-line, code: 200}, {from: server, kind: head-end}]`}, "this step does not send the status 200", "connect sends 101"},
		{"an accept of what was accepted", "websocket", []string{opens, agrees}, "accept cannot come while the connection is open", "while the request waits"},
		{"a close without its answer", "websocket", []string{opens, `actor: browser, action: close, answered: true, readyState: 3, serverState: CLOSED, done: [{from: client, kind: frame, opcode: close}, {from: server, kind: end}]`}, "the answer belongs to this row", "{from: server, kind: frame, opcode: close}"},
		{"a close without the end", "websocket", []string{opens, `actor: browser, action: close, answered: true, readyState: 3, serverState: CLOSED, done: [{from: server, kind: frame, opcode: close}]`}, "the answer belongs to this row", "{from: server, kind: end}"},
		{"an answered close that waits", "websocket", []string{opens, `actor: browser, action: close, answered: true, readyState: 2, serverState: CLOSED, done: [{from: server, kind: frame, opcode: close}, {from: server, kind: end}]`}, "readyState cannot be 2 after close", "it can be 3"},
		{"a second answer", "websocket", []string{asks, agrees, byes, `actor: server, action: close, code: 1000, readyState: 2, serverState: CLOSING`, answers}, "ack-close cannot come after both Close frames", "after close"},
		{"a message after both", "websocket", []string{asks, agrees, byes, `actor: server, action: close, readyState: 2, serverState: CLOSING`, speaks}, "send cannot come after both Close frames", "while the connection is open"},
		{"an answer of what was answered", "websocket", []string{opens, leaves, answers}, "ack-close cannot come after the connection is over", "after close"},
		{"an answered send", "websocket", []string{opens, `actor: browser, action: send, text: Hi, answered: true, readyState: 1, serverState: OPEN`}, "send has no answer in the same row", "connect and the browser's close"},
		{"a server's answered close", "websocket", []string{opens, `actor: server, action: close, answered: true, readyState: 3, serverState: CLOSING`}, "close has no answer in the same row", "the browser's close"},
		{"an answered stream", "event-stream", []string{`actor: browser, action: connect, answered: true, readyState: 0, serverState: CONNECTING`}, "connect has no answer in the same row", "remove it"},
		{"nothing but reading", "websocket", []string{reads, reads}, "nothing connects in this script", "add a connect"},
		{"an object before the connection", "websocket", []string{`actor: server, action: read, readyState: 0, serverState: none`}, "readyState cannot be 0 after read", "it can be -1"},
		{"a server before the connection", "websocket", []string{`actor: server, action: read, readyState: -1, serverState: CLOSED`}, `the server cannot be "CLOSED" after read`, "it can be none"},
		{"no object after the connection", "websocket", []string{asks, reads}, "readyState cannot be -1 after read", "it can be 0"},
		{"a read that crosses", "websocket", []string{asks, agrees, looks + `, done: [{from: client, kind: frame}]`}, "nothing crosses in a read", "remove"},
		{"a read with a text", "websocket", []string{asks, agrees, looks + `, text: Hi`}, "read has no text", "remove"},
		{"a read between a head and its end", "websocket", []string{asks, `actor: server, action: accept, readyState: 1, serverState: OPEN`, looks, `actor: server, action: finish-accept, readyState: 1, serverState: OPEN`}, "finish-accept cannot come while the connection is open", "after accept"},
		{"a finish of what was whole", "websocket", []string{asks, agrees, speaks, `actor: server, action: finish-accept, readyState: 1, serverState: OPEN`}, "finish-accept cannot come while the connection is open", "after accept"},
		{"another message", "websocket", []string{asks, `actor: server, action: fragment, text: a, readyState: 1, serverState: OPEN`}, "fragment cannot come while the request waits", "fragment comes while the connection is open"},
		{"a send too early", "websocket", []string{asks, `actor: browser, action: send, text: Hi, readyState: 0, serverState: CONNECTING`}, "a WebSocket that is CONNECTING sends nothing", "add throws: InvalidStateError"},
		{"another exception", "websocket", []string{asks, `actor: browser, action: send, text: Hi, throws: TypeError, readyState: 0, serverState: CONNECTING`}, `this send throws no "TypeError"`, "write InvalidStateError"},
		{"a send that throws and crosses", "websocket", []string{asks, `actor: browser, action: send, text: Hi, throws: InvalidStateError, readyState: 0, serverState: CONNECTING, done: [{from: client, kind: frame}]`}, "nothing crosses in a send that throws", "remove"},
		{"a send that opens", "websocket", []string{asks, `actor: browser, action: send, text: Hi, throws: InvalidStateError, readyState: 1, serverState: CONNECTING`}, "readyState cannot be 1 after send", "it can be 0"},
		{"an exception of an open one", "websocket", []string{asks, agrees, `actor: browser, action: send, text: Hi, throws: InvalidStateError, readyState: 1, serverState: OPEN`}, "this send throws nothing", "remove"},
		{"a server's exception", "websocket", []string{asks, agrees, `actor: server, action: send, text: Hi, throws: TypeError, readyState: 1, serverState: OPEN`}, "only the browser's part throws", "remove"},
		{"a dropped send that crosses", "websocket", []string{asks, agrees, byes, `actor: browser, action: send, text: Hi, readyState: 2, serverState: CLOSING, done: [{from: client, kind: frame}]`}, "nothing crosses in a send after close", "remove"},
		{"a dropped send that closes", "websocket", []string{asks, agrees, byes, `actor: browser, action: send, text: Hi, readyState: 3, serverState: CLOSING`}, "readyState cannot be 3 after send", "it can be 2"},
		{"a server's send after its own close", "websocket", []string{asks, agrees, `actor: server, action: close, code: 1000, readyState: 3, serverState: CLOSING`, `actor: server, action: send, text: Hi, readyState: 3, serverState: CLOSING`}, "the server cannot send after its own close", "browser"},
		{"an open one amid fragments", "websocket", []string{asks, agrees, begins, speaks}, "readyState cannot be 1 after send", "it can be 3"},
		{"an illegal frame that nobody minds", "websocket", []string{asks, agrees, begins, `actor: server, action: fragment, text: a, opcode: text, readyState: 3, serverState: CLOSED`}, "the browser fails the connection at this frame", "{from: client, kind: end}"},
		{"after an illegal frame", "websocket", []string{asks, agrees, begins, `actor: server, action: fragment, text: a, opcode: text, readyState: 3, serverState: CLOSED, done: [{from: client, kind: end}]`, finishes}, "fragment cannot come after the connection is over", ""},
		{"half a character", "websocket", []string{asks, agrees, `actor: server, action: fragment, hex: c3, fin: true, readyState: 1, serverState: OPEN`}, "not UTF-8", "opcode: binary"},
		{"a browser's ping", "websocket", []string{asks, agrees, `actor: browser, action: ping, readyState: 1, serverState: OPEN`}, "the browser cannot ping while the connection is open", "server's"},
		{"a browser's drop", "websocket", []string{asks, agrees, `actor: browser, action: drop, readyState: 3, serverState: CLOSED`}, "the browser cannot drop", "server's"},
		{"a dropped websocket that waits", "websocket", []string{asks, agrees, drops}, "readyState cannot be 0 after drop", "it can be 3"},
		{"a wait while it is open", "websocket", []string{asks, agrees, `actor: browser, action: wait, ms: 500, readyState: 1, serverState: OPEN`}, "the browser cannot wait while the connection is open", "server's"},
		{"a wait for something", "event-stream", []string{asks, agrees, `actor: server, action: wait, ms: 500, readyState: 1, serverState: OPEN, done: [{from: client, kind: end}]`}, "nothing crosses in a server's wait", "remove"},
		{"a wait that changes the state", "event-stream", []string{asks, agrees, drops, `actor: browser, action: wait, ms: 500, readyState: 1, serverState: CLOSED`}, "readyState cannot be 1 after wait", "it can be 0"},
		{"a second websocket beside the first", "websocket", []string{asks, agrees, asks}, "a second connect", "a new WebSocket comes after the connection is over"},
		{"bytes in no frame that nobody minds", "websocket", []string{asks, agrees, `actor: server, action: raw, text: Hello, readyState: 3, serverState: CLOSED`}, "the browser fails the connection at this frame", "{from: client, kind: end}"},
		{"a good frame by hand that ends it", "websocket", []string{asks, agrees, `actor: server, action: raw, hex: 81 02 48 69, readyState: 3, serverState: CLOSED`}, "readyState cannot be 3 after raw", "it can be 1"},
		{"a bad frame by hand that is taken", "websocket", []string{asks, agrees, `actor: server, action: raw, hex: 83 02 48 69, readyState: 1, serverState: OPEN, done: [{from: client, kind: end}]`}, "readyState cannot be 1 after raw", "it can be 3"},
		{"bad text by hand that is taken", "websocket", []string{asks, agrees, `actor: server, action: raw, hex: 81 02 c3 28, readyState: 1, serverState: OPEN`}, "readyState cannot be 1 after raw", "it can be 3"},
		{"the head alone of a bad frame", "websocket", []string{asks, agrees, `actor: server, action: raw, hex: 81 7e 00 05, readyState: 1, serverState: OPEN`}, "readyState cannot be 1 after raw", "it can be 3"},
		{"the rest of a bad frame, which breaks with what came before", "websocket", []string{asks, agrees, begins, `actor: server, action: raw, hex: 81 02 48 69, readyState: 1, serverState: OPEN`}, "readyState cannot be 1 after raw", "it can be 3"},
		{"a Close by hand after which it is open", "websocket", []string{asks, agrees, `actor: server, action: raw, hex: 88 02 03 e8, readyState: 1, serverState: OPEN`}, "readyState cannot be 1 after raw", "it can be 2 or 3"},
		{"a Close by hand at which nobody leaves", "websocket", []string{asks, agrees, `actor: server, action: raw, hex: 88 02 03 e8, readyState: 3, serverState: CLOSED, done: [{from: client, kind: end}]`}, "the server cannot be \"CLOSED\" after raw", "it can be CLOSING"},
		{"a send after a Close by hand", "websocket", []string{asks, agrees, `actor: server, action: raw, hex: 88 02 13 88, readyState: 3, serverState: CLOSING`, `actor: server, action: send, text: Hi, readyState: 3, serverState: CLOSING`}, "the server cannot send after its own close", "browser"},
		{"another frame than by hand", "websocket", []string{asks, agrees, `actor: server, action: raw, hex: 81 02 48 69, readyState: 1, serverState: OPEN, done: [{from: server, kind: frame, opcode: ping}]`}, "this step sends no server frame ping", "a reader finds in it: frame text"},
		{"another code than by hand", "websocket", []string{asks, agrees, `actor: server, action: raw, hex: 88 02 03 e7, readyState: 3, serverState: CLOSING, done: [{from: server, kind: frame, opcode: close, code: 1000}]`}, "this step sends no server frame close 1000", "frame close"},
		{"no hexadecimal by hand", "websocket", []string{asks, agrees, `actor: server, action: raw, hex: 8x, readyState: 1, serverState: OPEN`}, "is not hexadecimal", "two digits"},
		{"a reset that leaves it open", "websocket", []string{asks, agrees, `actor: server, action: reset, readyState: 1, serverState: CLOSED`}, "readyState cannot be 1 after reset", "it can be 3"},
		{"a drop that is a reset", "websocket", []string{asks, agrees, hangsUp + `, done: [{from: server, kind: reset}]`}, "drop sends no reset from the server", ""},
		{"a stream's reset", "event-stream", []string{asks, agrees, `actor: server, action: reset, readyState: 0, serverState: CLOSED`}, `unknown action of event-stream "reset"`, ""},
		{"a publish to a websocket", "websocket", []string{asks, agrees, `actor: server, action: publish, text: Hi, readyState: 1, serverState: OPEN`}, "publish cannot come while the connection is open", "after the connection is over"},
		{"a websocket that asks again", "websocket", []string{asks, agrees, hangsUp, again}, `unknown action of websocket "reconnect"`, ""},
		{"a second stream beside the first", "event-stream", []string{asks, agrees, asks}, "a second connect", "a new EventSource comes after close or answer"},
		{"a stream that asks again while it is open", "event-stream", []string{asks, agrees, again}, "reconnect cannot come while the connection is open", "after the response has ended"},
		{"a closed stream that asks again", "event-stream", []string{asks, agrees, closes, again}, "reconnect cannot come after the connection is over", "after the response has ended"},
		{"a close that nobody notices", "event-stream", []string{asks, agrees, `actor: browser, action: close, readyState: 2, serverState: CLOSED`}, "close ends the browser's connection", "{from: client, kind: end}"},
		{"a stream that sends", "event-stream", []string{asks, agrees, `actor: browser, action: send, text: hello, readyState: 1, serverState: OPEN`}, "an EventSource has no send", "add throws: TypeError"},
		{"a publish while somebody listens", "event-stream", []string{asks, agrees, `actor: server, action: publish, text: "id: 1\ndata: a\n\n", readyState: 1, serverState: OPEN`}, "publish cannot come while the connection is open", "while the request waits or after the response has ended"},
		{"a publish that cannot be found again", "event-stream", []string{asks, agrees, drops, `actor: server, action: publish, text: "id: 1\ndata: a\n\ndata: b\n\n", readyState: 0, serverState: CLOSED`}, "an event without an id cannot be kept", `"id: …"`},
		{"a publish without its end", "event-stream", []string{asks, agrees, drops, `actor: server, action: publish, text: "id: 1\ndata: a\n", readyState: 0, serverState: CLOSED`}, "an event that is not finished cannot be kept", "empty line"},
		{"a publish that crosses", "event-stream", []string{asks, agrees, drops, `actor: server, action: publish, text: "id: 1\ndata: a\n\n", readyState: 0, serverState: CLOSED, done: [{from: server, kind: chunk}]`}, "nothing crosses in publish", "remove"},
		{"nothing to resume from", "event-stream", []string{asks, agrees, `actor: server, action: send, text: "data: a\n\n", readyState: 1, serverState: OPEN`, drops, again, agrees, `actor: server, action: resume, readyState: 1, serverState: OPEN`}, "no event has an id", "give an event before it an id"},
		{"nothing was posted", "event-stream", []string{asks, agrees, `actor: server, action: send, text: "data: {posted}\n\n", readyState: 1, serverState: OPEN`}, "nothing was posted that {posted}", "a post comes first"},
		{"a post of a websocket", "websocket", []string{asks, agrees, posts}, `unknown action of websocket "post"`, ""},
		{"a post without a stream", "event-stream", []string{asks, posts}, "post cannot come while the request waits", "while the connection is open"},
		{"another last event id", "event-stream", []string{asks, agrees, tells, drops, again + `, done: [{from: client, kind: header-field, header: last-event-id, value: "2"}]`}, "this request does not say Last-Event-ID: 2", `write "1"`},
		{"a last event id of nothing", "event-stream", []string{asks, agrees, drops, again + `, done: [{from: client, kind: header-field, header: Last-Event-ID}]`}, "this request has no Last-Event-ID", "remove"},
		{"a new object's last event id", "event-stream", []string{asks, agrees, tells, closes, asks + `, done: [{from: client, kind: header-field, header: Last-Event-ID, value: "1"}]`}, "this request has no Last-Event-ID", "remove"},
		{"a close in no time", "event-stream", []string{asks, closes}, "close cannot come while the request waits", "after the response has ended"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wrongInStep(t, scripted(c.protocol, c.steps...), len(c.steps), c.says, c.suggests)
		})
	}
}

// wrongInStep fails unless the problem stands on the line of step n.
func wrongInStep(t *testing.T, text string, n int, says, suggests string) {
	t.Helper()
	head, _, _ := strings.Cut(text, fmt.Sprintf("            - {step: %d,", n))
	line := 1 + strings.Count(head, "\n")
	_, ps := load(t, text)
	for _, p := range ps {
		if p.Line == line && strings.Contains(p.Message, says) && strings.Contains(p.Suggestion, suggests) {
			return
		}
	}
	t.Errorf("want line %d: %s; %s\ngot:\n%v", line, says, suggests, ps)
}
