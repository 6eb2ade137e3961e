package lessons_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wirewalk/lessons"
	"wirewalk/quiz"
)

// rows are a script's steps in short: who does what, and the readyState after it.
func rows(s *lessons.Script) (all []string) {
	for _, st := range s.Steps {
		who := "B"
		if st.Actor == lessons.Server {
			who = "S"
		}
		all = append(all, fmt.Sprintf("%s %s %d", who, st.Action, st.ReadyState))
	}
	return all
}

func TestSSEStreamRows(t *testing.T) {
	l := course(t).Lesson("sse-stream")
	want := []string{
		"B connect 0", "S accept 0", "S finish-accept 1", "S send 1", "S send 1", "S send 1", "S send 1", "S send 1", "S send 1", "S drop 0",
		"S publish 0", "B wait 0", "B reconnect 0", "S accept 1", "S resume 1", "B close 2", "B connect 0", "S accept 1", "S end 0", "B reconnect 0", "S answer 2",
	}
	if got := rows(l.Script); !slices.Equal(got, want) {
		t.Errorf("rows\n%v\nwant\n%v", got, want)
	}
	if l.Number != 4 || l.Source != "A002" || l.Script.Columns.Wire == "" || l.Script.Columns.Sees == "" {
		t.Errorf("number %d, source %s, columns %+v", l.Number, l.Source, l.Script.Columns)
	}
	// What JavaScript is told, and the id that its object remembers then.
	var fired []string
	for n := range l.Script.Steps {
		for _, m := range l.Script.Fires(n + 1) {
			if m.Type == "ping" {
				m.Data = "the time"
			}
			fired = append(fired, fmt.Sprintf("%d %s %s %s", n+1, m.Type, m.LastEventID, m.Data))
		}
	}
	if want := []string{
		"4 message  This is message 0", "5 message 1 This is message 1", "6 ping 1 the time", "7 message 2 This is message 2\nin two lines",
		"15 message 3 This is message 3", "15 message 4 This is message 4", "18 message 5 This is message 5",
	}; !slices.Equal(fired, want) {
		t.Errorf("fires\n%q\nwant\n%q", fired, want)
	}
	for n, id := range map[int]string{13: "2", 20: "5"} {
		if !slices.ContainsFunc(l.Script.Step(n).Done, func(p lessons.Pattern) bool { return p.Header == "Last-Event-ID" && p.Value == id }) {
			t.Errorf("row %d does not wait for Last-Event-ID: %s", n, id)
		}
	}
	if st := l.Script.Step(21); st.Status != 204 {
		t.Errorf("row 21 answers %d", st.Status)
	}
}

// The same answer, whole and as it is written: 25 to 40 words.
func TestSSEStreamOpening(t *testing.T) {
	o := course(t).Lesson("sse-stream").Opening
	if o == nil || len(o.Ways) != 2 || o.Ways[0].ID != "whole" || o.Ways[1].ID != "streamed" {
		t.Fatalf("opening %+v", o)
	}
	var answers []string
	for _, w := range o.Ways {
		answer := ""
		for n := range w.Script.Steps {
			for _, m := range w.Script.Fires(n + 1) {
				answer += m.Data
			}
		}
		answers = append(answers, strings.TrimSpace(answer))
	}
	if n := len(strings.Fields(answers[0])); answers[0] != answers[1] || n < 25 || n > 40 {
		t.Errorf("%d words: %q", n, answers)
	}
}

func TestFramesRows(t *testing.T) {
	l := course(t).Lesson("frames")
	var got []string
	for _, st := range l.Script.Steps {
		payload, err := st.Payload()
		if err != nil {
			t.Error(err)
		}
		got = append(got, fmt.Sprintf("%s %s %d %d", st.Actor, st.Action, st.ReadyState, len(payload)))
	}
	if want := []string{
		"browser connect 0 0", "server accept 1 0", "browser send 1 5", "server send 1 5", "browser send 1 4", "browser send 1 0",
		"server send 1 125", "server send 1 126", "server send 1 65535", "server send 1 65536",
		"server fragment 1 3", "server ping 1 12", "server fragment 1 4", "server fragment 1 5", "server fragment 1 1", "server fragment 1 1",
		"browser close 2 0", "server ack-close 3 0",
	}; !slices.Equal(got, want) {
		t.Errorf("rows\n%v\nwant\n%v", got, want)
	}
	if st := l.Script.Step(17); st.Code != 1000 || st.Reason != "Goodbye" || l.Script.Step(4).Beside != 3 || l.Number != 3 {
		t.Errorf("number %d, row 17 closes with %d %q, beside row 4 stands %d", l.Number, st.Code, st.Reason, l.Script.Step(4).Beside)
	}
	for n, want := range map[int]string{14: "Hello, world", 16: "é"} {
		if m := l.Script.Fires(n); len(m) != 1 || m[0].Data != want {
			t.Errorf("row %d fires %v, want %q", n, m, want)
		}
	}
}

