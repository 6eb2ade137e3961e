package lessons_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"wirewalk/lessons"
	"wirewalk/quiz"
)

func instead(t *testing.T) *lessons.Lesson {
	t.Helper()
	l := course(t).Lesson("websocket-instead-of-sse")
	if l == nil {
		t.Fatal("there is no lesson websocket-instead-of-sse")
	}
	return l
}

// Every id of the source document stands in the lesson, in its order.
func TestInsteadOfSSEIsWhole(t *testing.T) {
	l := instead(t)
	var got []string
	add := func(id string) {
		if strings.HasPrefix(id, "P000") {
			got = append(got, id)
		}
	}
	for _, x := range l.Flow.Items {
		add(x.ID)
	}
	for _, s := range l.Code {
		for _, x := range s.Pieces {
			add(x.ID)
		}
	}
	for _, x := range l.Script.Steps {
		add(x.ID)
	}
	for _, x := range l.Tracker.Variables {
		add(x.ID)
	}
	for _, x := range l.KeyMoments {
		add(x.ID)
	}
	for _, x := range l.Quiz {
		add(x.ID)
	}
	for _, x := range l.Snapshot {
		add(x.ID)
	}
	var want []string
	for _, kind := range []struct {
		name string
		n    int
	}{{"flow", 7}, {"sample", 4}, {"row", 5}, {"var", 2}, {"key", 2}, {"quiz", 3}, {"snap", 5}} {
		for i := 1; i <= kind.n; i++ {
			want = append(want, fmt.Sprintf("P000-%s-%d", kind.name, i))
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("ids\n%v\nwant\n%v", got, want)
	}
	for name, text := range map[string]string{
		"P000-flow-note": l.Flow.Note, "P000-exit": l.Script.Exit, "P000-transcript": l.Transcript, "P000-sample-note": l.SampleOf("server").Differs,
	} {
		if text == "" {
			t.Errorf("%s is missing", name)
		}
	}
	if l.Number != 5 || l.Source != "P000" || l.Minutes != 12 || len(l.Recall) != 5 || len(l.Needs) == 0 || len(l.Terms) == 0 || l.Why.Text == "" {
		t.Errorf("number %d, source %s, %d minutes, %d cards, %d needs, %d terms", l.Number, l.Source, l.Minutes, len(l.Recall), len(l.Needs), len(l.Terms))
	}
}

// The source's table, cell for cell, and its tracker: what it says otherwise than
// the run is there too, and named as its word.
func TestInsteadOfSSERows(t *testing.T) {
	l := instead(t)
	if got, want := l.Script.Columns, (lessons.Columns{
		Step: "Step", Action: "Event", Server: "Server Action", Client: "Client Action", Wire: "Message Sent", State: "Connection State",
	}); got != want {
		t.Errorf("columns %+v, want %+v", got, want)
	}
	for i, want := range [][5]string{
		{"Client connects", "Accept connection, upgrade to WebSocket", "Open WebSocket connection", "None", "Open"},
		{"Connection established", "Send 'Hello Client!'", "Receive 'Hello Client!'", "'Hello Client!'", "Open"},
		{"Server sends message", "Send message anytime", "Receive message", "Message content", "Open"},
		{"Client sends message", "Receive message", "Send message", "Message content", "Open"},
		{"Connection closed", "Close connection", "Close connection", "None", "Closed"},
	} {
		row := l.Script.Step(i + 1).Row
		if got := [5]string{row.Action, row.Server, row.Client, row.Wire, row.State}; got != want {
			t.Errorf("row %d: %q, want %q", i+1, got, want)
		}
		if (row.Wire == "None") != (row.WireNote != "") {
			t.Errorf("row %d sends %q, with the note %q", i+1, row.Wire, row.WireNote)
		}
	}
	if got, want := rows(l.Script), []string{"B connect 1", "S send 1", "S send 1", "B send 1", "B close 3"}; !slices.Equal(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
	if !l.Script.Axis || !l.Script.Step(1).Answered || !l.Script.Step(5).Answered {
		t.Error("the first and the last row have no answer, or there is no axis")
	}
	tracked := l.Script.Tracked(lessons.CountFrames)
	for i, want := range [][]string{
		{"Closed", "Open", "Open", "Open", "Open", "Closed"},
		{"None", "None", "'Hello Client!'", "Message content", "Message content", "None"},
	} {
		v := l.Tracker.Variables[i]
		for n, value := range want {
			got := tracked[n][v.From]
			if says := v.SourceValue(n); says != nil {
				got = says.Value
			}
			if got != value {
				t.Errorf("%s after step %d: %q, the source has %q", v.Name, n, got, value)
			}
		}
	}
}

// The source's questions with its options, their order and its keys, and ours in
// several kinds.
func TestInsteadOfSSEQuiz(t *testing.T) {
	l := instead(t)
	for i, want := range []struct {
		key     string
		options []string
	}{
		{"C", []string{"Connecting", "Closed", "Open", "Unknown"}},
		{"A", []string{"Step 2", "Step 1", "Step 3", "Step 4"}},
		{"B", []string{"Step 3", "Step 4", "Step 5", "Step 2"}},
	} {
		q := l.Quiz[i]
		var got []string
		for j, o := range q.Options {
			got = append(got, o.Text)
			if o.ID != string(rune('A'+j)) {
				t.Errorf("%s: option %d is called %s", q.ID, j, o.ID)
			}
		}
		if q.ID != fmt.Sprintf("P000-quiz-%d", i+1) || q.Key != want.key || !slices.Equal(got, want.options) {
			t.Errorf("%s: key %s, options %q; want %s, %q", q.ID, q.Key, got, want.key, want.options)
		}
	}
	kinds := map[quiz.Kind]bool{}
	for _, q := range l.Quiz[3:] {
		kinds[q.Kind] = true
	}
	if len(l.Quiz) < 7 || len(kinds) < 3 {
		t.Errorf("%d questions of our own, of the kinds %v", len(l.Quiz)-3, kinds)
	}
	for n, key := range map[int]string{1: "B", 5: ""} {
		if q := l.Script.Step(n).Predict; q == nil || q.Key != key {
			t.Errorf("before row %d is asked %+v", n, q)
		}
	}
}

// Corrections and disagreements stand where a student meets the claim.
func TestInsteadOfSSECorrections(t *testing.T) {
	l := instead(t)
	step := func(n int) []string { return l.Script.Step(n).Corrections }
	for id, at := range map[string][][]string{
		"F01": {l.Sample("on-the-server").Corrections, l.Sample("class-not-there").Corrections},
		"F52": {l.Sample("on-the-server").Corrections, step(3), step(4)},
		"F15": {step(1), l.Tracker.Corrections, l.KeyMoments[0].Corrections},
		"F17": {step(5)}, "F18": {step(5), l.Flow.Items[6].Corrections}, "F22": {step(1), l.Flow.Items[1].Corrections},
		"X-1": {step(1), l.KeyMoments[0].Corrections}, "X-2": {step(5), l.Tracker.Corrections},
		"X-8": {l.Sample("class-not-there").Corrections, l.Sample("class-required").Corrections},
		"X-9": {step(2), l.Experiment("who-speaks-first").Corrections},
	} {
		for _, ids := range at {
			if !slices.Contains(ids, id) || l.Correction(id) == nil && l.Disagreement(id) == nil {
				t.Errorf("%s is not where a student meets the claim", id)
			}
		}
	}
}
