package lessons_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"wirewalk/lessons"
)

func load(t *testing.T, text string) (*lessons.Course, lessons.Problems) {
	t.Helper()
	c, err := lessons.Load(fstest.MapFS{"small.yaml": {Data: []byte(text)}})
	var ps lessons.Problems
	if err != nil && !errors.As(err, &ps) {
		t.Fatal(err)
	}
	return c, ps
}

func TestLoadSmall(t *testing.T) {
	c, ps := load(t, small)
	if len(ps) != 0 {
		t.Fatal(ps)
	}
	if l := c.Lesson("small"); l == nil || l.Script.ID != "small" || l.Experiments[0].Variants[0].Script.ID != "small/refuses/404" {
		t.Fatalf("lesson %+v", l)
	}
	if c.Script("small/refuses/404") == nil || c.Script("small").Lesson() != c.Lesson("small") || c.Script("other") != nil || c.Lesson("other") != nil {
		t.Error("scripts or lessons not found by their ids")
	}
}

func TestLoadFindsProblems(t *testing.T) {
	// Each takes the first old for new; the problem must stand on the line of
	// the first at (of new where at is empty).
	for _, c := range []struct{ name, old, new, at, says, suggests string }{
		{"unknown key", "summary:", "sumary:", "sumary", `unknown key "sumary"`, `"summary"`},
		{"unknown key deep", "column: state", "colunm: state", "colunm", `unknown key "colunm"`, `"column"`},
		{"key twice", "title: A small", "number: 1\ntitle: A small", "number: 1\ntitle", `"number" a second time`, ""},
		{"missing cell", `sent: Request, received: "", `, `sent: Request, `, "row: {action: asks", "missing received in row", "even where it is empty"},
		{"missing columns", "  columns: {step: Step, action: Action, sent: Sent, received: Received, state: State}\n", "", "script:", "missing columns in script", ""},
		{"both pairs of columns", "sent: Sent,", "sent: Sent, wire: Wire, sees: Sees,", "columns:", "columns for a ladder and for lanes", "sent and received, or wire and sees"},
		{"no pair of columns", "sent: Sent, received: Received, ", "", "columns:", "no column for what crosses", "sent and received, or wire and sees"},
		{"half a pair of columns", "sent: Sent, received: Received, ", "wire: Wire, ", "columns:", "half of a pair of columns", "lanes have wire and sees"},
		{"cell of another table", "row: {action: opens, ", "row: {action: opens, wire: Head, ", "row: {action: opens", "this table has no column for wire", "remove"},
		{"state's cell", `sent: Hi, received: "", state: Open`, `sent: Hi, received: "", state: ""`, "row: {action: sends", "state is empty in row", ""},
		{"a variant's columns", "          caption: Refuses", "          columns: {step: a, action: b, sent: c, received: d, state: e}\n          caption: Refuses", "columns: {step: a", "the page names the columns", "remove"},
		{"a variant's cell", `wire: "404"`, `wire: "404", sees: error`, "row: {action: refuses", "no column for sees", "remove"},
		{"a variant's pane", "              say: No.", "              say: No.\n              explain: No.", "explain: No.\n        standard", "an experiment's row shows no explain", "goes into say"},
		{"no pane", "      ref: RFC 6455 §4.1\n      browserLines", "      browserLines", "- step: 1", "missing ref in item 1 of steps", ""},
		{"empty pane", "explain: It asks.", `explain: ""`, "", "explain is empty in item 1 of steps", ""},
		{"beside nothing", "text: Hi\n", "text: Hi\n      beside: 9\n", "beside: 9", "no row 9", "6 rows"},
		{"beside itself", "text: Hi\n", "text: Hi\n      beside: 4\n", "beside: 4", "beside itself", "another row"},
		{"beside no frame", "text: Hi\n", "text: Hi\n      beside: 2\n", "beside: 2", "row 2 has no frame", "waits for a frame"},
		{"no variants", "    variants:\n      - id", "    variants: []\n    other:\n      - id", "variants: []", "variants is empty", ""},
		{"variant's id", `id: "404"`, `id: "4 04"`, "", `id "4 04" cannot stand in an address`, "hyphens"},
		{"variant's standard", "        standard: It fails.\n", "", `- id: "404"`, "missing standard in item 1 of variants", ""},
		{"variant's happened", "        happened: It failed.\n", "", `- id: "404"`, "missing happened in item 1 of variants", ""},
		{"knob of one", "    claim: It opens.", "    claim: It opens.\n    knob: Answers", "knob: Answers", "a knob with one position", "add a variant"},
		{"expect of nothing observed", "        standard: It fails.", "        standard: It fails.\n        expect: \"3\"", "expect:", "nothing is observed", "let the prediction observe"},
		{"happened twice", "      text: What happens?", "      text: What happens?\n      happened: That.", "happened: That", "each variant says what happened", "remove"},
		{"prediction's row", "      text: What happens?", "      text: What happens?\n      step: 3", "step: 3\n      key", "no row 3", "2 rows"},
		{"missing text", "      say: It asks.\n", "", "- step: 1", "missing say in item 1 of steps", ""},
		{"empty text", "caption: Small", `caption: ""`, "", "caption is empty in script", ""},
		{"text for number", "minutes: 1", "minutes: one", "", "minutes must be a whole number", ""},
		{"number for text", "received: \"101\"", "received: 101", "", "received must be text", `"101"`},
		{"text for list", "browserLines: [1]", "browserLines: one", "", "browserLines must be a list", ""},
		{"list for mapping", "row: {action: asks", "row: [1]\n      rowe: {action: asks", "row: [1]", "row must be a mapping", ""},
		{"comma in braces", "reason: Yes.", "reason: Yes, it is.", "reason: Yes, it is.", `unknown key "it is."`, "in quotes"},
		{"alias", "title: A small lesson", "title: &t A small lesson", "", "title must be text", "anchors and aliases are not used here"},
		{"not YAML", "title: A small lesson", "title: A small lesson]: [", "", "", ""},
		{"unknown source", "source: P003", "source: P004", "", `unknown source "P004"`, "known: A002, D001, P000, P003, S004"},
		{"unknown source in id", "P003-sample-1", "P030-sample-1", "", `unknown source "P030"`, "P003"},
		{"gap", "step: 4", "step: 5", "", "step 5 stands where step 4", "without gaps"},
		{"duplicate id", "id: P003-row-4", "id: P003-row-2", "id: P003-row-2\n      actor: browser", `"P003-row-2" a second time, first in line 25`, ""},
		{"unknown protocol", "protocol: websocket", "protocol: websockets", "", `unknown protocol "websockets"`, `"websocket"`},
		{"unknown action", "action: finish-accept", "action: finish-acept", "", `unknown action of websocket "finish-acept"`, `"finish-accept"`},
		{"unknown actor", "actor: browser", "actor: browzer", "", `unknown actor "browzer"`, `"browser"`},
		{"browser's action on the server", "actor: browser\n      action: connect", "actor: server\n      action: connect", "actor: server\n      action: connect", "the server cannot connect", "browser"},
		{"server's action in the browser", "actor: server\n      action: accept", "actor: browser\n      action: accept", "actor: browser\n      action: accept", "the browser cannot accept", "server"},
		{"send before open", "action: accept", "action: send\n      text: Hi", "action: send", "send cannot come while the request waits", "while the connection is open"},
		{"finish-accept first", "action: accept", "action: finish-accept", "", "finish-accept cannot come while the request waits", "after accept"},
		{"two connects", "actor: server\n      action: finish-accept", "actor: browser\n      action: connect", "action: connect\n      row: {action: opens", "a second connect", "comes after the connection is over"},
		{"ack before close", "action: close\n      code: 1000", "action: ack-close", "action: ack-close", "ack-close cannot come while the connection is open", "after close"},
		{"own ack", "actor: server\n      action: ack-close", "actor: browser\n      action: ack-close", "actor: browser\n      action: ack-close", "the browser cannot ack-close after its own close", "server"},
		{"send after close", "actor: browser\n      action: close", "actor: server\n      action: close", "actor: server\n      action: ack-close", "the server cannot ack-close after its own close", "browser"},
		{"connect with text", "action: connect\n              row", "action: connect\n              text: Hi\n              row", "text: Hi\n              row", "connect has no text", "remove"},
		{"readyState", "readyState: 2", "readyState: 1", "readyState: 1\n      serverState: CLOSING", "readyState cannot be 1 after close", "2"},
		{"server's state", "serverState: CLOSING", "serverState: OPEN", "serverState: OPEN\n      say: Bye", `the server cannot be "OPEN" after close`, "CLOSING"},
		{"unknown state", "serverState: CLOSING", "serverState: CLOSNG", "", `unknown state "CLOSNG"`, `"CLOSING"`},
		{"send without text", "      text: Hi\n", "", "- step: 4", "send needs text", "add text"},
		{"answer without status", "              status: 404\n", "", "- step: 2\n              actor", "answer needs status", "add status"},
		{"answer 101", "status: 404", "status: 101", "", "status is 101", "accept"},
		{"close code", "code: 1000", "code: 1001", "", "JavaScript cannot close with 1001", "3000"},
		{"placeholder", "{bytes}", "{byte}", "", "unknown placeholder {byte}", "{bytes}"},
		{"pattern's kind", "kind: head-end", "kind: headend", "", `unknown kind of event "headend"`, `"head-end"`},
		{"pattern's end", "{from: server, kind: end}", "{from: sever, kind: end}", "", `unknown end "sever"`, `"server"`},
		{"pattern's opcode", "opcode: text", "opcode: texts", "", `unknown opcode "texts"`, `"text"`},
		{"pattern's detail", "kind: header-field, header", "kind: head-end, header", "", "a head-end has no header", "header-field"},
		{"pattern never", "{from: server, kind: end}", "{from: server, kind: request-line}", "", "the server sends no request-line", ""},
		{"pattern of another protocol", "{from: server, kind: end}", "{from: server, kind: dispatch}", "", "a websocket has no dispatch", "frame"},
		{"dangling correction", "stateNote: F13", "stateNote: F31", "", `unknown correction "F31"`, `"F13"`},
		{"unreferenced correction", ", stateNote: F13", "", "{id: F13", "nothing refers to the correction F13", ""},
		{"correction's id", "{id: F13", "{id: X13", "", "", ""},
		{"dangling row", "rows: [4]\n    followUp", "rows: [9]\n    followUp", "rows: [9]\n", "no row 9", "6 rows"},
		{"dangling hint row", "rows: [4]}]", "rows: [9]}]", "", "no row 9", "6 rows"},
		{"dangling hint column", "column: state", "column: stat", "", `unknown column "stat"`, `"state"`},
		{"dangling experiment", "experiment: refuses", "experiment: refuse", "", `no experiment "refuse"`, `"refuses"`},
		{"dangling sample line", "browserLines: [1]", "browserLines: [3]", "", "no line 3", "sample has 2 lines"},
		{"dangling piece line", "lines: [1, 2]", "lines: [1, 4]", "", "no line 4", "2 lines"},
		{"no sample of the role", "browserLines: [1]", "serverLines: [1]", "", "no sample for the server", "role: server"},
		{"language", "language: javascript", "language: javascrip", "", `unknown language "javascrip"`, ""},
		{"option's reason", "text: Two, reason: No.", "text: Two", "", "missing reason", ""},
		{"question's key", "key: A", "key: C", "", `unknown option "C"`, "known: A, B"},
		{"predict in the quiz", "kind: choice", "kind: predict", "kind: predict\n    text: Which", "a predict cannot stand here", ""},
		{"blocks where inline", "claim: It opens.", "claim: \"It opens.\\n\\nReally.\"", "", "not blocks", "one paragraph"},
		{"id as an address", "id: P003-row-5", "id: row five", "", `id "row five" cannot stand in an address`, "hyphens"},
		{"wait for another text", "payload: Hi", "payload: Ho", "", `this step does not send "Ho"`, `"Hi"`},
		{"wait for the other end", "from: client, kind: frame, opcode: text", "from: server, kind: frame, opcode: text", "", "no frame from the server", "write client"},
		{"wait for another status", "kind: header-field, header: Sec-WebSocket-Accept", "kind: status-line, code: 200", "", "does not send the status 200", "accept sends 101"},
		{"bytes in a pane", "explain: Hi.", "explain: Hi is {bytes}.", "", "{bytes} is filled in only in say", "write the number"},
		{"script's id", "protocol: websocket", "id: other\n  protocol: websocket", "id: other", `script id is "other"`, "small"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(small, c.old) {
				t.Fatalf("the small lesson has no %q", c.old)
			}
			text := strings.Replace(small, c.old, c.new, 1)
			at := c.at
			if at == "" {
				at = c.new
			}
			line := 1 + strings.Count(text[:strings.Index(text, at)], "\n")
			course, ps := load(t, text)
			if course != nil {
				t.Fatal("loaded")
			}
			for _, p := range ps {
				if p.File == "small.yaml" && p.Line == line && strings.Contains(p.Message, c.says) && strings.Contains(p.Suggestion, c.suggests) {
					return
				}
			}
			t.Errorf("want line %d: %s; %s\ngot:\n%v", line, c.says, c.suggests, ps)
		})
	}
}

