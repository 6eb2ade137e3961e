package quiz_test

import (
	"slices"
	"strings"
	"testing"

	"wirewalk/quiz"
)

func TestGoodQuestions(t *testing.T) {
	ofOwn := click()
	ofOwn.Right = ""
	ofOwn.Options = append(ofOwn.Options, quiz.Option{Field: "Masking-key", Reason: "one of its four bytes"})
	ofStep := predict()
	ofStep.Step, ofStep.Happened = 3, "" // an experiment's
	byKey := predict()
	byKey.Observe, byKey.Key = "", "A"
	byKey.Options[0].Value, byKey.Options[1].Value = "", ""
	seen := map[quiz.Kind]bool{}
	for _, q := range []quiz.Question{choice(), predict(), ofStep, byKey, order(), match(), fixed(), ownKey(), click(), ofOwn} {
		seen[q.Kind] = true
		for _, column := range quiz.Columns() {
			q.Hints = append(q.Hints, quiz.Hint{Text: "Look.", Column: column})
		}
		if ps := q.Validate(); len(ps) != 0 {
			t.Errorf("a good %s: %v", q.Kind, ps)
		}
	}
	if len(seen) != len(quiz.Kinds()) {
		t.Errorf("of %v, there are %v", quiz.Kinds(), seen)
	}
	for _, observable := range quiz.Observables() {
		q := predict()
		q.Observe = observable
		if ps := q.Validate(); len(ps) != 0 {
			t.Errorf("observing %s: %v", observable, ps)
		}
	}
}

