package lessons_test

import (
	"strings"
	"testing"
)

// The last step has a key that its action does not take, or lacks one.
func TestArguments(t *testing.T) {
	const (
		browser = `actor: browser, readyState: 1, serverState: OPEN, `
		server  = `actor: server, readyState: 1, serverState: OPEN, `
	)
	for _, c := range []struct{ name, protocol, step, says, suggests string }{
		{"no text", "websocket", browser + `action: send`, "send needs text", "add text"},
		{"no text in a stream", "event-stream", server + `action: send, text: ""`, "send needs text", "add text"},
		{"text and hex", "websocket", browser + `action: send, text: a, hex: "61"`, "text and hex both say", "keep one"},
		{"half a byte", "websocket", browser + `action: send, hex: 00 f`, `"00 f" is not hexadecimal`, "two digits"},
		{"no digit", "websocket", server + `action: fragment, hex: zz`, `"zz" is not hexadecimal`, "two digits"},
		{"bytes in a stream", "event-stream", server + `action: send, hex: "00"`, "send has no hex", "remove"},
		{"bytes of a ping", "websocket", server + `action: ping, hex: "00"`, "ping has no hex", "remove"},
		{"times in a stream", "event-stream", server + `action: send, text: "a", times: 2`, "send has no times", "remove"},
		{"times of a fragment", "websocket", server + `action: fragment, text: "a", times: 2`, "fragment has no times", "remove"},
		{"times below zero", "websocket", browser + `action: send, text: a, times: -1`, "times is -1", "1 or more"},
		{"too many times", "websocket", browser + `action: send, text: ab, times: 524289`, "send would carry 1048578 bytes", "at most 1048576"},
		{"a long ping", "websocket", server + `action: ping, text: ` + strings.Repeat("x", 126), "ping would carry 126 bytes", "at most 125"},
		{"words of the browser", "websocket", browser + `action: send, text: a b, every: 100`, "send has no every", "remove"},
		{"words many times", "websocket", server + `action: send, text: a b, every: 100, times: 2`, "send has no every", "remove"},
		{"text and hex by hand", "websocket", server + `action: raw, text: a, hex: "61"`, "text and hex both say", "keep one"},
		{"a frame by hand many times", "websocket", server + `action: raw, hex: 8a 00, times: 2`, "raw has no times", "remove"},
		{"a reset with a code", "websocket", `actor: server, readyState: 3, serverState: CLOSED, action: reset, code: 1000`, "reset has no code", "remove"},
		{"nothing in no frame", "websocket", `actor: server, action: raw, readyState: 3, serverState: CLOSED`, "raw needs text", "add text"},
		{"words in no time", "event-stream", server + `action: send, text: a b, every: 19`, "every is 19", "20 to 2000"},
		{"words in a long time", "event-stream", server + `action: send, text: a b, every: 2001`, "every is 2001", "20 to 2000"},
		{"a last message", "websocket", server + `action: send, text: a, fin: true`, "send has no fin", "remove"},
		{"an opcode of a message", "websocket", server + `action: send, text: a, opcode: text`, "send has no opcode", "remove"},
		{"an opcode that is none", "websocket", server + `action: fragment, text: a, opcode: ping`, `unknown opcode of a fragment "ping"`, "known: binary, continuation, text"},
		{"an empty fragment", "websocket", server + `action: fragment, text: ""`, "fragment needs text", "add text"},
		{"a wait of no length", "websocket", server + `action: wait`, "wait needs ms", "add ms"},
		{"a short wait", "websocket", server + `action: wait, ms: 99`, "ms is 99", "100 to 10000"},
		{"a long wait", "event-stream", server + `action: wait, ms: 10001`, "ms is 10001", "100 to 10000"},
		{"a wait with text", "event-stream", server + `action: wait, ms: 1000, text: a`, "wait has no text", "remove"},
		{"a send that takes time", "websocket", server + `action: send, text: a, ms: 1000`, "send has no ms", "remove"},
		{"a resume with text", "event-stream", server + `action: resume, text: a`, "resume has no text", "remove"},
		{"an empty post", "event-stream", browser + `action: post`, "post needs text", "add text"},
		{"a drop with a code", "websocket", `actor: server, readyState: 3, serverState: CLOSED, action: drop, code: 1000`, "drop has no code", "remove"},
		{"a stream that is closed with a code", "event-stream", `actor: browser, readyState: 2, serverState: CLOSED, action: close, code: 1000`, "close has no code", "remove"},
		{"a status without an answer", "event-stream", server + `action: send, text: a, status: 200`, "send has no status", "remove"},
		{"a long reason", "websocket", browser + `action: close, code: 1000, reason: ` + strings.Repeat("é", 62), "the reason has 124 bytes", "at most 123"},
		{"a reason without a code", "websocket", browser + `action: close, reason: Bye`, "a reason needs a code", "add code"},
		{"a server's code", "websocket", server + `action: close, code: 1006`, "close code 1006 may not be sent", "RFC 6455 §7.4.1"},
		{"an answer that leads nowhere", "websocket", `actor: server, action: send, text: a, location: /live/echo, readyState: 1, serverState: OPEN`, "send has no location", "remove"},
		{"a send without a field", "websocket", server + `action: send, text: a, without: Upgrade`, "send has no without", "remove"},
		{"a send with a field", "websocket", server + `action: send, text: a, with: "Sec-WebSocket-Protocol: chat"`, "send has no with", "remove"},
		{"a wrong send", "websocket", server + `action: send, text: a, wrongAccept: true`, "send has no wrongAccept", "remove"},
		{"a send in one write", "websocket", server + `action: send, text: a, oneWrite: true`, "send has no oneWrite", "remove"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wrongInStep(t, scripted(c.protocol, asks, agrees, c.step), 3, c.says, c.suggests)
		})
	}
}