// What one mistake leads to is not told as further mistakes.
func TestLoadTellsOneMistakeOnce(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"readyState: 2", "readyState: CLOSING", "readyState must be a whole number"},
		{"browserLines: [1]", "browserLines: 1", "browserLines must be a list"},
		{"done: [{from: server, kind: end}]", "done: {from: server, kind: end}", "done must be a list"},
		{"text: Hi\n", "text: [Hi]\n", "text must be text"},
		{"steps:\n    - step: 1", "steps:\n    - 5\n    - step: 1", "item 1 of steps must be a mapping of keys"},
		{"corrections:\n  -", "corrections:\n  all:\n  -", "corrections must be a list"},
		{"role: browser", "role: [browser]", "role must be text"},
		{`"true": Four states.`, "true: Four states.", `key true must be text; write it in quotes: "true"`},
		{"hints: [{", "hints: {a: {", "',' or '}' must be specified; see that every brace"},
		{"say: Open.", "say: Open: now.", `mapping value is not allowed in this context; put a text that holds ": " in quotes`},
		{"say: Open.", "say: `1`, open.", "'`' is a reserved character; put a text that begins with"},
		{"      say: Open.", "\tsay: Open.", "cannot start any token; indent with spaces"},
		{"columns: {step: Step, action: Action, sent: Sent, received: Received, state: State}", "columns: [1]", "columns must be a mapping of keys"},
		{"row: {action: sends", "row: {action: [sends]", "action must be text"},
		{"title: Refuses\n", "title: Refuses\n    knob: [1]\n", "knob must be text"},
		{"text: Hi\n", "text: Hi\n      times: \"2\"\n", "times must be a whole number"},
		{"standard: It fails.", "standard: [It fails.]", "standard must be text"},
		{"      options:\n        - {id: A, text: It opens", "      options:\n        all:\n        - {id: A, text: It opens", "options must be a list"},
		{"      say: Open.", "     say: Open.", "value is not allowed in this context; see that this line is indented"},
	} {
		_, ps := load(t, strings.Replace(small, c.old, c.new, 1))
		if len(ps) != 1 || !strings.Contains(ps[0].String(), c.want) {
			t.Errorf("%s: want %s, got\n%v", c.new, c.want, ps)
		}
	}
}

