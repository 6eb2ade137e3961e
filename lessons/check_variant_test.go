package lessons_test

import (
	"strings"
	"testing"

	"wirewalk/lessons"
)

// wrong fails unless text, which was made of the small lesson, has the problem
// on the line where at stands first.
func wrong(t *testing.T, text, at, says, suggests string) {
	t.Helper()
	before, _, found := strings.Cut(text, at)
	if !found {
		t.Fatalf("the lesson has no %q", at)
	}
	line := 1 + strings.Count(before, "\n")
	_, ps := load(t, text)
	for _, p := range ps {
		if p.Line == line && strings.Contains(p.Message, says) && strings.Contains(p.Suggestion, suggests) {
			return
		}
	}
	t.Errorf("want line %d: %s; %s\ngot:\n%v", line, says, suggests, ps)
}

// another is a second variant of the small lesson's experiment.
const another = `      - id: silence
        label: nothing
        script:
          protocol: websocket
          caption: Silence
          steps:
            - {step: 1, id: waits, actor: browser, action: connect, row: {action: asks}, readyState: 0, serverState: CONNECTING, say: It asks.}
        standard: It waits.
        happened: It waited.
`

// knobbed is the small lesson with two variants and something to observe.
var knobbed = strings.NewReplacer(
	"    claim: It opens.", "    claim: It opens.\n    knob: This server answers",
	"    why: It must.", another+"    why: It must.",
	"      key: B\n", "      observe: state\n",
	"text: It opens, reason", `text: It opens, value: "1", reason`,
	"text: It fails, reason", `text: It fails, value: "3", reason`,
	"standard: It fails.", "standard: It fails.\n        expect: \"3\"",
).Replace(small)

const opening = `opening:
  title: An answer
  text: It comes.
  question: What comes?
  after: Bytes.
  ways:
    - id: streamed
      label: as it comes
      script:
        protocol: event-stream
        caption: As it comes
        steps:
          - {step: 1, actor: browser, action: connect, row: {action: asks}, readyState: 0, serverState: CONNECTING, say: It asks.}
          - {step: 2, actor: server, action: accept, row: {action: agrees}, readyState: 1, serverState: OPEN, say: It agrees.}
          - {step: 3, actor: server, action: send, text: one two, every: 120, row: {action: tells}, readyState: 1, serverState: OPEN, say: It tells.}
`

func TestVariants(t *testing.T) {
	c, ps := load(t, opening+knobbed)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	l := c.Lesson("small")
	var ids []string
	for _, s := range l.Scripts() {
		ids = append(ids, s.ID)
		if s.Lesson() != l || c.Script(s.ID) != s {
			t.Errorf("%s is not found, or has no lesson", s.ID)
		}
	}
	if got := strings.Join(ids, " "); got != "small small/opening/streamed small/refuses/404 small/refuses/silence" {
		t.Errorf("scripts %s", got)
	}
	for step, want := range map[*lessons.Step]string{
		c.Script("small/refuses/404").Step(2): "refuses-404-row-2", c.Script("small/refuses/silence").Step(1): "waits",
		c.Script("small/opening/streamed").Step(3): "opening-streamed-row-3", c.Script("small").Step(1): "P003-row-1",
	} {
		if step.ID != want {
			t.Errorf("step is called %s, want %s", step.ID, want)
		}
	}
	asked, ok := l.Question("predict-refuses")
	if !ok || len(asked.Scripts) != 2 || asked.Scripts[1].ID != "small/refuses/silence" || asked.Step != 0 {
		t.Errorf("question found as %+v", asked)
	}
	if got := lessons.RecordingFile("small/refuses/404"); got != "recordings/small-refuses-404.json" {
		t.Errorf("its recording lies in %s", got)
	}
}

func TestVariantsThatCannotBe(t *testing.T) {
	for _, c := range []struct{ name, old, new, at, says, suggests string }{
		{"no knob", "    knob: This server answers\n", "", "- id: refuses", "2 variants and no knob", "add knob"},
		{"one id", "- id: silence", `- id: "404"`, "- id: \"404\"\n        label: nothing", `a second variant "404"`, ""},
		{"a step's id twice", "id: waits", "id: refuses-404-row-1", "- {step: 1, id: refuses-404-row-1", "a second time", ""},
		{"a script's id", "          caption: Silence", "          id: small/refuses\n          caption: Silence", "id: small/refuses\n", `script id is "small/refuses"`, "small/refuses/silence"},
		{"a value that no option has", `expect: "3"`, `expect: "2"`, `expect: "2"`, `no option has the value "2"`, "known: 1, 3"},
		{"a row that not all have", "      text: What happens?", "      text: What happens?\n      step: 2", "step: 2\n      observe", "no row 2", "the table has 1 rows"},
		{"lit rows that not all have", "      text: What happens?", "      text: What happens?\n      rows: [2]", "rows: [2]", "no row 2", "the table has 1 rows"},
		{"a column of the walkthrough", "      text: What happens?", "      text: What happens?\n      hints: [{text: Look., column: state}]", "hints: [{", "this table has no column state", "action or wire"},
		{"a way that says the standard", "      label: as it comes", "      label: as it comes\n      standard: It must.", "standard: It must", "a way of an opening has no standard", "remove"},
		{"a way that expects", "      label: as it comes", "      label: as it comes\n      expect: x", "expect: x", "a way of an opening has no expect", "remove"},
		{"a way's order", "action: send, text: one two, every: 120,", "action: end,", "- {step: 3", "readyState cannot be 1 after end", "0"},
		{"a way's row", "row: {action: tells}", "row: {action: tells, sent: one}", "- {step: 3", "this table has no column for sent", "remove"},
		{"no ways", opening[strings.Index(opening, "  ways:"):], "  ways: []\n", "ways:", "ways is empty in opening", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := opening + knobbed
			if !strings.Contains(text, c.old) {
				t.Fatalf("the lesson has no %q", c.old)
			}
			wrong(t, strings.Replace(text, c.old, c.new, 1), c.at, c.says, c.suggests)
		})
	}
}

