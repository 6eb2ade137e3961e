package lessons_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// shipped is read once: a tenth of a second with the race detector, in every test.
var shipped = sync.OnceValues(func() (*lessons.Course, error) { return lessons.Load(lessons.Content()) })

func course(t *testing.T) *lessons.Course {
	t.Helper()
	c, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every id of the source document stands in the lesson, in its order.
func TestWebSocketProtocolIsWhole(t *testing.T) {
	l := course(t).Lesson("websocket-protocol")
	var got []string
	for _, x := range l.Flow.Items {
		got = append(got, x.ID)
	}
	for _, s := range l.Code {
		for _, x := range s.Pieces {
			if strings.HasPrefix(x.ID, "P003") {
				got = append(got, x.ID)
			}
		}
	}
	for _, x := range l.Script.Steps {
		got = append(got, x.ID)
	}
	for _, x := range l.Tracker.Variables {
		got = append(got, x.ID)
	}
	for _, x := range l.KeyMoments {
		got = append(got, x.ID)
	}
	for _, x := range l.Quiz {
		if strings.HasPrefix(x.ID, "P003") {
			got = append(got, x.ID)
		}
	}
	for _, x := range l.Snapshot {
		got = append(got, x.ID)
	}
	var want []string
	for _, kind := range []struct {
		name string
		n    int
	}{{"flow", 7}, {"sample", 3}, {"row", 10}, {"var", 3}, {"key", 3}, {"quiz", 3}, {"snap", 5}} {
		for i := 1; i <= kind.n; i++ {
			want = append(want, fmt.Sprintf("P003-%s-%d", kind.name, i))
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("ids\n%v\nwant\n%v", got, want)
	}
	for name, text := range map[string]string{
		"P003-flow-note": l.Flow.Note, "P003-exit": l.Script.Exit, "P003-transcript": l.Transcript, "P003-sample-note": l.Code[0].Differs,
	} {
		if text == "" {
			t.Errorf("%s is missing", name)
		}
	}
	if len(l.Recall) != 5 || len(l.Needs) == 0 || len(l.Terms) == 0 || l.Why.Text == "" {
		t.Errorf("recall %d, needs %d, terms %d, why %q", len(l.Recall), len(l.Needs), len(l.Terms), l.Why.Text)
	}
}

// The source's table, cell for cell.
func TestWebSocketProtocolRows(t *testing.T) {
	want := [][4]string{
		{"Client sends HTTP Upgrade request", "Upgrade request", "", "Connecting"},
		{"Server receives Upgrade request", "", "", "Connecting"},
		{"Server sends HTTP 101 Switching Protocols", "", "101 Switching Protocols", "Upgrading"},
		{"Connection established", "", "", "Open"},
		{"Client sends 'Hello'", "Hello", "", "Open"},
		{"Server sends 'Welcome'", "", "Welcome", "Open"},
		{"Client sends 'How are you?'", "How are you?", "", "Open"},
		{"Server sends 'Good, thanks!'", "", "Good, thanks!", "Open"},
		{"Client initiates close", "Close frame", "", "Closing"},
		{"Server acknowledges close", "", "Close frame", "Closed"},
	}
	states := []int{0, 0, 0, 1, 1, 1, 1, 1, 2, 3}
	l := course(t).Lesson("websocket-protocol")
	for i, w := range want {
		st := l.Script.Step(i + 1)
		if got := [4]string{st.Row.Action, st.Row.Sent, st.Row.Received, st.Row.State}; got != w {
			t.Errorf("row %d: %q, want %q", i+1, got, w)
		}
		if st.ReadyState != states[i] {
			t.Errorf("row %d: readyState %d, want %d", i+1, st.ReadyState, states[i])
		}
		if st.Row.Sent != "" && st.Text != "" && st.Row.Sent != st.Text || st.Actor == lessons.Server && st.Text != "" && st.Row.Received != st.Text {
			t.Errorf("row %d sends %q and says %q, %q", i+1, st.Text, st.Row.Sent, st.Row.Received)
		}
	}
	if len(l.Script.Steps) != len(want) || l.Script.Step(3).Row.StateNote != "F13" {
		t.Errorf("%d rows, note %q", len(l.Script.Steps), l.Script.Step(3).Row.StateNote)
	}
}

func TestWebSocketProtocolQuiz(t *testing.T) {
	l := course(t).Lesson("websocket-protocol")
	for i, want := range []struct {
		key     string
		options []string
	}{
		{"A", []string{"Open", "Connecting", "Closing", "Closed"}},
		{"C", []string{"Step 3", "Step 7", "Step 5", "Step 9"}},
		{"B", []string{"Connection becomes Open anyway", "Connection stays in Connecting state", "Connection immediately closes", "Client sends Close frame"}},
	} {
		q := l.Quiz[i]
		var ids, texts []string
		for _, o := range q.Options {
			ids, texts = append(ids, o.ID), append(texts, o.Text)
		}
		if q.Key != want.key || !reflect.DeepEqual(texts, want.options) || strings.Join(ids, "") != "ABCD" {
			t.Errorf("%s: key %s, options %v %q", q.ID, q.Key, ids, texts)
		}
		if len(q.Hints) != 2 || q.Hints[0].Column == "" || len(q.Hints[1].Rows) == 0 {
			t.Errorf("%s: hints %+v", q.ID, q.Hints)
		}
	}
	v, err := l.Quiz[2].Grade([]string{"C"}, quiz.Observed{})
	if err != nil || v.Right || !v.Free || !strings.Contains(v.Reason, "true if it answers anything else; here it stays silent") ||
		v.FollowUp == nil || l.Experiment(v.FollowUp.Experiment) == nil {
		t.Errorf("question 3, option C: %+v, %v", v, err)
	}
}

// Beside the source's three, which ask what is written in the table, six ask why
// or what comes next, in every way there is; the student's own run decides two.
func TestWebSocketProtocolAsksWhy(t *testing.T) {
	l := course(t).Lesson("websocket-protocol")
	var got []string
	for _, q := range l.Quiz[3:] {
		got = append(got, fmt.Sprintf("%s %d %s", q.Kind, q.Step, q.Field))
		if len(q.Hints) != 2 || len(q.Rows) == 0 {
			t.Errorf("%s: hints %+v, rows %v", q.ID, q.Hints, q.Rows)
		}
	}
	want := []string{"choice 0 ", "match 0 ", "click-byte 6 MASK", "fill-in 7 Masking-key", "choice 0 ", "order 0 "}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("asks %q, want %q", got, want)
	}
}

// Two parts of the source say different things of its states, and the run decides.
func TestWebSocketProtocolDisagreement(t *testing.T) {
	l := course(t).Lesson("websocket-protocol")
	if d := l.Disagreement("X-3"); d == nil || len(d.Sides) != 2 || !slices.Contains(l.Tracker.Corrections, "X-3") || !slices.Contains(l.Script.Step(3).Corrections, "X-3") {
		t.Errorf("X-3 is %+v, or is not met at the tracker and in row 3", d)
	}
}

// The corrections stand where a student meets the claim.
func TestWebSocketProtocolCorrections(t *testing.T) {
	l := course(t).Lesson("websocket-protocol")
	step := func(n int) []string { return l.Script.Step(n).Corrections }
	for id, where := range map[string][]string{
		"F02": l.Code[0].Corrections, "F08": l.Code[1].Corrections, "F13": step(3), "F14": l.Experiment("handshake-answers").Corrections,
		"F11": l.Experiment("send-in-each-state").Corrections, "F15": l.Experiment("greeting").Corrections,
		"F16": l.Tracker.Corrections, "F17": step(10), "F18": l.KeyMoments[2].Corrections, "F20": l.KeyMoments[1].Corrections,
		"F22": l.Flow.Items[1].Corrections, "F34": l.KeyMoments[0].Corrections, "F52": step(7),
	} {
		found := false
		for _, w := range where {
			found = found || w == id
		}
		if !found || l.Correction(id) == nil {
			t.Errorf("%s is not where a student meets the claim", id)
		}
	}
}

func TestWebSocketProtocolPredictions(t *testing.T) {
	l := course(t).Lesson("websocket-protocol")
	observes := map[int]string{4: "state", 5: "bytes", 6: "masked", 9: "state"}
	for _, st := range l.Script.Steps {
		if (st.Predict != nil) != (observes[st.N] != "") {
			t.Errorf("step %d: prediction %v", st.N, st.Predict)
			continue
		}
		if st.Predict == nil {
			continue
		}
		if st.Predict.Observe != observes[st.N] {
			t.Errorf("step %d observes %q", st.N, st.Predict.Observe)
		}
		asked, ok := l.Question(st.Predict.ID)
		if !ok || asked.Question != st.Predict || asked.Step != st.N || asked.Scripts[0] != l.Script {
			t.Errorf("step %d: question found as %+v", st.N, asked)
		}
	}
	x := l.Experiment("handshake-answers")
	if asked, ok := l.Question(x.Predict.ID); !ok || asked.Question != &x.Predict || len(asked.Scripts) != len(x.Variants) || asked.Scripts[2] != x.Variants[2].Script {
		t.Errorf("experiment's question: %+v", asked)
	}
	if asked, ok := l.Question("P003-quiz-2"); !ok || asked.Scripts != nil {
		t.Errorf("quiz's question: %+v", asked)
	}
	if _, ok := l.Question("nothing"); ok {
		t.Error("found a question that is not there")
	}
}

// Where a recording is shipped, it decides the predictions as the lesson
// foresees, and shows the states that the rows claim.
func TestRecordingsAgreeWithLessons(t *testing.T) {
	c := course(t)
	for _, s := range c.Scripts() {
		rec := c.Recording(s.ID)
		if rec == nil {
			t.Logf("%s: no recording yet", s.ID)
			continue
		}
		m := s.NewMatcher()
		for _, ev := range rec.Events {
			if n := m.Observe(ev); n != ev.Step {
				t.Errorf("%s event %d: step %d, recorded as %d", s.ID, ev.Seq, n, ev.Step)
			}
		}
		for _, st := range s.Steps {
			if missing := m.Missing(st.N); len(missing) != 0 {
				t.Errorf("%s step %d lacks %v", s.ID, st.N, missing)
			}
			// Of a run at full pace the page cannot say at which row it saw a state.
			got := lessons.Observe(&quiz.Question{Observe: "state"}, rec, st.N).Value
			if s == s.Lesson().Script && len(st.Done) > 0 && got != fmt.Sprint(st.ReadyState) {
				t.Errorf("%s step %d: readyState %s, want %d", s.ID, st.N, got, st.ReadyState)
			}
			if st.Predict != nil {
				foreseen(t, s.ID, st.Predict, rec, st.N)
			}
		}
		for i := range s.Lesson().Experiments {
			x := &s.Lesson().Experiments[i]
			if slices.ContainsFunc(x.Variants, func(v lessons.Variant) bool { return v.Script == s }) {
				foreseen(t, s.ID, &x.Predict, rec, x.Predict.Step)
			}
		}
	}
}

// foreseen fails where the recording decides q in a way that no option says.
func foreseen(t *testing.T, script string, q *quiz.Question, rec *wire.Recording, step int) {
	t.Helper()
	if q.Observe == "" {
		return
	}
	v, err := q.Grade([]string{q.Options[0].ID}, lessons.Observe(q, rec, step))
	if err != nil || v.Unforeseen {
		t.Errorf("%s step %d: %+v, %v", script, step, v, err)
	}
}
