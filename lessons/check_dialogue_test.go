package lessons_test

import (
	"slices"
	"strings"
	"testing"

	"wirewalk/lessons"
)

// dialogue is the small lesson with a table in which both sides say what they do.
func dialogue() string {
	from, to := strings.Index(small, "  columns:"), strings.Index(small, "code:\n")
	return small[:from] + `  columns: {step: Step, action: Event, client: Client, wire: Message, server: Server, state: State}
  steps:
    - step: 1
      actor: browser
      action: connect
      answered: true
      row: {action: asks, client: Asks, wire: None, wireNote: F13, crosses: [Request, "101"], server: Agrees, state: Open}
      done: [{from: client, kind: head-end}, {from: server, kind: head-end}]
      readyState: 1
      serverState: OPEN
      say: It asks.
      explain: It asks.
      server: Agrees.
      ref: RFC 6455 §4.1
    - step: 2
      actor: server
      action: send
      text: Hello
      row: {action: speaks, client: Hears, wire: Hello, server: Speaks, state: Open}
      done: [{from: server, kind: frame, payload: Hello}]
      readyState: 1
      serverState: OPEN
      say: Hello.
      explain: Hello.
      server: Writes.
      ref: RFC 6455 §5.2
    - step: 3
      actor: browser
      action: send
      text: Hi
      row: {action: answers, client: Speaks, wire: Hi, server: Hears, state: Open}
      done: [{from: client, kind: frame, payload: Hi}]
      readyState: 1
      serverState: OPEN
      say: Hi.
      explain: Hi.
      server: Reads.
      ref: RFC 6455 §5.2
    - step: 4
      actor: browser
      action: close
      code: 1000
      answered: true
      row: {action: ends, client: Closes, wire: None, wireNote: F13, crosses: [Close frame, Close frame too], server: Closes, state: Closed}
      done: [{from: client, kind: frame, opcode: close}, {from: server, kind: frame, opcode: close}, {from: server, kind: end}]
      readyState: 3
      serverState: CLOSED
      say: Gone.
      explain: Gone.
      server: Ends.
      ref: RFC 6455 §7.1.1
tracker:
  variables:
    - {id: v-1, name: state, from: state, says: [{step: 0, value: Closed, correction: F13}]}
    - {id: v-2, name: last, from: sent, says: [{step: 4, value: None, correction: F13}]}
` + small[to:]
}

func TestADialogue(t *testing.T) {
	course, ps := load(t, dialogue())
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	l := course.Lesson("small")
	if got := l.Script.Columns.Form(); got != lessons.Dialogue {
		t.Errorf("its form is %s", got)
	}
	for counting, want := range map[lessons.Counting][]string{
		lessons.CountHTTP:     {"None", "101", "Hello", "Hi", "Close frame too"},
		lessons.CountFrames:   {"None", "None", "Hello", "Hi", "Close frame too"},
		lessons.CountMessages: {"None", "None", "Hello", "Hi", "Hi"},
	} {
		var got []string
		for _, values := range l.Script.Tracked(counting) {
			got = append(got, values["sent"])
		}
		if !slices.Equal(got, want) {
			t.Errorf("the last message sent, counting %s, is %q, want %q", counting, got, want)
		}
	}
	if says := l.Tracker.Variables[1].SourceValue(4); says == nil || says.Value != "None" || l.Tracker.Variables[1].SourceValue(1) != nil {
		t.Error("the source's values are not found")
	}
}

func TestADialoguesProblems(t *testing.T) {
	for _, c := range []struct{ name, old, new, at, says, suggests string }{
		{"two of its three columns", "server: Server, state: State}", "state: State}", "columns:", "half of a pair of columns", "a dialogue has client, wire and server"},
		{"the columns of a ladder too", "server: Server, state", "server: Server, sent: a, received: b, state", "columns:", "columns for a ladder and for a dialogue", "or client, wire and server"},
		{"the columns of lanes too", "server: Server, state", "server: Server, sees: a, state", "columns:", "columns for lanes and for a dialogue", "or client, wire and server"},
		{"a missing cell", "client: Hears, ", "", "row: {action: speaks", "missing client in row", "even where it is empty"},
		{"what crosses without the source's word", "wire: Hello, ", "wire: Hello, crosses: [Hello], ", "row: {action: speaks", "wire says what crosses", "add wireNote"},
		{"two messages without an answer", "wire: Hello, ", "wire: Hello, wireNote: F13, crosses: [Hello, Hello], ", "row: {action: speaks", "2 messages cross in one row", "where the row is answered"},
		{"an unknown note", "wireNote: F13, crosses: [Request", "wireNote: F12, crosses: [Request", "row: {action: asks", `unknown correction "F12"`, `"F13"`},
		{"the same value", "value: Closed", "value: Connecting", "v-1", `the run leaves "Connecting" too`, "remove"},
		{"a value after no row", "step: 4, value: None", "step: 9, value: None", "v-2", "no row 9", "4 rows"},
		{"a value with no correction", "value: Closed, correction: F13", "value: Closed, correction: F12", "v-1", `unknown correction "F12"`, `"F13"`},
		{"a hint at another table's column", "column: state", "column: sees", "column: sees", "this table has no column sees", "action or client or wire or server or state"},
		{"what was received", "from: sent", "from: received", "v-2", "this table has no column received", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(dialogue(), c.old) {
				t.Fatalf("the lesson has no %q", c.old)
			}
			wrong(t, strings.Replace(dialogue(), c.old, c.new, 1), c.at, c.says, c.suggests)
		})
	}
}
