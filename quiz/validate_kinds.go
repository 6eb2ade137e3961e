package quiz

import (
	"fmt"
	"slices"
	"strings"
)

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

// clickByte checks what decides a click-byte. A field is called the same in letters
// of any case, as Grade takes it: header fields are.
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
		case fields[strings.ToLower(o.Field)]:
			v.say(at+".field", "the field %q a second time", o.Field)
		}
		fields[strings.ToLower(o.Field)] = true
		own = own || o.Field != "" && strings.EqualFold(o.Field, q.Field)
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