func TestValidate(t *testing.T) {
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
		{"no text", choice, func(q *quiz.Question) { q.Options[0].Text = "" }, "options[0]", "no text"},
		{"no reason", choice, func(q *quiz.Question) { q.Options[0].Reason = "" }, "options[0]", "reason"},
		{"free key", choice, func(q *quiz.Question) { q.Options[1].Free = true }, "options[1].free", "no mark"},
		{"dangling key", choice, func(q *quiz.Question) { q.Key = "E" }, "key", `"E"`},
		{"no key", choice, func(q *quiz.Question) { q.Key = "" }, "", "neither"},
		{"value without observe", choice, func(q *quiz.Question) { q.Options[0].Value = "1" }, "options[0].value", "observes nothing"},
		{"option with a field", choice, func(q *quiz.Question) { q.Options[0].Field = "FIN" }, "options[0].field", "fill-in"},
		{"option with a match", choice, func(q *quiz.Question) { q.Options[0].Match = "A" }, "options[0].match", "left side"},
		{"choice observes", choice, func(q *quiz.Question) { q.Observe = "state" }, "observe", "choice"},
		{"choice happened", choice, func(q *quiz.Question) { q.Happened = "x" }, "happened", "choice"},
		{"choice sequence", choice, func(q *quiz.Question) { q.Sequence = []string{"A"} }, "sequence", "a choice has no sequence"},
		{"choice targets", choice, func(q *quiz.Question) { q.Targets = []quiz.Target{{ID: "x"}} }, "targets", "choice"},
		{"choice step", choice, func(q *quiz.Question) { q.Step = 3 }, "step", "choice"},
		{"choice field", choice, func(q *quiz.Question) { q.Field = "FIN" }, "field", "choice"},
		{"choice format", choice, func(q *quiz.Question) { q.Format = "x" }, "format", "choice"},
		{"choice otherwise", choice, func(q *quiz.Question) { q.Otherwise = "x" }, "otherwise", "choice"},
		{"choice right", choice, func(q *quiz.Question) { q.Right = "x" }, "right", "choice"},
		{"hint column", choice, func(q *quiz.Question) { q.Hints = []quiz.Hint{{Text: "x", Column: "stat"}} }, "hints[0].column", `"stat"`},

		{"key and observe", predict, func(q *quiz.Question) { q.Key = "A" }, "key", "no key"},
		{"observe", predict, func(q *quiz.Question) { q.Observe = "byte" }, "observe", `"byte"`},
		{"no value", predict, func(q *quiz.Question) { q.Options[0].Value = "" }, "options[0]", "no value"},
		{"same value", predict, func(q *quiz.Question) { q.Options[0].Value = "11" }, "options[1].value", `"11"`},
		{"predict field", predict, func(q *quiz.Question) { q.Field = "FIN" }, "field", "predict"},
		{"predict right", predict, func(q *quiz.Question) { q.Right = "x" }, "right", "predict"},
		{"step before the first", predict, func(q *quiz.Question) { q.Step = -1 }, "step", "-1"},
		{"step by key", predict, func(q *quiz.Question) { q.Observe, q.Key, q.Step = "", "A", 2 }, "step", "observes nothing"},

		{"sequence lacks", order, func(q *quiz.Question) { q.Sequence = []string{"C", "A"} }, "sequence", `"B" is missing`},
		{"no sequence", order, func(q *quiz.Question) { q.Sequence = nil }, "sequence", `"A" is missing`},
		{"sequence twice", order, func(q *quiz.Question) { q.Sequence = []string{"C", "A", "A"} }, "sequence[2]", `"A" a second time`},
		{"sequence unknown", order, func(q *quiz.Question) { q.Sequence[0] = "D" }, "sequence[0]", `"D"`},
		{"shown in order", order, func(q *quiz.Question) { q.Sequence = []string{"A", "B", "C"} }, "options", "right order already"},
		{"order no right", order, func(q *quiz.Question) { q.Right = "" }, "", "needs right"},
		{"order no reason", order, func(q *quiz.Question) { q.Options[1].Reason = "" }, "options[1]", `"B" has no reason`},
		{"order no text", order, func(q *quiz.Question) { q.Options[1].Text = "" }, "options[1]", "no text"},
		{"order no id", order, func(q *quiz.Question) { q.Options[1].ID = "" }, "options[1]", "no id"},
		{"order key", order, func(q *quiz.Question) { q.Key = "A" }, "key", "an order has no key"},
		{"order observe", order, func(q *quiz.Question) { q.Observe = "state" }, "observe", "order"},
		{"order step", order, func(q *quiz.Question) { q.Step = 1 }, "step", "order"},
		{"order free", order, func(q *quiz.Question) { q.Options[0].Free = true }, "options[0].free", "as a whole"},
		{"order value", order, func(q *quiz.Question) { q.Options[0].Value = "1" }, "options[0].value", "observes nothing"},
		{"one item", order, func(q *quiz.Question) { q.Options = q.Options[:1] }, "options", "two options"},

		{"no match", match, func(q *quiz.Question) { q.Options[0].Match = "" }, "options[0]", `"A" has no match`},
		{"unknown target", match, func(q *quiz.Question) { q.Options[0].Match = "texts" }, "options[0].match", `"texts"`},
		{"same target", match, func(q *quiz.Question) { q.Targets[1].ID = "binary" }, "targets[1].id", `"binary"`},
		{"target no id", match, func(q *quiz.Question) { q.Targets[2].ID = "" }, "targets[2]", "no id"},
		{"target no text", match, func(q *quiz.Question) { q.Targets[2].Text = "" }, "targets[2]", "no text"},
		{"target no reason", match, func(q *quiz.Question) { q.Targets[2].Reason = "" }, "targets[2]", "no reason"},
		{"one target", match, func(q *quiz.Question) { q.Targets = q.Targets[1:2] }, "targets", "two targets"},
		{"match no right", match, func(q *quiz.Question) { q.Right = "" }, "", "needs right"},
		{"match no reason", match, func(q *quiz.Question) { q.Options[2].Reason = "" }, "options[2]", "no reason"},
		{"match same id", match, func(q *quiz.Question) { q.Options[2].ID = "A" }, "options[2].id", `"A"`},
		{"match free", match, func(q *quiz.Question) { q.Options[0].Free = true }, "options[0].free", "as a whole"},
		{"match field", match, func(q *quiz.Question) { q.Field = "FIN" }, "field", "match"},
		{"match key", match, func(q *quiz.Question) { q.Key = "A" }, "key", "match"},

		{"key and field", fixed, func(q *quiz.Question) { q.Field = "opcode" }, "key", "not both"},
		{"neither key nor field", fixed, func(q *quiz.Question) { q.Key = "" }, "", "neither"},
		{"a key of nothing", fixed, func(q *quiz.Question) { q.Key = " : " }, "key", "nothing of"},
		{"step without field", fixed, func(q *quiz.Question) { q.Step = 2 }, "step", "has none"},
		{"field without step", ownKey, func(q *quiz.Question) { q.Step = 0 }, "", "the step"},
		{"none foreseen", fixed, func(q *quiz.Question) { q.Options = nil }, "options", "at least one"},
		{"fill-in no otherwise", fixed, func(q *quiz.Question) { q.Otherwise = "" }, "", "needs otherwise"},
		{"fill-in no right", ownKey, func(q *quiz.Question) { q.Right = "" }, "", "needs right"},
		{"fill-in no reason", fixed, func(q *quiz.Question) { q.Options[0].Reason = "" }, "options[0]", "no reason"},
		{"fill-in same id", fixed, func(q *quiz.Question) { q.Options[1].ID = "A" }, "options[1].id", `"A"`},
		{"the key foreseen as wrong", fixed, func(q *quiz.Question) { q.Options[0].Value = "0x1006" }, "options[0].value", "a second time"},
		{"foreseen twice", fixed, func(q *quiz.Question) { q.Options[0].Value = "1005" }, "options[1].value", "a second time"},
		{"neither value nor field", fixed, func(q *quiz.Question) { q.Options[0].Value = "" }, "options[0]", "one of them"},
		{"value and field", ownKey, func(q *quiz.Question) { q.Options[0].Value = "1" }, "options[0]", "one of them"},
		{"a value of nothing", fixed, func(q *quiz.Question) { q.Options[0].Value = "0x" }, "options[0].value", "nothing of"},
		{"field of no run", fixed, func(q *quiz.Question) { q.Options[0].Value, q.Options[0].Field = "", "FIN" }, "options[0].field", "no run"},
		{"own field foreseen as wrong", ownKey, func(q *quiz.Question) { q.Options[0].Field = "Masking-key" }, "options[0].field", "a second time"},
		{"fill-in observe", fixed, func(q *quiz.Question) { q.Observe = "bytes" }, "observe", "fill-in"},
		{"fill-in sequence", fixed, func(q *quiz.Question) { q.Sequence = []string{"A"} }, "sequence", "fill-in"},
		{"fill-in match", fixed, func(q *quiz.Question) { q.Options[0].Match = "x" }, "options[0].match", "left side"},

		{"click no field", click, func(q *quiz.Question) { q.Field = "" }, "", "needs the field"},
		{"click no step", click, func(q *quiz.Question) { q.Step = 0 }, "", "needs the step"},
		{"click no otherwise", click, func(q *quiz.Question) { q.Otherwise = "" }, "", "needs otherwise"},
		{"click no right", click, func(q *quiz.Question) { q.Right = "" }, "", "own field"},
		{"click right twice", click, func(q *quiz.Question) { q.Options[0].Field = "Masking-key" }, "right", "right answer"},
		{"click own field free", click, func(q *quiz.Question) { q.Options[2].Field = "Masking-key" }, "options[2].free", "no mark"},
		{"click own field in other letters", click, func(q *quiz.Question) { q.Options[0].Field = "masking-KEY" }, "right", "right answer"},
		{"click own field free, in other letters", click, func(q *quiz.Question) { q.Options[2].Field = "masking-KEY" }, "options[2].free", "no mark"},
		{"click option's field twice, in other letters", click, func(q *quiz.Question) { q.Options[1].Field = "mask" }, "options[1].field", "a second time"},
		{"click key", click, func(q *quiz.Question) { q.Key = "2" }, "key", "click-byte"},
		{"click format", click, func(q *quiz.Question) { q.Format = "x" }, "format", "click-byte"},
		{"click option without field", click, func(q *quiz.Question) { q.Options[1].Field = "" }, "options[1]", "no field"},
		{"click option's field twice", click, func(q *quiz.Question) { q.Options[1].Field = "MASK" }, "options[1].field", "a second time"},
		{"click option's value", click, func(q *quiz.Question) { q.Options[1].Value = "1" }, "options[1].value", "compared"},
		{"click no reason", click, func(q *quiz.Question) { q.Options[1].Reason = "" }, "options[1]", "no reason"},
		{"click none foreseen", click, func(q *quiz.Question) { q.Options = nil }, "options", "at least one"},
	} {
		q := c.of()
		c.spoil(&q)
		if !slices.ContainsFunc(q.Validate(), func(p quiz.Problem) bool { return p.Path == c.path && strings.Contains(p.Message, c.says) }) {
			t.Errorf("%s: got %v, want a problem at %q that says %q", c.name, q.Validate(), c.path, c.says)
		}
	}
}

// What was misspelt comes with the words that may have been meant.
func TestValidateKnowsTheWords(t *testing.T) {
	q := match()
	q.Options[0].Match = "texts"
	for _, p := range q.Validate() {
		if p.Got == "texts" && slices.Equal(p.Known, []string{"binary", "text", "close"}) {
			return
		}
	}
	t.Errorf("%+v", q.Validate())
}
