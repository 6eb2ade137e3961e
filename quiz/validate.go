package quiz

import (
	"fmt"
	"slices"
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
		case v.is(Choice, Predict) && o.ID == q.Key, v.is(ClickByte) && o.Field == q.Field:
			v.say(at+".free", "the right option costs no mark anyway")
		}
	}
}

// decided checks what decides a choice or a predict.
func (v *validation) decided() {
	q := v.q
	if q.Step != 0 && q.Observe == "" {
		v.say("step", "a step is what is observed, and the question observes nothing")
	}
	switch {
	case q.Observe != "" && q.Key != "":
		v.say("key", "the run decides a question that observes, so it has no key")
	case q.Observe != "":
		v.pick("observe", "thing to observe", q.Observe, Observables())
		v.values()
	case q.Key == "":
		v.say("", "the question has neither a key nor something to observe")
	default:
		v.pick("key", "option", q.Key, v.optionIDs())
	}
}

// values checks that each option can be told by what is observed.
func (v *validation) values() {
	values := map[string]bool{}
	for i, o := range v.q.Options {
		at := fmt.Sprintf("options[%d]", i)
		switch {
		case o.Value == "":
			v.say(at, "option %q has no value to compare with what is observed", o.ID)
		case values[o.Value]:
			v.say(at+".value", "a second option with the value %q", o.Value)
		}
		values[o.Value] = true
	}
}

// sequence checks that an order's is one of all its options, and not the one
// in which they are shown.
func (v *validation) sequence() {
	q, ids := v.q, v.optionIDs()
	for i, id := range q.Sequence {
		at := fmt.Sprintf("sequence[%d]", i)
		v.pick(at, "option", id, ids)
		if slices.Contains(q.Sequence[:i], id) {
			v.say(at, "option %q a second time", id)
		}
	}
	for _, id := range ids {
		if id != "" && !slices.Contains(q.Sequence, id) {
			v.say("sequence", "option %q is missing", id)
		}
	}
	if slices.Equal(q.Sequence, ids) {
		v.say("options", "the items are shown in the right order already")
	}
}

func (v *validation) targets() {
	q := v.q
	if len(q.Targets) < 2 {
		v.say("targets", "a match needs at least two targets")
	}
	var ids []string
	for i, t := range q.Targets {
		at := fmt.Sprintf("targets[%d]", i)
		switch {
		case t.ID == "":
			v.say(at, "the target has no id")
		case slices.Contains(ids, t.ID):
			v.say(at+".id", "a second target %q", t.ID)
		}
		ids = append(ids, t.ID)
		if t.Text == "" {
			v.say(at, "target %q has no text", t.ID)
		}
		if t.Reason == "" {
			v.say(at, "target %q has no reason", t.ID)
		}
	}
	for i, o := range q.Options {
		if o.Match == "" {
			v.say(fmt.Sprintf("options[%d]", i), "option %q has no match", o.ID)
		} else {
			v.pick(fmt.Sprintf("options[%d].match", i), "target", o.Match, ids)
		}
	}
}

// fillIn checks what decides a fill-in, and that no foreseen answer is the
// right one, or another again.
func (v *validation) fillIn() {
	q := v.q
	switch {
	case q.Key != "" && q.Field != "":
		v.say("key", "either the key is the right value or the field has it, not both")
	case q.Key == "" && q.Field == "":
		v.say("", "the question has neither a key nor a field")
	case q.Key != "" && normal(q.Key) == "":
		v.say("key", "nothing of the key %q is compared", q.Key)
	case q.Key != "" && q.Step != 0:
		v.say("step", "a step is where the field is, and the question has none")
	case q.Field != "" && q.Step == 0:
		v.say("", "the question has a field, so it needs the step")
	}
	fields := map[string]bool{q.Field: true}
	values := map[string]bool{normal(q.Key): true}
	for i, o := range q.Options {
		at := fmt.Sprintf("options[%d]", i)
		switch {
		case (o.Value == "") == (o.Field == ""):
			v.say(at, "option %q has a value or a field, one of them, which tells the wrong answer", o.ID)
		case o.Field != "" && q.Field == "":
			v.say(at+".field", "the question has no field, so no run is looked at")
		case o.Field != "" && fields[o.Field]:
			v.say(at+".field", "the field %q a second time", o.Field)
		case o.Value != "" && normal(o.Value) == "":
			v.say(at+".value", "nothing of the value %q is compared", o.Value)
		case o.Value != "" && values[normal(o.Value)]:
			v.say(at+".value", "the value %q a second time", o.Value)
		}
		fields[o.Field] = true
		values[normal(o.Value)] = true
	}
}

func (v *validation) clickByte() {
	q := v.q
	if q.Field == "" {
		v.say("", "the question needs the field whose byte is asked for")
	}
	if q.Step == 0 {
		v.say("", "the question needs the step whose bytes are shown")
	}
	own := false
	fields := map[string]bool{}
	for i, o := range q.Options {
		at := fmt.Sprintf("options[%d]", i)
		switch {
		case o.Value != "": // told already
		case o.Field == "":
			v.say(at, "option %q has no field, which tells the byte", o.ID)
		case fields[o.Field]:
			v.say(at+".field", "the field %q a second time", o.Field)
		}
		fields[o.Field] = true
		own = own || o.Field != "" && o.Field == q.Field
	}
	switch {
	case !own && q.Right == "":
		v.say("", "a click-byte needs right, or an option of its own field, which is said after a right answer")
	case own && q.Right != "":
		v.say("right", "the option of the field %q is said after a right answer", q.Field)
	}
}

func (v *validation) optionIDs() []string {
	ids := make([]string, 0, len(v.q.Options))
	for _, o := range v.q.Options {
		ids = append(ids, o.ID)
	}
	return ids
}

func article(k Kind) string {
	if k == Order {
		return "an"
	}
	return "a"
}
