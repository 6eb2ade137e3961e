package lessons_test

import (
	"strings"
	"testing"
)

// The last step waits for what cannot come.
func TestPatternsThatNeverMatch(t *testing.T) {
	const socket, stream = "websocket", "event-stream"
	const (
		browserSends = `actor: browser, action: send, text: Hello, readyState: 1, serverState: OPEN`
		serverSends  = `actor: server, action: send, text: Hello, readyState: 1, serverState: OPEN`
		pings        = `actor: server, action: ping, text: there?, readyState: 1, serverState: OPEN`
		fragments    = `actor: server, action: fragment, text: Hel, opcode: text, readyState: 1, serverState: OPEN`
		leaves       = `actor: browser, action: close, code: 1000, readyState: 2, serverState: CLOSING`
		words        = `actor: server, action: send, text: one two, every: 100, readyState: 1, serverState: OPEN`
		typed        = `actor: server, action: send, text: "event: ping\ndata: 1\n\n", readyState: 1, serverState: OPEN`
	)
	for _, c := range []struct{ name, protocol, step, pattern, says, suggests string }{
		{"length of a chunk", stream, tells, `{from: server, kind: chunk, length: 5}`, "a chunk has no length", "it belongs to frame"},
		{"type of a frame", socket, serverSends, `{from: server, kind: frame, type: ping}`, "a frame has no type", "it belongs to dispatch"},
		{"value of a frame", socket, serverSends, `{from: server, kind: frame, value: a}`, "a frame has no value", "header-field or request-line"},
		{"value of some header", stream, posts, `{from: client, kind: header-field, value: a}`, "a value of which header field?", "add header"},
		{"payload that is not kept", socket, `actor: browser, action: send, text: x, times: 2000, readyState: 1, serverState: OPEN`, `{from: client, kind: frame, payload: ` + strings.Repeat("x", 2000) + `}`, "2000 bytes is not all kept", "use length"},
		{"nothing behind what may be left out", socket, serverSends, `{from: server, kind: frame, optional: true}`, "nothing of the server follows in this step", "what must come behind it"},
		{"length below zero", socket, serverSends, `{from: server, kind: frame, length: -1}`, "length is -1", ""},
		{"another length", socket, serverSends, `{from: server, kind: frame, length: 6}`, "does not send 6 bytes", "it sends 5"},
		{"another length of bytes", socket, `actor: browser, action: send, hex: "00 01", times: 3, readyState: 1, serverState: OPEN`, `{from: client, kind: frame, length: 2}`, "does not send 2 bytes", "it sends 6"},
		{"text of bytes", socket, `actor: browser, action: send, hex: "00 01", readyState: 1, serverState: OPEN`, `{from: client, kind: frame, opcode: text}`, "no text frame from the client", "it sends binary"},
		{"bytes of a text", socket, browserSends, `{from: client, kind: frame, opcode: binary}`, "no binary frame from the client", "it sends text"},
		{"another text", socket, browserSends, `{from: client, kind: frame, payload: hello}`, `does not send "hello"`, `"Hello"`},
		{"the other end's frame", socket, browserSends, `{from: server, kind: frame}`, "no frame from the server", "write client"},
		{"a pong of a message", socket, fragments, `{from: client, kind: frame, opcode: pong}`, "no pong frame from the client", "it sends close"},
		{"another pong", socket, pings, `{from: client, kind: frame, opcode: pong, payload: here}`, `does not send "here"`, `"there?"`},
		{"a ping that comes back", socket, pings, `{from: client, kind: frame, opcode: ping}`, "no ping frame from the client", "it sends pong"},
		{"another fragment", socket, fragments, `{from: server, kind: frame, opcode: continuation}`, "no continuation frame", "it sends text"},
		{"another close", socket, leaves, `{from: client, kind: frame, opcode: close, code: 1001}`, "does not send the code 1001", "it sends 1000"},
		{"an end too early", socket, leaves, `{from: client, kind: end}`, "close sends no end from the client", ""},
		{"a head of a message", socket, serverSends, `{from: server, kind: head-end}`, "send sends no head-end from the server", ""},
		{"another method", stream, posts, `{from: client, kind: request-line, value: GET}`, "post sends no GET", "write POST"},
		{"another status", stream, posts, `{from: server, kind: status-line, code: 200}`, "does not send the status 200", "post sends 204"},
		{"an event of a post", stream, posts, `{from: server, kind: dispatch}`, "post sends no dispatch from the server", ""},
		{"another event", stream, tells, `{from: server, kind: dispatch, payload: two}`, `this step fires no "two"`, `it fires message "one"`},
		{"another type", stream, typed, `{from: server, kind: dispatch, type: pong}`, `this step fires no "pong"`, `it fires ping "1"`},
		{"another word", stream, words, `{from: server, kind: dispatch, payload: one}`, `this step fires no "one"`, `it fires message "one "`},
		{"another word of messages", socket, words, `{from: server, kind: frame, payload: one}`, `does not send "one"`, `"one two"`},
		{"a length of no word", socket, words, `{from: server, kind: frame, length: 7}`, "does not send 7 bytes", "it sends 4"},
		{"a length of another word", socket, words, `{from: server, kind: frame, payload: "one ", length: 7}`, "does not send 7 bytes", "it sends 4"},
		{"an event of a comment", stream, `actor: server, action: send, text: ": hi\n\n", readyState: 1, serverState: OPEN`, `{from: server, kind: dispatch, type: message}`, "fires no", "it fires nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wrongInStep(t, scripted(c.protocol, asks, agrees, c.step+`, done: [`+c.pattern+`]`), 3, c.says, c.suggests)
		})
	}
	// The head of an accept is not whole before its finish.
	wrongInStep(t, scripted("websocket", asks, `actor: server, action: accept, readyState: 0, serverState: CONNECTING, done: [{from: server, kind: head-end}]`,
		`actor: server, action: finish-accept, readyState: 1, serverState: OPEN`), 2, "accept sends no head-end", "")
}