// Each lesson is whole: no part of a page is left out, and the quiz asks in
// several ways.
func TestLessonsAreWhole(t *testing.T) {
	asks := map[string][]quiz.Kind{
		"sse-stream": {quiz.Order, quiz.Match, quiz.FillIn, quiz.Choice},
		"frames":     {quiz.Order, quiz.Match, quiz.FillIn, quiz.ClickByte, quiz.ClickByte},
	}
	for slug, kinds := range asks {
		l := course(t).Lesson(slug)
		left := slices.Clone(kinds)
		for _, q := range l.Quiz {
			if i := slices.Index(left, q.Kind); i >= 0 {
				left = slices.Delete(left, i, i+1)
			}
		}
		if len(left) > 0 || len(l.Quiz) < 6 {
			t.Errorf("%s: %d questions, none that is %v", slug, len(l.Quiz), left)
		}
		predicts := 0
		for _, st := range l.Script.Steps {
			if st.Predict != nil {
				predicts++
			}
		}
		if len(l.KeyMoments) < 4 || len(l.Snapshot) < 4 || len(l.Recall) < 5 || len(l.Terms) == 0 || len(l.Flow.Items) == 0 || len(l.Needs) == 0 ||
			l.Why.Text == "" || l.Transcript == "" || predicts < 3 || l.SampleOf("browser") == nil || l.SampleOf("server") == nil {
			t.Errorf("%s lacks a part: %d key moments, %d points, %d cards, %d terms, %d predictions", slug, len(l.KeyMoments), len(l.Snapshot), len(l.Recall), len(l.Terms), predicts)
		}
	}
}

// Each lesson asks at least four questions of its own, in several ways.
func TestLessonsAskOfTheirOwn(t *testing.T) {
	ofSource := regexp.MustCompile(`^[A-Z][0-9]{3}-`)
	for _, l := range course(t).Lessons() {
		own, kinds := 0, map[quiz.Kind]bool{}
		for _, q := range l.Graded() {
			if !ofSource.MatchString(q.ID) {
				own++
				kinds[q.Kind] = true
			}
		}
		if own < 4 || len(kinds) < 2 {
			t.Errorf("%s: %d questions of its own, of the kinds %v", l.Slug, own, kinds)
		}
	}
}

func TestTrackers(t *testing.T) {
	c := course(t)
	for slug, want := range map[string][]string{
		"websocket-protocol":       {"state", "sent", "received"},
		"websocket-instead-of-sse": {"state", "sent"},
		"sse-stream":               {"readyState", "lastEventId", "messages", "connections"},
	} {
		var got []string
		for _, v := range c.Lesson(slug).Tracker.Variables {
			got = append(got, v.From)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s follows %v, want %v", slug, got, want)
		}
	}
}