// Two scripts whose recordings would overwrite each other.
func TestRecordingsOfOneName(t *testing.T) {
	second := strings.NewReplacer("- id: refuses\n", "- id: refuses-with\n", "predict-refuses", "predict-again", "- id: \"404\"", "- id: \"4\"").Replace(small)
	experiment := second[strings.Index(second, "  - id: refuses-with"):strings.Index(second, "quiz:\n")]
	text := strings.Replace(small, "quiz:\n", experiment+"quiz:\n", 1)
	if _, ps := load(t, text); len(ps) > 0 {
		t.Fatal(ps)
	}
	// Their steps' ids are one too, where they have none of their own.
	text = strings.Replace(text, `- id: "404"`, `- id: "with-4"`, 1)
	wrong(t, text, "number: 1", "the recordings of small/refuses/with-4 and small/refuses-with/4 would have one name", "call one of them otherwise")
}

func TestQuestionsOfTheQuiz(t *testing.T) {
	const typed = `quiz:
  - id: length
    kind: fill-in
    text: How long is it?
    step: 4
    field: Payload len
    format: A number
    right: Yes.
    otherwise: No.
    options: [{id: A, field: opcode, reason: No.}]
`
	text := strings.Replace(small, "quiz:\n", typed, 1)
	c, ps := load(t, text)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	if asked, ok := c.Lesson("small").Question("length"); !ok || asked.Step != 4 || len(asked.Scripts) != 1 || asked.Scripts[0].ID != "small" {
		t.Errorf("question found as %+v", asked)
	}
	for _, c := range []struct{ name, old, new, at, says, suggests string }{
		{"row", "    step: 4\n    field", "    step: 7\n    field", "step: 7", "no row 7", "6 rows"},
		{"field", "field: Payload len", "field: Payload lem", "field: Payload lem", `row 4 has no field "Payload lem"`, `"Payload len"`},
		{"option's field", "field: opcode", "field: opcod", "field: opcod,", `row 4 has no field "opcod"`, `"opcode"`},
		{"field of a close", "field: opcode", "field: Status code", "field: Status code", `row 4 has no field "Status code"`, ""},
		{"unknown kind", "kind: fill-in", "kind: fillin", "kind: fillin", `unknown kind of question "fillin"`, `"fill-in"`},
		{"column", "hints: [{text: Look., column: state", "hints: [{text: Look., column: sees", "hints: [{", "this table has no column sees", "sent or received"},
	} {
		t.Run(c.name, func(t *testing.T) { wrong(t, strings.Replace(text, c.old, c.new, 1), c.at, c.says, c.suggests) })
	}
	wrong(t, strings.Replace(text, "      done: [{from: client, kind: frame, opcode: text, payload: Hi}]\n", "", 1), "step: 4\n    field", "row 4 waits for nothing", "a row with done")
	// A choice before a step, and a prediction that is about another row.
	asks := "      browserLines: [1]\n      predict: {id: p, kind: choice, text: What?, key: A, options: [{id: A, text: a, reason: a}, {id: B, text: b, reason: b}]}\n"
	wrong(t, strings.Replace(small, "      browserLines: [1]\n", asks, 1), "predict: {id: p", "a choice cannot stand here", "")
	asks = strings.Replace(asks, "kind: choice,", "kind: predict, happened: It did., step: 2,", 1)
	wrong(t, strings.Replace(small, "      browserLines: [1]\n", asks, 1), "predict: {id: p", "a prediction before a row is about that row", "remove")
}

// A tracker of lanes has nothing to say of messages that no column shows.
func TestTrackerVariables(t *testing.T) {
	tracker := func(from string) string {
		return "tracker:\n  variables: [{id: v, name: V, from: " + from + "}]\n"
	}
	for _, from := range []string{"state", "readyState", "sent", "received", "lastEventId", "sends", "messages", "connections"} {
		if _, ps := load(t, tracker(from)+small); len(ps) > 0 {
			t.Errorf("%s:\n%v", from, ps)
		}
	}
	wrong(t, tracker("lastEventID")+small, "variables:", `unknown variable "lastEventID"`, `"lastEventId"`)
	lanes := strings.NewReplacer("sent: Sent, received: Received", "wire: Wire, sees: Sees", "received: ", "sees: ", "{action: asks, wire", "{action: asks, wire", "sent: ", "wire: ").Replace(small)
	if _, ps := load(t, lanes); len(ps) > 0 {
		t.Fatalf("lanes:\n%v", ps)
	}
	wrong(t, tracker("sent")+lanes, "variables:", "this table has no column sent", "wire")
	wrong(t, strings.Replace(lanes, "row: {action: opens, wire", "row: {action: opens, sent", 1), "row: {action: opens", "missing wire in row", "even where it is empty")
}
