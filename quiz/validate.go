package quiz

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is something wrong with a question as it was written.
type Problem struct {
	Path    string   // where, from the question: "options[2].reason"; empty for the question as a whole
	Message string   // what is wrong
	Got     string   // the word that stands there, where another was expected
	Known   []string // the words that might have been meant by Got
}

// Columns are the columns of a table that a hint can light. A table has sent and
// received, or wire and sees, or client, wire and server.
func Columns() []string {
	return []string{"action", "sent", "received", "wire", "sees", "client", "server", "state"}
}

// Observables are the things of a recording that can decide a predict.
func Observables() []string {
	return []string{"state", "bytes", "masked", "events", "sent", "connections", "requests", "down", "missing", "open", "close", "closing", "ending", "crossed", "magnitude", "bench"}
}

// Validate returns everything wrong with the question by itself. What it
// refers to (rows, fields, experiments) only its lesson knows, and whether a
// predict needs Happened: an experiment's variants have it each. A question
// without problems has a reason for every answer that Grade takes.
func (q Question) Validate() []Problem {
	v := &validation{q: q}
	kinds := Kinds()
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	v.pick("kind", "kind of question", string(q.Kind), names)
	if slices.Contains(kinds, q.Kind) {
		v.keys()
		v.options()
		switch q.Kind {
		case Choice, Predict:
			v.decided()
		case Order:
			v.sequence()
		case Match:
			v.targets()
		case FillIn:
			v.fillIn()
		case ClickByte:
			v.clickByte()
		}
	}
	for i, h := range q.Hints {
		if h.Column != "" {
			v.pick(fmt.Sprintf("hints[%d].column", i), "column", h.Column, Columns())
		}
	}
	return v.problems
}

type validation struct {
	q        Question
	problems []Problem
}

func (v *validation) say(path, format string, args ...any) {
	v.problems = append(v.problems, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (v *validation) pick(path, what, got string, known []string) {
	if !slices.Contains(known, got) {
		v.problems = append(v.problems, Problem{Path: path, Message: fmt.Sprintf("unknown %s %q", what, got), Got: got, Known: known})
	}
}

func (v *validation) is(kinds ...Kind) bool { return slices.Contains(kinds, v.q.Kind) }

// keys checks that each key belongs to the kind, and that those are there
// without which an answer would have no reason.
func (v *validation) keys() {
	q := v.q
	only := func(key string, has bool, kinds ...Kind) {
		if has && !v.is(kinds...) {
			v.say(key, "%s %s has no %s", article(q.Kind), q.Kind, key)
		}
	}
	needs := func(key, what string, has bool, kinds ...Kind) {
		if !has && v.is(kinds...) {
			v.say("", "%s %s needs %s, %s", article(q.Kind), q.Kind, key, what)
		}
	}
	only("key", q.Key != "", Choice, Predict, FillIn)
	only("sequence", len(q.Sequence) > 0, Order)
	only("targets", len(q.Targets) > 0, Match)
	only("step", q.Step != 0, Predict, FillIn, ClickByte)
	only("field", q.Field != "", FillIn, ClickByte)
	only("format", q.Format != "", FillIn)
	only("otherwise", q.Otherwise != "", FillIn, ClickByte)
	only("right", q.Right != "", Order, Match, FillIn, ClickByte)
	only("observe", q.Observe != "", Predict)
	only("happened", q.Happened != "", Predict)
	needs("otherwise", "the reason of every answer that is not foreseen", q.Otherwise != "", FillIn, ClickByte)
	needs("right", "which is said after a right answer", q.Right != "", Order, Match, FillIn)
	if q.Step < 0 {
		v.say("step", "steps are numbered from 1, and this is %d", q.Step)
	}
}

// options checks what is the same in every kind: ids, texts where they are
// shown, reasons; and which of the other keys an option may have.
func (v *validation) options() {
	q := v.q
	chosen := v.is(Choice, Predict, Order, Match)
	switch {
	case chosen && len(q.Options) < 2:
		v.say("options", "a question needs at least two options")
	case len(q.Options) == 0:
		v.say("options", "%s %s foresees at least one answer", article(q.Kind), q.Kind)
	}
	ids := map[string]bool{}
	for i, o := range q.Options {
		at := fmt.Sprintf("options[%d]", i)
		switch {
		case o.ID == "" && chosen:
			v.say(at, "the option has no id")
		case o.ID != "" && ids[o.ID]:
			v.say(at+".id", "a second option %q", o.ID)
		}
		ids[o.ID] = true
		if o.Text == "" && chosen {
			v.say(at, "option %q has no text", o.ID)
		}
		if o.Reason == "" {
			v.say(at, "option %q has no reason", o.ID)
		}
		if o.Match != "" && !v.is(Match) {
			v.say(at+".match", "only the left side of a match has a match")
		}
		if o.Field != "" && !v.is(FillIn, ClickByte) {
			v.say(at+".field", "only an option of a fill-in or a click-byte has a field")
		}
		if o.Value != "" && !v.is(FillIn) && q.Observe == "" {
			v.say(at+".value", "a value is compared with what is observed, and the question observes nothing")
		}
		switch {
		case !o.Free:
		case v.is(Order, Match):
			v.say(at+".free", "%s %s is right or wrong as a whole", article(q.Kind), q.Kind)
		case v.is(Choice, Predict) && o.ID == q.Key, v.is(ClickByte) && strings.EqualFold(o.Field, q.Field):
			v.say(at+".free", "the right option costs no mark anyway")
		}
	}
}

func article(k Kind) string {
	if k == Order {
		return "an"
	}
	return "a"
}
