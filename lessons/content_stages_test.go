package lessons_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"wirewalk/quiz"
)

// Every id of the festival's source stands in the lesson.
func TestTwoStagesIsWhole(t *testing.T) {
	l := course(t).Lesson("two-stages")
	var got []string
	for _, q := range l.Graded() {
		for _, o := range q.Options {
			if strings.HasPrefix(o.ID, "S004") {
				got = append(got, o.ID)
			}
		}
	}
	for _, s := range l.Code {
		got = append(got, s.ID)
	}
	for _, p := range l.Snapshot {
		got = append(got, p.ID)
	}
	var want []string
	for _, kind := range []struct {
		name string
		n    int
	}{{"analogy", 12}, {"code", 2}, {"take", 3}} {
		for i := 1; i <= kind.n; i++ {
			want = append(want, fmt.Sprintf("S004-%s-%d", kind.name, i))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("ids\n%v\nwant\n%v", got, want)
	}
	for _, id := range []string{"F50", "F53"} {
		if l.Correction(id) == nil {
			t.Errorf("there is no %s", id)
		}
	}
	if d := l.Disagreement("X-6"); d == nil || len(d.Sides) != 2 {
		t.Errorf("X-6 is %+v", d)
	}
	if l.Number != 1 || l.Source != "S004" || len(l.Quiz) < 4 || len(l.Recall) != 5 || len(l.Needs) == 0 || len(l.Terms) == 0 {
		t.Errorf("number %d, source %s, %d questions, %d cards, %d needs, %d terms", l.Number, l.Source, len(l.Quiz), len(l.Recall), len(l.Needs), len(l.Terms))
	}
	var demos []string
	for _, p := range l.Parts {
		for _, b := range p.Blocks {
			if b.Demo != "" {
				demos = append(demos, b.Demo)
			}
		}
	}
	if !slices.Equal(demos, []string{"jam", "solo"}) {
		t.Errorf("stages %v", demos)
	}
}

// The picture's twelve parts are matched, and where it breaks is told apart.
func TestTwoStagesPicture(t *testing.T) {
	l := course(t).Lesson("two-stages")
	breaks := map[string]string{}
	for _, id := range []string{"two-match-jam", "two-match-solo", "two-breaks"} {
		asked, ok := l.Question(id)
		if !ok || asked.Question.Kind != quiz.Match {
			t.Fatalf("no match %s", id)
		}
		q, used := asked.Question, map[string]bool{}
		for _, o := range q.Options {
			if used[o.Match] && id != "two-breaks" {
				t.Errorf("%s: two are %s", id, o.Match)
			}
			used[o.Match] = true
			if id == "two-breaks" {
				breaks[o.ID] = o.Match
			}
		}
		if len(used) != len(q.Targets) {
			t.Errorf("%s: %d of %d targets are right for something", id, len(used), len(q.Targets))
		}
	}
	for _, id := range []string{"handshake", "comeback", "resume", "listeners", "order", "goodbye", "beat"} {
		if breaks[id] != "breaks" {
			t.Errorf("%s: %q", id, breaks[id])
		}
	}
	for _, id := range []string{"both", "oneway"} {
		if breaks[id] != "shows" {
			t.Errorf("%s: %q", id, breaks[id])
		}
	}
}

// The walk is short: open, yes, play, answered, played to unasked, goodbye twice.
func TestTwoStagesRows(t *testing.T) {
	l := course(t).Lesson("two-stages")
	want := []string{"B connect 0", "S accept 1", "B send 1", "S send 1", "S send 1", "B close 2", "S ack-close 3"}
	if got := rows(l.Script); !slices.Equal(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
	for n, crosses := range map[int]string{3: `{"play":"C4"}`, 4: `{"play":"E4","answers":"C4"}`, 5: `{"play":"A2"}`} {
		if st := l.Script.Step(n); st.Text != crosses || st.Row.Sent+st.Row.Received != crosses {
			t.Errorf("row %d sends %q and says %q%q", n, st.Text, st.Row.Sent, st.Row.Received)
		}
	}
}
