package lessons_test

// small is a lesson with one of each thing that can be written wrongly.
const small = `number: 1
source: P003
title: A small lesson
summary: Small.
minutes: 1
script:
  protocol: websocket
  caption: Small
  columns: {step: Step, action: Action, sent: Sent, received: Received, state: State}
  steps:
    - step: 1
      id: P003-row-1
      actor: browser
      action: connect
      row: {action: asks, sent: Request, received: "", state: Connecting}
      done: [{from: client, kind: head-end}]
      readyState: 0
      serverState: CONNECTING
      say: It asks.
      explain: It asks.
      server: Waits.
      ref: RFC 6455 §4.1
      browserLines: [1]
    - step: 2
      id: P003-row-2
      actor: server
      action: accept
      row: {action: agrees, sent: "", received: "101", state: Upgrading, stateNote: F13}
      done: [{from: server, kind: header-field, header: Sec-WebSocket-Accept}]
      readyState: 0
      serverState: CONNECTING
      say: It agrees.
      explain: It agrees.
      server: Agrees.
      ref: RFC 6455 §4.2.2
    - step: 3
      id: P003-row-3
      actor: server
      action: finish-accept
      row: {action: opens, sent: "", received: "", state: Open}
      done: [{from: server, kind: head-end}]
      readyState: 1
      serverState: OPEN
      say: Open.
      explain: Open.
      server: Writes.
      ref: RFC 6455 §4.1
    - step: 4
      id: P003-row-4
      actor: browser
      action: send
      text: Hi
      row: {action: sends, sent: Hi, received: "", state: Open}
      done: [{from: client, kind: frame, opcode: text, payload: Hi}]
      readyState: 1
      serverState: OPEN
      say: Hi is {bytes} bytes.
      explain: Hi.
      server: Reads.
      ref: RFC 6455 §5.2
    - step: 5
      id: P003-row-5
      actor: browser
      action: close
      code: 1000
      row: {action: closes, sent: Close, received: "", state: Closing}
      done: [{from: client, kind: frame, opcode: close, code: 1000}]
      readyState: 2
      serverState: CLOSING
      say: Bye.
      explain: Bye.
      server: Waits.
      ref: RFC 6455 §7.1.2
    - step: 6
      id: P003-row-6
      actor: server
      action: ack-close
      row: {action: answers, sent: "", received: Close, state: Closed}
      done: [{from: server, kind: end}]
      readyState: 3
      serverState: CLOSED
      say: Gone.
      explain: Gone.
      server: Ends.
      ref: RFC 6455 §7.1.4
code:
  - id: sample
    title: In the browser
    language: javascript
    role: browser
    source: |
      const ws = new WebSocket(url);
      ws.close();
    pieces: [{id: P003-sample-1, lines: [1, 2], text: Both.}]
experiments:
  - id: refuses
    title: Refuses
    claim: It opens.
    predict:
      id: predict-refuses
      kind: predict
      text: What happens?
      key: B
      options:
        - {id: A, text: It opens, reason: It does not.}
        - {id: B, text: It fails, reason: It does.}
    variants:
      - id: "404"
        label: "404"
        script:
          protocol: websocket
          caption: Refuses
          steps:
            - step: 1
              actor: browser
              action: connect
              row: {action: asks, wire: Request}
              readyState: 0
              serverState: CONNECTING
              say: It asks.
            - step: 2
              actor: server
              action: answer
              status: 404
              row: {action: refuses, wire: "404"}
              done: [{from: server, kind: status-line, code: 404}]
              readyState: 3
              serverState: CLOSED
              say: No.
        standard: It fails.
        happened: It failed.
    why: It must.
quiz:
  - id: P003-quiz-1
    kind: choice
    text: Which?
    key: A
    options:
      - {id: A, text: One, reason: Yes.}
      - {id: B, text: Two, reason: No.}
    hints: [{text: Look., column: state, rows: [4]}]
    rows: [4]
    followUp: {text: And?, experiment: refuses}
corrections:
  - {id: F13, title: No such state, says: Upgrading is a state., "true": Four states., observed: Four., ref: RFC 6455}
`
