package lessons_test

import (
	"fmt"
	"slices"
	"testing"

	"wirewalk/lessons"
	"wirewalk/quiz"
)

// Every id of the source document has its place on the page.
func TestTwoWayChannelsIsWhole(t *testing.T) {
	l := course(t).Lesson("two-way-channels")
	if l.Number != 6 || l.Source != "D001" || len(l.Script.Steps) != 9 || len(l.Recall) != 5 {
		t.Errorf("number %d, source %s, %d rows, %d cards", l.Number, l.Source, len(l.Script.Steps), len(l.Recall))
	}
	want := []string{"D001-model-core", "D001-build-4-code"}
	for _, kind := range []struct {
		name string
		n    int
	}{
		{"what", 4}, {"why", 4}, {"fit", 3}, {"analogy", 1}, {"diagram", 2}, {"build", 6}, {"predict", 4}, {"hood", 4}, {"design", 3}, {"myth", 4},
		{"expert", 3}, {"notuse", 2}, {"prod", 2}, {"conn", 3}, {"pit", 3}, {"take", 5},
	} {
		for i := 1; i <= kind.n; i++ {
			want = append(want, fmt.Sprintf("D001-%s-%d", kind.name, i))
		}
	}
	has := l.Anchors()
	for _, q := range l.Graded() {
		has = append(has, q.ID)
	}
	for _, id := range want {
		if !slices.Contains(has, id) {
			t.Errorf("%s is missing", id)
		}
	}
}

// The source's questions have the answers that the source's text gives, or the
// standard where it gives none.
func TestTwoWayChannelsAnswers(t *testing.T) {
	l := course(t).Lesson("two-way-channels")
	want := map[string]string{
		"D001-predict-1": "No", "D001-predict-2": "An ordinary HTTP server and port, with something in it that answers the `Upgrade`",
		"D001-predict-3": "No", "D001-predict-4": "No, they need several servers",
		"D001-myth-1-question": "No", "D001-myth-2-question": "No", "D001-myth-3-question": "No", "D001-myth-4-question": "No",
	}
	own := map[string]bool{}
	for _, q := range l.Graded() {
		answer, asked := want[q.ID]
		if !asked {
			own[string(q.Kind)] = true
			continue
		}
		delete(want, q.ID)
		for _, o := range q.Options {
			if (o.ID == q.Key) != (o.Text == answer) {
				t.Errorf("%s: option %q, key %s", q.ID, o.Text, q.Key)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not asked: %v", want)
	}
	if len(own) < 4 {
		t.Errorf("questions of ours are of these kinds only: %v", own)
	}
	for _, q := range l.Graded() {
		if q.ID == "D001-predict-4" && !slices.ContainsFunc(q.Options, func(o quiz.Option) bool { return o.Free }) {
			t.Error("that one server holds millions of silent clients is true, and costs a mark")
		}
	}
}

// Each myth is put to a test of this lesson, and each correction stands where a
// student meets the claim.
func TestTwoWayChannelsProvesAndCorrects(t *testing.T) {
	l := course(t).Lesson("two-way-channels")
	proves, corrects := map[string]string{}, map[string][]string{}
	for _, p := range l.Parts {
		for _, b := range p.Blocks {
			if b.Pair != nil {
				corrects[b.Pair.ID] = b.Pair.Corrections
			}
			if b.Items == nil {
				continue
			}
			for _, x := range b.Items.List {
				proves[x.ID], corrects[x.ID] = x.Prove, x.Corrections
			}
		}
	}
	for n, experiment := range []string{"http-again", "two-words", "coming-back", "ten-prices"} {
		id := fmt.Sprintf("D001-myth-%d", n+1)
		if proves[id] != "#experiment-"+experiment || l.Experiment(experiment) == nil {
			t.Errorf("%s is proved at %q", id, proves[id])
		}
	}
	for id, want := range map[string][]string{
		"D001-why": {"F44"}, "D001-analogy-1": {"F50", "X-6"}, "D001-build-1": {"F43"}, "D001-build-4": {"F29", "F07", "F08"}, "D001-build-5": {"F09", "F10"},
		"D001-build-6": {"F26", "F27"}, "D001-hood": {"F20", "F21"}, "D001-design": {"F34"}, "D001-myth-1": {"F20"}, "D001-myth-4": {"F36", "X-4"},
		"D001-expert": {"F19", "F34"}, "D001-notuse": {"F24", "F25"}, "D001-prod": {"F26", "F48"}, "D001-conn": {"F24", "F50"},
		"D001-pit-1": {"F09"}, "D001-pit-3": {"F10", "F07", "X-10"},
	} {
		if !slices.Equal(corrects[id], want) {
			t.Errorf("%s is corrected by %v, want %v", id, corrects[id], want)
		}
	}
	if s := l.Sample("D001-build-4-code"); !slices.Equal(s.Corrections, []string{"F07", "F08", "X-9"}) {
		t.Errorf("the server in Node is corrected by %v", s.Corrections)
	}
}

// What JavaScript hears of the nine rows.
func TestTwoWayChannelsFires(t *testing.T) {
	s := course(t).Lesson("two-way-channels").Script
	var fired []string
	for n := range s.Steps {
		for _, m := range s.Fires(n + 1) {
			fired = append(fired, fmt.Sprintf("%d %q", n+1, m.Data))
		}
	}
	if want := []string{`3 "Anna joined"`, `6 "Ben joined"`, `7 ""`}; !slices.Equal(fired, want) {
		t.Errorf("it fires %v, want %v", fired, want)
	}
	if got := s.Tracked(lessons.CountFrames)[9]; got["sends"] != "2" || got["messages"] != "3" {
		t.Errorf("%s messages up and %s down", got["sends"], got["messages"])
	}
}