func TestArgumentsOfAccept(t *testing.T) {
	const (
		accept  = `actor: server, action: accept, readyState: 1, serverState: OPEN`
		refused = `actor: server, action: accept, readyState: 3, serverState: CLOSED`
		answer  = `actor: server, action: answer, readyState: 3, serverState: CLOSED`
	)
	for _, c := range []struct {
		name, protocol string
		steps          []string // the second is wrong
		says, suggests string
	}{
		{"a redirect to nowhere", "websocket", []string{answer + `, status: 302`}, "answer needs location", "add location"},
		{"a redirect to elsewhere", "websocket", []string{answer + `, status: 302, location: "https://example.com/"`}, "leads away from this server", "write a path"},
		{"a redirect to another host", "websocket", []string{answer + `, status: 307, location: //example.com/`}, "leads away from this server", "write a path"},
		{"a redirect of two lines", "websocket", []string{answer + `, status: 302, location: "/\r\nX: y"`}, "leads away from this server", "write a path"},
		{"a status that does not redirect", "websocket", []string{answer + `, status: 404, location: /live/echo`}, "answer has no location", "remove"},
		{"a stream with a fault", "event-stream", []string{accept + `, without: Upgrade`}, "accept has no without", "remove"},
		{"a field that no 101 needs", "websocket", []string{refused + `, without: Date`}, `unknown header field of a 101 "Date"`, "Sec-WebSocket-Accept"},
		{"a field that nobody asks for", "websocket", []string{refused + `, with: "X-Powered-By: hope"`}, "agrees on nothing", "Sec-WebSocket-Protocol"},
		{"two lines", "websocket", []string{refused + `, with: "Sec-WebSocket-Protocol: chat\r\nX: y"`}, "agrees on nothing", "Sec-WebSocket-Protocol"},
		{"an extension that browsers have", "websocket", []string{refused + `, with: "Sec-WebSocket-Extensions: permessage-deflate"`}, "browsers offer permessage-deflate", "no browser knows"},
		{"two faults", "websocket", []string{refused + `, without: Upgrade, with: "Sec-WebSocket-Protocol: chat"`}, "without and with both say", "keep one"},
		{"a wrong accept of a stream", "event-stream", []string{accept + `, wrongAccept: true`}, "accept has no wrongAccept", "remove"},
		{"a stream in one write", "event-stream", []string{accept + `, oneWrite: true`}, "accept has no oneWrite", "remove"},
		{"one write of one thing", "websocket", []string{accept + `, oneWrite: true`}, "nothing to write together", "the server's send"},
		{"one write with the browser's", "websocket", []string{accept + `, oneWrite: true`, `actor: browser, action: send, text: Hi, readyState: 1, serverState: OPEN`}, "nothing to write together", "the server's send"},
		{"one write of a wrong accept", "websocket", []string{`actor: server, action: accept, readyState: 3, serverState: CLOSED, wrongAccept: true, oneWrite: true`}, "after a wrong accept nothing is sent", "one of them"},
		{"text of a 101", "websocket", []string{accept + `, text: Hi`}, "accept has no text", "remove"},
		{"text before the head is whole", "event-stream", []string{`actor: server, action: accept, text: ": hi\n\n", readyState: 0, serverState: CONNECTING`,
			`actor: server, action: finish-accept, readyState: 1, serverState: OPEN`}, "accept has no text", "remove"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wrongInStep(t, scripted(c.protocol, append([]string{asks}, c.steps...)...), 2, c.says, c.suggests)
		})
	}
	// In a walkthrough two rows are never one write.
	text := strings.Replace(small, "action: accept\n", "action: accept\n      oneWrite: true\n", 1)
	if _, ps := load(t, text); len(ps) != 1 || !strings.Contains(ps[0].String(), "in a walkthrough each row waits for Next") {
		t.Errorf("in a walkthrough:\n%v", ps)
	}
}
