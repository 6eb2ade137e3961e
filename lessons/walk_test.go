package lessons_test

import (
	"slices"
	"strings"
	"testing"
)

// aWalk is put at the end of the small lesson.
const aWalk = `walks:
  - id: page
    title: A page
    summary: It *asks*.
    text: Read *it*.
    walked: browser
    browser: sample
    attempts: [attempt]
    corrections: [F13]
    script:
      protocol: event-stream
      caption: A page, line by line
      columns: {step: Row, action: Action, wire: Wire, sees: Sees, state: readyState}
      steps:
        - step: 1
          id: A002-ssecli-1
          actor: browser
          action: connect
          row: {action: asks, wire: GET, sees: "", state: 0 CONNECTING}
          done: [{from: client, kind: head-end}]
          readyState: 0
          serverState: CONNECTING
          say: It asks, in {bytes} bytes.
          explain: It asks.
          server: Waits.
          ref: HTML §9.2.2
          browserLines: [1]
          predict:
            id: predict-page-1
            kind: predict
            text: What crosses?
            key: A
            options: [{id: A, text: A request, reason: It asks.}, {id: B, text: Nothing, reason: It does.}]
            happened: It asked.
        - step: 2
          actor: server
          action: answer
          status: 404
          row: {action: refuses, wire: "404", sees: error, state: 2 CLOSED}
          done: [{from: server, kind: status-line, code: 404}]
          readyState: 2
          serverState: CLOSED
          say: No.
          explain: No.
          server: Refuses.
          ref: HTML §9.2.3
          corrections: [F05]
`

// walking is the small lesson with a walk, and old in it replaced by new once.
func walking(old, new string) string {
	text := strings.Replace(small, "experiments:", `  - {id: attempt, title: As it was, language: javascript, source: ask(), corrections: [F06]}
experiments:`, 1) + `  - {id: F05, title: a, says: b, "true": c, observed: d, ref: ""}
  - {id: F06, title: a, says: b, "true": c, observed: d, ref: ""}
  - {id: F07, title: a, says: b, "true": c, observed: d, ref: ""}
` + aWalk
	text = strings.Replace(text, "text: Both.}]\n", "text: Both.}]\n    corrections: [F07]\n", 1)
	return strings.Replace(text, old, new, 1)
}

func TestWalk(t *testing.T) {
	c, ps := load(t, walking("", ""))
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	l := c.Lesson("small")
	w := &l.Walks[0]
	s, page := c.Script("small/code/page"), w.Page()
	if s == nil || s != w.Script || s.Lesson() != page || l.Walk(s) != w || c.Walk(s) != w {
		t.Fatalf("the walk's script is %v", s)
	}
	if l.Walk(l.Script) != nil || c.Walk(l.Script) != nil || c.Walk(nil) != nil {
		t.Error("the lesson's own script is taken for a walk's")
	}
	if w.Path() != "/lessons/small/code/page" || page.Slug != "small" || page.Title != "A page" {
		t.Errorf("%s is %s, %q", w.Path(), page.Slug, page.Title)
	}
	if !slices.Contains(l.Scripts(), s) || !slices.Contains(c.Scripts(), s) {
		t.Error("the script is not among those of the lesson")
	}
	if id := s.Step(2).ID; id != "page-row-2" {
		t.Errorf("the row without an id is called %q", id)
	}
	if asked, ok := l.Question("predict-page-1"); !ok || asked.Scripts[0] != s || asked.Step != 1 {
		t.Errorf("its prediction is found as %+v", asked)
	}
	if html, text := s.Say(1, 20); html != "It asks, in 20 bytes." || text != "It asks, in 20 bytes." {
		t.Errorf("it says %q, %q", html, text)
	}
	if got, text := l.Inline("It *asks*."), l.Plain("It *asks*."); got != "It <em>asks</em>." || text != "It asks." {
		t.Errorf("the lesson lists it as %s", got)
	}
	if got := page.Blocks("Read *it*."); got != "<p>Read <em>it</em>.</p>" || page.Why.Text != "Read *it*." {
		t.Errorf("its texts are not compiled: %s", got)
	}
	sides := w.Sides()
	if len(sides) != 1 || sides[0].ID != "sample" || sides[0].Role != "browser" || len(page.SampleLines(sides[0])) != 2 {
		t.Errorf("its sides are %+v", sides)
	}
	if a := page.Sample("attempt"); a == nil || a.Role != "" || len(page.SampleLines(a)) != 1 {
		t.Errorf("its attempt is %+v", a)
	}
	var met []string
	for _, c := range page.Corrections {
		met = append(met, c.ID)
	}
	if !slices.Equal(met, []string{"F13", "F05", "F06", "F07"}) {
		t.Errorf("its page has the corrections %v", met)
	}
	for id, away := range map[string]bool{"F05": true, "F06": true, "F07": true, "F13": false, "F99": false} {
		if l.Away(id) != away || page.Away(id) {
			t.Errorf("%s is met on the walk's page alone: %v", id, l.Away(id))
		}
	}
	if unshown := l.Unshown(); len(unshown) != 0 {
		t.Errorf("the lesson shows what its walk does: %+v", unshown)
	}
}

