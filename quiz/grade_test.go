package quiz_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"wirewalk/quiz"
)

func choice() quiz.Question {
	return quiz.Question{
		ID: "q", Kind: quiz.Choice, Text: "Which?", Key: "B", Rows: []int{3},
		Options: []quiz.Option{
			{ID: "A", Text: "one", Reason: "not one"},
			{ID: "B", Text: "two", Reason: "two it is"},
			{ID: "C", Text: "three", Reason: "only at night", Free: true},
		},
		FollowUp: &quiz.FollowUp{Text: "And at night?", Experiment: "night"},
	}
}

func predict() quiz.Question {
	return quiz.Question{
		ID: "p", Kind: quiz.Predict, Text: "How many?", Observe: "bytes", Happened: "Eleven.",
		Options: []quiz.Option{
			{ID: "A", Text: "5", Value: "5", Reason: "the text alone"},
			{ID: "B", Text: "11", Value: "11", Reason: "head, key, text"},
		},
	}
}

func TestGradeChoice(t *testing.T) {
	q := choice()
	for _, c := range []struct {
		answer      string
		right, free bool
		reason      string
	}{
		{"A", false, false, "not one"},
		{"B", true, false, "two it is"},
		{"C", false, true, "only at night"},
	} {
		v, err := q.Grade(c.answer, "")
		if err != nil {
			t.Fatal(err)
		}
		if v.Right != c.right || v.Free != c.free || v.Reason != c.reason || v.Chosen.ID != c.answer {
			t.Errorf("%s: right %v, free %v, reason %q", c.answer, v.Right, v.Free, v.Reason)
		}
		if v.Question != "q" || !reflect.DeepEqual(v.Rows, []int{3}) || v.FollowUp != q.FollowUp {
			t.Errorf("%s: question %q, rows %v, follow-up %v", c.answer, v.Question, v.Rows, v.FollowUp)
		}
	}
}

func TestGradeUnknownOption(t *testing.T) {
	for _, answer := range []string{"", "D", "a", "B "} {
		if v, err := choice().Grade(answer, ""); !errors.Is(err, quiz.ErrUnknownOption) {
			t.Errorf("%q: verdict %+v, error %v", answer, v, err)
		}
	}
}

func TestGradePredict(t *testing.T) {
	q := predict()
	if v, err := q.Grade("B", "11"); err != nil || !v.Right || v.Observed != "11" || v.Happened != "Eleven." {
		t.Errorf("right: %+v, %v", v, err)
	}
	if v, err := q.Grade("A", "11"); err != nil || v.Right || v.Reason != "the text alone" {
		t.Errorf("wrong: %+v, %v", v, err)
	}
	if v, err := q.Grade("B", "13"); err != nil || v.Right || !v.Unforeseen || v.Reason != "" {
		t.Errorf("unforeseen: %+v, %v", v, err)
	}
	if _, err := q.Grade("B", ""); !errors.Is(err, quiz.ErrNotObserved) {
		t.Errorf("nothing observed: %v", err)
	}
	byKey := q
	byKey.Observe, byKey.Key = "", "A"
	if v, err := byKey.Grade("A", ""); err != nil || !v.Right {
		t.Errorf("predict by key: %+v, %v", v, err)
	}
}

func TestValidate(t *testing.T) {
	if ps := choice().Validate(); len(ps) != 0 {
		t.Errorf("a good choice: %v", ps)
	}
	if ps := predict().Validate(); len(ps) != 0 {
		t.Errorf("a good predict: %v", ps)
	}
	for _, c := range []struct {
		name  string
		of    func() quiz.Question
		spoil func(*quiz.Question)
		path  string
		says  string
	}{
		{"kind", choice, func(q *quiz.Question) { q.Kind = "choise" }, "kind", `"choise"`},
		{"one option", choice, func(q *quiz.Question) { q.Options = q.Options[1:2] }, "options", "two options"},
		{"same id", choice, func(q *quiz.Question) { q.Options[2].ID = "A" }, "options[2].id", `"A"`},
		{"no id", choice, func(q *quiz.Question) { q.Options[0].ID = "" }, "options[0]", "no id"},
		{"no reason", choice, func(q *quiz.Question) { q.Options[0].Reason = "" }, "options[0]", "reason"},
		{"free key", choice, func(q *quiz.Question) { q.Options[1].Free = true }, "options[1].free", "no mark"},
		{"dangling key", choice, func(q *quiz.Question) { q.Key = "E" }, "key", `"E"`},
		{"no key", choice, func(q *quiz.Question) { q.Key = "" }, "", "neither"},
		{"value without observe", choice, func(q *quiz.Question) { q.Options[0].Value = "1" }, "options[0].value", "observes nothing"},
		{"choice observes", choice, func(q *quiz.Question) { q.Key, q.Observe = "", "state" }, "observe", "choice"},
		{"choice happened", choice, func(q *quiz.Question) { q.Happened = "x" }, "happened", "predict"},
		{"hint column", choice, func(q *quiz.Question) { q.Hints = []quiz.Hint{{Text: "x", Column: "stat"}} }, "hints[0].column", `"stat"`},
		{"key and observe", predict, func(q *quiz.Question) { q.Key = "A" }, "key", "no key"},
		{"observe", predict, func(q *quiz.Question) { q.Observe = "byte" }, "observe", `"byte"`},
		{"no value", predict, func(q *quiz.Question) { q.Options[0].Value = "" }, "options[0]", "no value"},
		{"same value", predict, func(q *quiz.Question) { q.Options[0].Value = "11" }, "options[1].value", `"11"`},
		{"no happened", predict, func(q *quiz.Question) { q.Happened = "" }, "", "happened"},
	} {
		q := c.of()
		c.spoil(&q)
		found := false
		for _, p := range q.Validate() {
			found = found || p.Path == c.path && strings.Contains(p.Message, c.says)
		}
		if !found {
			t.Errorf("%s: got %v, want a problem at %q that says %q", c.name, q.Validate(), c.path, c.says)
		}
	}
}