// Every experiment has the positions of its knob, observes what it says, and the
// standard's value where the standard has one.
func TestExperiments(t *testing.T) {
	c := course(t)
	known := 0
	for _, want := range []struct {
		lesson, id, observe string
		expect              map[string]string // by variant
	}{
		{"websocket-protocol", "handshake-answers", "events", map[string]string{"101": "open", "200": "error close", "404": "error close", "wrong-accept": "error close", "silence": ""}},
		{"websocket-protocol", "send-in-each-state", "sent", map[string]string{"connecting": "threw", "open": "crossed", "closing": "dropped", "closed": "dropped"}},
		{"websocket-protocol", "greeting", "events", map[string]string{"one-write": "open message"}},
		{"sse-stream", "who-comes-back", "connections", map[string]string{"websocket": "1", "event-stream": "2"}},
		{"sse-stream", "send-on-a-stream", "events", map[string]string{"send": "open throw", "fetch": "open response message"}},
		{"sse-stream", "with-and-without-id", "missing", map[string]string{"with-id": "0", "without-id": "2"}},
		{"sse-stream", "early-headers", "open", map[string]string{"early": "before", "late": "with"}},
		{"websocket-instead-of-sse", "who-speaks-first", "events", map[string]string{"at-once": "open message", "in-reply": "open", "spoken-to": "open message"}},
		{"frames", "floats", "bytes", map[string]string{"text": "34", "float64": "30", "float32": "18"}},
		{"choosing", "chat", "magnitude", map[string]string{"websocket": "tens", "stream": "thousands"}},
		{"choosing", "four-ways", "crossed", map[string]string{"text-websocket": "32", "text-stream": "44", "bytes-websocket": "32", "bytes-stream": "54"}},
		{"choosing", "restart", "state", map[string]string{"stream": "1", "unavailable": "2", "wrong-type": "2"}},
		{"choosing", "refused", "events", map[string]string{"websocket": "error close", "stream": "error"}},
		{"frames", "interleaving", "events", map[string]string{"legal": "open message", "illegal": "open error close"}},
		{"two-way-channels", "http-again", "events", map[string]string{"plain": "open error close", "framed": "open message"}},
		{"two-way-channels", "two-words", "requests", map[string]string{"websocket": "1", "event-stream": "3"}},
		{"two-way-channels", "coming-back", "events", map[string]string{
			"anew": "open message close open message", "stream": "open message error open message message",
		}},
		{"two-way-channels", "ten-prices", "down", map[string]string{"websocket": "100", "event-stream": "220"}},
	} {
		known++
		x := c.Lesson(want.lesson).Experiment(want.id)
		if x == nil {
			t.Errorf("%s has no experiment %s", want.lesson, want.id)
			continue
		}
		got := map[string]string{}
		for _, v := range x.Variants {
			got[v.ID] = v.Expect
			if id := want.lesson + "/" + want.id + "/" + v.ID; v.Script.ID != id || c.Script(id) != v.Script {
				t.Errorf("script %s is not found as %s", v.Script.ID, id)
			}
		}
		if !reflect.DeepEqual(got, want.expect) || x.Predict.Observe != want.observe {
			t.Errorf("%s observes %s and expects %v", x.ID, x.Predict.Observe, got)
		}
	}
	n := 0
	for _, l := range c.Lessons() {
		n += len(l.Experiments)
	}
	if n != known {
		t.Errorf("%d experiments, %d are known here", n, known)
	}
}

// Every id of the source that is no step of its code stands in the last lesson.
func TestChoosingIsWhole(t *testing.T) {
	l := course(t).Lesson("choosing")
	has := map[string]bool{}
	for _, p := range l.Parts {
		for _, b := range p.Blocks {
			if b.Items != nil {
				for _, x := range b.Items.List {
					has[x.ID] = true
					for _, f := range x.Facts {
						has[f.ID] = true
					}
				}
			}
			if b.Table != nil {
				for _, r := range b.Table.Rows {
					has[r.ID] = true
				}
			}
		}
	}
	for group, n := range map[string]int{
		"intro": 2, "ws": 7, "wsadv": 4, "wsdis": 3, "wsuse": 3, "sse": 7, "sseadv": 3, "ssedis": 3, "sseuse": 3,
		"goal": 1, "nielsen": 1, "exp": 3, "op": 6, "compare": 7, "next": 2,
	} {
		for i := range n {
			if id := fmt.Sprintf("A002-%s-%d", group, i+1); !has[id] {
				t.Errorf("%s is nowhere", id)
			}
		}
	}
	if l.Number != 7 || l.Source != "A002" || len(l.Experiments) < 4 || len(l.Recall) != 5 || len(l.Graded()) < 8 {
		t.Errorf("number %d, %d experiments, %d cards, %d questions", l.Number, len(l.Experiments), len(l.Recall), len(l.Graded()))
	}
	kinds := map[quiz.Kind]bool{}
	for _, q := range l.Graded() {
		kinds[q.Kind] = true
	}
	if len(kinds) < 4 {
		t.Errorf("questions of %d kinds", len(kinds))
	}
	for _, id := range []string{"X-4", "X-5", "X-7"} {
		if l.Disagreement(id) == nil {
			t.Errorf("%s is nowhere", id)
		}
	}
}

