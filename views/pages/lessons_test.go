package pages_test

import (
	"testing"
	"testing/fstest"

	"wirewalk/lessons"
)

// small is a course of two lessons with one of each thing that a page shows: a
// stream in lanes, with an opening and an experiment whose knob turns, and a
// ladder with long, binary and fragmented messages.
func small(t *testing.T) *lessons.Course {
	t.Helper()
	c, err := lessons.Load(fstest.MapFS{
		"a-stream.yaml":   {Data: []byte(aStream)},
		"a-ladder.yaml":   {Data: []byte(aLadder)},
		"a-dialogue.yaml": {Data: []byte(aDialogue)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const aStream = `number: 1
title: A stream
summary: A stream in lanes.
minutes: 3
opening:
  title: An answer, word by word
  text: The same words, sent at once and sent as they come.
  question: What is an event stream?
  ways:
    - id: whole
      label: All at **once**
      script:
        protocol: event-stream
        caption: The answer at once
        steps:
          - {step: 1, actor: browser, action: connect, row: {action: Your browser asks, wire: GET}, done: [{from: client, kind: head-end}], readyState: 0, serverState: CONNECTING, say: It asks.}
          - {step: 2, actor: server, action: accept, row: {action: This server says 200, wire: "200"}, done: [{from: server, kind: head-end}], readyState: 1, serverState: OPEN, say: It answers.}
          - {step: 3, actor: server, action: wait, ms: 4000, row: {action: It waits}, readyState: 1, serverState: OPEN, say: It waits.}
          - {step: 4, actor: server, action: send, text: "data: One response.\n\n", row: {action: It sends all, wire: One response.}, done: [{from: server, kind: dispatch}], readyState: 1, serverState: OPEN, say: All at once.}
    - id: streamed
      label: Word by word
      script:
        protocol: event-stream
        caption: The answer word by word
        steps:
          - {step: 1, actor: browser, action: connect, row: {action: Your browser asks, wire: GET}, done: [{from: client, kind: head-end}], readyState: 0, serverState: CONNECTING, say: It asks.}
          - {step: 2, actor: server, action: accept, row: {action: This server says 200, wire: "200"}, done: [{from: server, kind: head-end}], readyState: 1, serverState: OPEN, say: It answers.}
          - {step: 3, actor: server, action: send, text: "One response that does not end.", every: 120, row: {action: It sends each word, wire: One response}, done: [{from: server, kind: dispatch}], readyState: 1, serverState: OPEN, say: Word by word.}
  after: Each word was an event of its own, in a chunk of its own.
script:
  protocol: event-stream
  caption: A stream, row by row
  columns: {step: Step, action: What happens, wire: On the wire, sees: What JavaScript sees, state: readyState}
  steps:
    - {step: 1, id: r-1, actor: browser, action: connect, row: {action: Your browser asks for a stream, wire: GET /events, sees: "", state: 0 CONNECTING}, done: [{from: client, kind: head-end}], readyState: 0, serverState: CONNECTING, say: It asks., explain: It asks., server: Waits., ref: HTML §9.2.2}
    - {step: 2, id: r-2, actor: server, action: accept, row: {action: This server sends the head but its last two bytes, wire: 200 text/event-stream, sees: "", state: 0 CONNECTING}, done: [{from: server, kind: status-line}], readyState: 0, serverState: CONNECTING, say: Nearly., explain: Nearly., server: Writes., ref: HTML §9.2.3}
    - {step: 3, id: r-3, actor: server, action: finish-accept, text: ": open\n\n", row: {action: The head ends and a comment follows, wire: ": open", sees: open, state: 1 OPEN}, done: [{from: server, kind: head-end}, {from: server, kind: comment}], readyState: 1, serverState: OPEN, say: Open., explain: Open., server: Writes., ref: HTML §9.2.3}
    - {step: 4, id: r-4, actor: server, action: send, text: "id: 1\ndata: This is message 1\n\n", row: {action: An event with an id, wire: "id: 1, data: This is message 1", sees: "message: This is message 1", state: 1 OPEN}, done: [{from: server, kind: dispatch}], readyState: 1, serverState: OPEN, say: "{bytes} bytes.", explain: An event., server: Writes., ref: HTML §9.2.6, predict: {id: p-4, kind: predict, text: What will it see?, key: A, options: [{id: A, text: A message, reason: The blank line dispatches it at once.}, {id: B, text: Nothing, reason: There was data in it and a blank line.}], happened: It saw a message.}}
    - {step: 5, id: r-5, actor: server, action: send, text: "event: ping\ndata: {\"time\":\"{now}\"}\n\n", row: {action: An event of another type, wire: "event: ping", sees: "ping: the time", state: 1 OPEN}, done: [{from: server, kind: dispatch, type: ping}], readyState: 1, serverState: OPEN, say: A ping., explain: A ping., server: Writes., ref: HTML §9.2.6}
    - {step: 6, id: r-6, actor: server, action: send, text: ": still here\n\n", row: {action: A comment, wire: ": still here", sees: "", state: 1 OPEN}, done: [{from: server, kind: comment}], readyState: 1, serverState: OPEN, say: A comment., explain: A comment., server: Writes., ref: HTML §9.2.6}
    - {step: 7, id: r-7, actor: server, action: drop, row: {action: The connection breaks, wire: TCP FIN, sees: error, state: 0 CONNECTING}, done: [{from: server, kind: end}], readyState: 0, serverState: CLOSED, say: Gone., explain: Gone., server: Closes., ref: HTML §9.2.3}
    - {step: 8, id: r-8, actor: server, action: publish, text: "id: 2\ndata: This is message 2\n\n", row: {action: News while nobody listens, wire: "", sees: "", state: 0 CONNECTING}, readyState: 0, serverState: CLOSED, say: News., explain: News., server: Keeps it., ref: HTML §9.2.4}
    - {step: 9, id: r-9, actor: browser, action: wait, ms: 3000, row: {action: Your browser waits, wire: "", sees: "", state: 0 CONNECTING}, readyState: 0, serverState: CLOSED, say: It waits., explain: It waits., server: Nothing., ref: HTML §9.2.3}
    - {step: 10, id: r-10, actor: browser, action: reconnect, row: {action: It asks again by itself, wire: "GET /events, Last-Event-ID: 1", sees: "", state: 0 CONNECTING}, done: [{from: client, kind: head-end}], readyState: 0, serverState: CONNECTING, say: Again., explain: Again., server: Waits., ref: HTML §9.2.4}
    - {step: 11, id: r-11, actor: server, action: accept, text: ": back\n\n", row: {action: This server answers, wire: "200, : back", sees: open, state: 1 OPEN}, done: [{from: server, kind: head-end}, {from: server, kind: comment}], readyState: 1, serverState: OPEN, say: Back., explain: Back., server: Writes., ref: HTML §9.2.3}
    - {step: 12, id: r-12, actor: server, action: resume, row: {action: What was missed, wire: "id: 2", sees: "message: This is message 2", state: 1 OPEN}, done: [{from: server, kind: dispatch}], readyState: 1, serverState: OPEN, say: Missed., explain: Missed., server: Writes., ref: HTML §9.2.4}
    - {step: 13, id: r-13, actor: browser, action: close, row: {action: Your page closes the stream, wire: TCP FIN, sees: "", state: 2 CLOSED}, done: [{from: client, kind: end}], readyState: 2, serverState: CLOSED, say: Closed., explain: Closed., server: Notices., ref: HTML §9.2.2}
  exit: It never asks again.
tracker:
  variables:
    - {id: v-1, name: readyState, from: readyState}
    - {id: v-2, name: last event ID, from: lastEventId}
    - {id: v-3, name: messages, from: messages}
    - {id: v-4, name: connections, from: connections}
experiments:
  - id: who-comes-back
    title: Who comes back
    claim: Both come back by themselves.
    knob: This page uses
    predict:
      id: predict-back
      kind: predict
      text: How many requests will this server get?
      observe: connections
      options:
        - {id: A, text: One, value: "1", reason: It was asked once and never again.}
        - {id: B, text: Two, value: "2", reason: An EventSource asks again.}
    why: The standard of one says **reconnect**.
    variants:
      - id: websocket
        label: a WebSocket
        standard: The connection is closed, and that is all.
        expect: "1"
        happened: The socket stayed closed.
        script:
          protocol: websocket
          caption: A WebSocket whose connection breaks
          steps:
            - {step: 1, actor: browser, action: connect, row: {action: Your browser asks, wire: GET}, done: [{from: client, kind: head-end}], readyState: 0, serverState: CONNECTING, say: It asks.}
            - {step: 2, actor: server, action: accept, row: {action: This server agrees, wire: "101"}, done: [{from: server, kind: head-end}], readyState: 1, serverState: OPEN, say: It agrees.}
            - {step: 3, actor: server, action: drop, row: {action: The connection breaks, wire: TCP FIN}, done: [{from: server, kind: end}], readyState: 3, serverState: CLOSED, say: Gone.}
      - id: event-stream
        label: an EventSource
        standard: It asks again after some seconds.
        expect: "2"
        happened: The stream came back.
        script:
          protocol: event-stream
          caption: A stream whose connection breaks
          steps:
            - {step: 1, actor: browser, action: connect, row: {action: Your browser asks, wire: GET}, done: [{from: client, kind: head-end}], readyState: 0, serverState: CONNECTING, say: It asks.}
            - {step: 2, actor: server, action: accept, row: {action: This server answers, wire: "200"}, done: [{from: server, kind: head-end}], readyState: 1, serverState: OPEN, say: It answers.}
            - {step: 3, actor: server, action: drop, row: {action: The connection breaks, wire: TCP FIN}, done: [{from: server, kind: end}], readyState: 0, serverState: CLOSED, say: Gone.}
            - {step: 4, actor: browser, action: reconnect, row: {action: It asks again, wire: GET}, done: [{from: client, kind: head-end}], readyState: 0, serverState: CONNECTING, say: Again.}
            - {step: 5, actor: server, action: answer, status: 204, row: {action: This server says no, wire: "204"}, done: [{from: server, kind: status-line}], readyState: 2, serverState: CLOSED, say: No more.}
`

const aLadder = `number: 2
title: A ladder
summary: Messages of every length.
minutes: 3
script:
  protocol: websocket
  caption: Frames, row by row
  columns: {step: Step, action: Action, sent: Sent, received: Received, state: State}
  steps:
    - {step: 1, id: l-1, actor: browser, action: connect, row: {action: asks, sent: Request, received: "", state: Connecting}, done: [{from: client, kind: head-end}], readyState: 0, serverState: CONNECTING, say: It asks., explain: It asks., server: Waits., ref: RFC 6455 §4.1}
    - {step: 2, id: l-2, actor: server, action: accept, row: {action: agrees, sent: "", received: "101", state: Open}, done: [{from: server, kind: head-end}], readyState: 1, serverState: OPEN, say: Open., explain: Open., server: Writes., ref: RFC 6455 §4.2.2}
    - {step: 3, id: l-3, actor: browser, action: send, hex: 00 ff 10 80, row: {action: sends four bytes, sent: 4 bytes, received: "", state: Open}, done: [{from: client, kind: frame, opcode: binary}], readyState: 1, serverState: OPEN, say: "{bytes} bytes.", explain: Binary., server: Reads., ref: RFC 6455 §5.6}
    - {step: 4, id: l-4, actor: server, action: send, text: x, times: 65536, row: {action: sends 65536 bytes, sent: "", received: 65536 × x, state: Open}, done: [{from: server, kind: frame, opcode: text, length: 65536}], readyState: 1, serverState: OPEN, say: "{bytes} bytes.", explain: Long., server: Writes., ref: RFC 6455 §5.2, beside: 3}
    - {step: 5, id: l-5, actor: server, action: fragment, text: Hel, row: {action: sends a fragment, sent: "", received: Hel, state: Open}, done: [{from: server, kind: frame, opcode: text}], readyState: 1, serverState: OPEN, say: First., explain: First., server: Writes., ref: RFC 6455 §5.4}
    - {step: 6, id: l-6, actor: server, action: ping, text: still there?, row: {action: sends a ping, sent: "", received: Ping, state: Open}, done: [{from: server, kind: frame, opcode: ping}, {from: client, kind: frame, opcode: pong}], readyState: 1, serverState: OPEN, say: Ping., explain: Ping., server: Writes., ref: RFC 6455 §5.5.2}
    - {step: 7, id: l-7, actor: server, action: fragment, text: lo, fin: true, row: {action: ends the message, sent: "", received: lo, state: Open}, done: [{from: server, kind: frame, opcode: continuation}], readyState: 1, serverState: OPEN, say: Last., explain: Last., server: Writes., ref: RFC 6455 §5.4}
    - {step: 8, id: l-8, actor: browser, action: close, code: 1000, reason: Goodbye, row: {action: closes, sent: Close, received: "", state: Closing}, done: [{from: client, kind: frame, opcode: close}], readyState: 2, serverState: CLOSING, say: Bye., explain: Bye., server: Waits., ref: RFC 6455 §7.1.2}
    - {step: 9, id: l-9, actor: server, action: ack-close, row: {action: answers, sent: "", received: Close, state: Closed}, done: [{from: server, kind: end}], readyState: 3, serverState: CLOSED, say: Gone., explain: Gone., server: Ends., ref: RFC 6455 §7.1.4}
tracker:
  variables:
    - {id: w-1, name: Connection state, from: state}
    - {id: w-2, name: Sent, from: sent}
    - {id: w-3, name: Received, from: received}
experiments:
  - id: too-soon
    title: Too soon
    claim: A socket that is made can be written to.
    predict:
      id: predict-too-soon
      kind: predict
      text: What does send() do before the answer?
      observe: sent
      options:
        - {id: A, text: It throws, value: threw, reason: There is no connection to put it on.}
        - {id: B, text: It waits, value: crossed, reason: Nothing keeps it for later.}
    why: There is no queue before OPEN.
    variants:
      - id: connecting
        label: before the answer
        standard: An InvalidStateError is thrown.
        happened: It threw.
        script:
          protocol: websocket
          caption: A message before the answer
          steps:
            - {step: 1, actor: browser, action: connect, row: {action: Your browser asks, wire: GET}, done: [{from: client, kind: head-end}], readyState: 0, serverState: CONNECTING, say: It asks.}
            - {step: 2, actor: browser, action: send, text: Hi, throws: InvalidStateError, row: {action: The page sends at once}, readyState: 0, serverState: CONNECTING, say: It throws.}
            - {step: 3, actor: server, action: accept, row: {action: This server agrees, wire: "101"}, done: [{from: server, kind: head-end}], readyState: 1, serverState: OPEN, say: It agrees.}
parts:
  - id: myths
    title: What is said
    name: Myths
    before: experiments
    lead: Said **often**.
    blocks:
      - text: Blocks of prose.
      - items:
          as: steps
          list:
            - id: item-1
              label: First
              title: It waits
              lead: A page writes too soon.
              text: Nothing is *kept* for later.
              facts: [{id: item-1-why, name: Why it matters, text: Words are lost.}]
              prove: "#experiment-too-soon"
              corrections: [X-3]
              question:
                id: q-item-1
                kind: choice
                text: Does it wait?
                key: B
                options:
                  - {id: A, text: It does, reason: There is no queue in the API.}
                  - {id: B, text: It throws, reason: An exception says that it is too soon.}
      - table:
          caption: Both ways
          columns: [Feature, Here, There]
          rows:
            - {id: row-of-1, name: Direction, cells: [{text: both, proof: "Row [4](#step-4)."}, {text: one}]}
      - disagreement: X-4
disagreements:
  - {id: X-3, question: How many states?, sides: [{who: One, says: Four.}, {who: Other, says: Five.}], decides: The lamp., prove: "#step-2"}
  - {id: X-4, question: Which is faster?, sides: [{who: One, says: This.}, {who: Other, says: That.}], decides: A race.}
`

const aDialogue = `number: 3
title: A dialogue
summary: What either side does.
minutes: 3
script:
  protocol: websocket
  caption: A dialogue
  columns: {step: Step, action: Event, client: Client does, wire: Message, server: Server does, state: State}
  steps:
    - step: 1
      actor: server
      action: read
      row: {action: Code is read, client: "", wire: "", server: Waits, state: none yet}
      readyState: -1
      serverState: none
      say: It waits.
      explain: It waits.
      server: Waits.
      ref: RFC 6455 §4.2
    - step: 2
      actor: browser
      action: connect
      answered: true
      row: {action: Connects, client: Asks, wire: None, wireNote: F15, crosses: [Request, "101"], server: Agrees, state: Open}
      done: [{from: client, kind: head-end}, {from: server, kind: head-end}]
      readyState: 1
      serverState: OPEN
      say: Open.
      explain: Open.
      server: Agrees.
      ref: RFC 6455 §4.2.2
    - step: 3
      actor: server
      action: send
      text: Hi
      row: {action: Greets, client: Hears, wire: Hi, server: Speaks, state: Open}
      done: [{from: server, kind: frame, payload: Hi}]
      readyState: 1
      serverState: OPEN
      say: Hi.
      explain: Hi.
      server: Writes.
      ref: RFC 6455 §5.2
    - step: 4
      actor: browser
      action: close
      code: 1000
      answered: true
      row: {action: Ends, client: Closes, wire: None, wireNote: F15, crosses: [Close, Close], server: Closes too, state: Closed}
      done: [{from: client, kind: frame, opcode: close}, {from: server, kind: frame, opcode: close}, {from: server, kind: end}]
      readyState: 3
      serverState: CLOSED
      say: Gone.
      explain: Gone.
      server: Ends.
      ref: RFC 6455 §7.1.1
tracker:
  variables:
    - {id: v-1, name: state, from: state, says: [{step: 0, value: Closed, correction: F15}]}
    - {id: v-2, name: last, from: sent, says: [{step: 4, value: None, correction: F15}]}
quiz:
  - id: who
    kind: choice
    text: Who speaks first?
    key: A
    options:
      - {id: A, text: The server, reason: It may.}
      - {id: B, text: The browser, reason: It did not.}
    hints: [{text: Look., column: client, rows: [3]}]
    rows: [3]
corrections:
  - {id: F15, title: None is not nothing, says: None., "true": "Two heads, two frames.", observed: Both., ref: RFC 6455 §4.1}
`