func TestWalkFindsProblems(t *testing.T) {
	for name, c := range map[string]struct{ old, new, at, says, suggests string }{
		"address":             {"- id: page\n", "- id: A Page\n", "", `id "A Page" cannot stand in an address`, "small letters"},
		"whose code":          {"walked: browser", "walked: both", "", `unknown side "both"`, "browser"},
		"no code to walk":     {"walked: browser", "walked: server", "", "there is no code of the server to walk", "add server"},
		"no such sample":      {"    browser: sample", "    browser: simple", "", `unknown sample "simple"`, `"sample"`},
		"no such attempt":     {"attempts: [attempt]", "attempts: [attempts]", "", `unknown sample "attempts"`, `"attempt"`},
		"a line too far":      {"          browserLines: [1]", "          browserLines: [3]", "", "no line 3", "sample sample has 2 lines"},
		"lines of nobody":     {"          browserLines: [1]", "          serverLines: [1]", "", "no sample for the server", "add server"},
		"no pane":             {"          explain: No.\n", "", "- step: 2\n          actor: server\n          action: answer", "missing explain in item 2 of steps", ""},
		"a ladder's cell":     {`sees: "", state: 0 CONNECTING`, `sent: "", sees: "", state: 0 CONNECTING`, "", "this table has no column for sent", "remove"},
		"its script's id":     {"      protocol: event-stream", "      id: small/page\n      protocol: event-stream", "id: small/page", `script id is "small/page"`, "small/code/page"},
		"a correction":        {"corrections: [F13]\n    script", "corrections: [F14]\n    script", "", `unknown correction "F14"`, `"F13"`},
		"a prediction's id":   {"id: predict-page-1", "id: predict-refuses", "", `id "predict-refuses" a second time`, ""},
		"a hint's column":     {"            happened: It asked.", "            hints: [{text: Look., column: sent}]\n            happened: It asked.", "hints: [{text: Look., column: sent", "this table has no column sent", ""},
		"an experiment's id":  {"  - id: refuses", "  - id: code", "", `the scripts of the walks have "code" in their ids`, ""},
		"a summary in blocks": {"summary: It *asks*.", `summary: "- It asks."`, "", "one line of Markdown", ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := walking(c.old, c.new)
			at := c.at
			if at == "" {
				at = strings.TrimSpace(c.new)
			}
			from := strings.LastIndex(text, at)
			line := 1 + strings.Count(text[:from], "\n")
			course, ps := load(t, text)
			if course != nil {
				t.Fatal("it was loaded")
			}
			for _, p := range ps {
				if p.Line == line && strings.Contains(p.Message, c.says) && strings.Contains(p.Suggestion, c.suggests) {
					return
				}
			}
			t.Errorf("want line %d: %s; %s\ngot:\n%v", line, c.says, c.suggests, ps)
		})
	}
}

func TestTwoWalksOfOneName(t *testing.T) {
	again := strings.NewReplacer("walks:\n", "", "A002-ssecli-1", "another", "predict-page-1", "predict-another").Replace(aWalk)
	_, ps := load(t, walking("", "")+again)
	for _, p := range ps {
		if strings.Contains(p.Message, `a second walk "page"`) {
			return
		}
	}
	t.Errorf("got %v", ps)
}

// A source's word in a table or a tracker is met where it stands.
func TestWordsOfASourceAreMet(t *testing.T) {
	const first = `row: {action: asks, client: Asks, wire: None, wireNote: F13`
	text := strings.Replace(dialogue(), "code:\n", `code:
  - {id: page, title: A page, language: javascript, source: ask()}
`, 1) + `  - {id: F05, title: a, says: b, "true": c, observed: d, ref: ""}
  - {id: F06, title: a, says: b, "true": c, observed: d, ref: ""}
walks:
  - id: said
    title: Said
    summary: It asks.
    walked: browser
    browser: page
    corrections: [F05, F13]
    script:
      protocol: websocket
      caption: Said
      columns: {step: Step, action: Event, client: Client, wire: Message, server: Server, state: State}
      steps:
        - step: 1
          actor: browser
          action: connect
          answered: true
          row: {action: asks, client: Asks, wire: None, wireNote: F06, crosses: [Request, "101"], server: Agrees, state: Open}
          done: [{from: client, kind: head-end}, {from: server, kind: head-end}]
          readyState: 1
          serverState: OPEN
          say: It asks.
          explain: It asks.
          server: Agrees.
          ref: RFC 6455 §4.1
`
	text = strings.ReplaceAll(text, "value: None, correction: F13", "value: None, correction: F05")
	if !strings.Contains(text, first) || !strings.Contains(text, "correction: F05") {
		t.Fatal("the dialogue has other words")
	}
	text = strings.Replace(text, "value: Closed, correction: F13", "value: Closed, correction: F05", 1)
	c, ps := load(t, text)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	l := c.Lesson("small")
	for id, away := range map[string]bool{"F05": false, "F06": true, "F13": false} {
		if l.Away(id) != away {
			t.Errorf("%s is met on the walk's page alone: %v", id, l.Away(id))
		}
	}
	if l.Walks[0].Page().Correction("F06") == nil {
		t.Error("the walk's page lacks the correction of its source's word")
	}
}