// The seven rows say what the source's say.
func TestChoosingTable(t *testing.T) {
	want := [][]string{
		{"Communication", "Full-duplex (two-way)", "One-way (server-to-client)"},
		{"Data Type Support", "Binary and text", "Text (UTF-8 encoded only)"},
		{"Connection Limits", "Limited by server resources", "Limited by browser (e.g. 6 tabs)"},
		{"Reconnection", "Requires manual handling", "Automatic"},
		{"Protocol", "Custom, low-level protocol", "Built on HTTP"},
		{"Firewall Handling", "May face problems", "Work seamlessly"},
		{
			"Use Case Examples", "real-time, event-driven communication between clients and servers, such as online games, chats, etc",
			"streaming data uni-directionally (i.e., “one direction”) from server to client for streaming data like stock quotes, bitcoin prices, etc",
		},
	}
	for _, p := range course(t).Lesson("choosing").Parts {
		for _, b := range p.Blocks {
			if b.Table == nil {
				continue
			}
			var got [][]string
			for _, r := range b.Table.Rows {
				row := []string{r.Name}
				for _, c := range r.Cells {
					row = append(row, c.Text)
					if c.Proof == "" || c.Prove == "" && len(c.Corrections) == 0 {
						t.Errorf("%s, %q: nothing shows it and nothing corrects it", r.ID, c.Text)
					}
				}
				got = append(got, row)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("rows\n%q\nwant\n%q", got, want)
			}
			return
		}
	}
	t.Error("there is no table")
}

// item returns where the corrections of an item with that id stand.
func item(id string) func(l *lessons.Lesson) []string {
	return func(l *lessons.Lesson) []string {
		for _, p := range l.Parts {
			for _, b := range p.Blocks {
				if b.Items == nil {
					continue
				}
				for _, x := range b.Items.List {
					if x.ID == id {
						return x.Corrections
					}
				}
			}
		}
		return nil
	}
}

// The corrections stand where a student meets the claim.
func TestCorrectionsOfTheNewLessons(t *testing.T) {
	c := course(t)
	for slug, all := range map[string]map[string]func(l *lessons.Lesson) []string{
		"sse-stream": {
			"F05": func(l *lessons.Lesson) []string { return l.Script.Step(6).Corrections },
			"F06": func(l *lessons.Lesson) []string { return l.Script.Step(13).Corrections },
			"F33": func(l *lessons.Lesson) []string { return l.Script.Step(10).Corrections },
			"F41": func(l *lessons.Lesson) []string { return l.Script.Step(2).Corrections },
			"F42": func(l *lessons.Lesson) []string { return l.Script.Step(7).Corrections },
		},
		"choosing": {
			"F21": func(l *lessons.Lesson) []string { return l.Script.Step(6).Corrections },
			"F33": func(l *lessons.Lesson) []string { return l.Experiment("restart").Corrections },
			"F46": func(l *lessons.Lesson) []string { return l.Experiment("chat").Corrections },
			"F28": item("choose-attack"), "F30": item("choose-attack"), "F31": item("choose-attack"), "F29": item("choose-server"),
			"F32": item("choose-many"), "F34": item("choose-between"), "F20": item("choose-between"), "F37": item("A002-exp-3"),
			"F38": item("A002-goal-1"), "F45": item("A002-wsuse-2"), "F57": item("A002-wsuse-2"), "F39": item("A002-op-1"),
			"F35": item("A002-op-6"), "F23": item("choose-websocket"), "F51": item("choose-stream"), "F56": item("choose-stream"),
		},
		"frames": {
			"F19": func(l *lessons.Lesson) []string { return l.Experiment("interleaving").Corrections },
			"F35": func(l *lessons.Lesson) []string { return l.Script.Step(12).Corrections },
		},
	} {
		l := c.Lesson(slug)
		for id, at := range all {
			if l.Correction(id) == nil || !slices.Contains(at(l), id) {
				t.Errorf("%s: %s is not where a student meets the claim", slug, id)
			}
		}
	}
}