func TestLoadNames(t *testing.T) {
	_, err := lessons.Load(fstest.MapFS{"My lesson.yaml": {Data: []byte(small)}, "other.yml": {Data: []byte(small)}})
	want := `My lesson.yaml:1: the file's name is the lesson's address, and "My lesson" is none; small letters, digits and hyphens
other.yml:1: a lesson's file ends in .yaml, so this one is not read; call it other.yaml`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestLoadFindsAllProblems(t *testing.T) {
	text := strings.NewReplacer("summary:", "sumary:", "step: 4", "step: 7", "experiment: refuses", "experiment: x", "minutes: 1", "minutes: one").Replace(small)
	_, ps := load(t, text)
	if len(ps) != 5 { // the misspelt key, the one that is then missing, and the other three
		t.Errorf("got %d problems:\n%v", len(ps), ps)
	}
	for i := 1; i < len(ps); i++ {
		if ps[i].Line < ps[i-1].Line {
			t.Errorf("not in the order of the file:\n%v", ps)
		}
	}
	if first := ps.Error(); !strings.HasPrefix(first, "small.yaml:1: missing summary") {
		t.Errorf("error reads %q", first)
	}
}

func TestLoadAcrossLessons(t *testing.T) {
	_, err := lessons.Load(fstest.MapFS{"a.yaml": {Data: []byte(small)}, "b.yaml": {Data: []byte(small)}})
	var ps lessons.Problems
	if !errors.As(err, &ps) || len(ps) != 1 || ps[0].String() != "b.yaml:1: number 1 is taken by a.yaml" {
		t.Errorf("got %v", err)
	}
	if _, err := lessons.Load(fstest.MapFS{}); err == nil || errors.As(err, &ps) {
		t.Errorf("an empty directory: %v", err)
	}
}

func TestLoadRecordings(t *testing.T) {
	for _, c := range []struct{ name, file, text, says string }{
		{"good", "small-refuses-404", `{"schema":"wirewalk/recording/1","script":"small/refuses/404"}`, ""},
		{"other script", "small", `{"schema":"wirewalk/recording/1","script":"smal"}`, `1: a recording of "smal"`},
		{"other name", "smal", `{"schema":"wirewalk/recording/1","script":"small"}`, "call it recordings/small.json"},
		{"other schema", "small", `{"schema":"wirewalk/recording/0","script":"small"}`, "schema"},
		{"other key", "small", "{\n\"schemas\":1}", `2: not a recording: json: unknown field "schemas"`},
		{"end of nobody", "small", recordedAs(`{"from":"proxy","kind":"end","bytes":"","fields":[]}`), `event 1 is from "proxy", which is no end`},
		{"event of no kind", "small", recordedAs(`{"from":"client","kind":"ending","bytes":"","fields":[]}`), `event 1 is of the unknown kind "ending"`},
		{"frame without a frame", "small", recordedAs(`{"from":"client","kind":"frame","bytes":"","fields":[]}`), "event 1 is a frame without its frame"},
		{"header without a header", "small", recordedAs(`{"from":"client","kind":"header-field","bytes":"","fields":[]}`), "event 1 is a header-field without its header"},
		{"field before the bytes", "small", recordedAs(`{"from":"client","kind":"body","bytes":"61","fields":[{"name":"message-body","bit":-8,"bits":8}]}`), "event 1 has fields that do not cover its bytes"},
		{"field behind the bytes", "small", recordedAs(`{"from":"client","kind":"body","bytes":"61","fields":[{"name":"message-body","bit":0,"bits":16}]}`), "event 1 has fields that do not cover its bytes"},
		{"row of another table", "small", recordedAs(`{"step":7,"from":"client","kind":"end","bytes":"","fields":[]}`), "it goes on to row 7, and the table of small has 6; make the recordings again"},
		{"not JSON", "small", "{\n\n}}", "something follows"},
	} {
		course, err := lessons.Load(fstest.MapFS{
			"small.yaml": {Data: []byte(small)}, "recordings/" + c.file + ".json": {Data: []byte(c.text)},
		})
		switch {
		case c.says == "" && (err != nil || course.Recording("small/refuses/404") == nil || course.Recording("small") != nil):
			t.Errorf("%s: %v", c.name, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: got %v, want %s", c.name, err, c.says)
		}
	}
}

// recordedAs is a recording of the small lesson with one event.
func recordedAs(event string) string {
	return `{"schema":"wirewalk/recording/1","script":"small","events":[` + event + `]}`
}

func TestCheckDirectory(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "small.yaml")
	if err := os.WriteFile(file, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	if ps, err := lessons.Check(dir); err != nil || len(ps) != 0 {
		t.Errorf("good: %v, %v", ps, err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(small, "minutes", "minuts", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if ps, err := lessons.Check(dir); err != nil || len(ps) != 2 || ps[1].File != file {
		t.Errorf("bad: %v, %v", ps, err)
	}
	if _, err := lessons.Check(filepath.Join(dir, "none")); err == nil {
		t.Error("no error for a directory that is not there")
	}
}

// A file that is cut or has lost a line is found wrong, or is right; it never
// ends the program.
func TestLoadSurvivesDamage(t *testing.T) {
	stream := scripted("event-stream", asks, agrees, tells, drops, again+`, done: [{from: client, kind: header-field, header: Last-Event-ID}]`, agrees,
		`actor: server, action: resume, readyState: 1, serverState: OPEN, done: [{from: server, kind: dispatch, payload: one}]`, closes)
	for _, whole := range []string{opening + knobbed, stream} {
		lines := strings.SplitAfter(whole, "\n")
		for i := range lines {
			load(t, strings.Join(lines[:i], "")+" ")
			load(t, strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "")+" ")
		}
	}
}
