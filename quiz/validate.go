package quiz

import "fmt"

// Problem is something wrong with a question as it was written.
type Problem struct {
	Path    string   // where, from the question: "options[2].reason"; empty for the question as a whole
	Message string   // what is wrong
	Got     string   // the word that stands there, where another was expected
	Known   []string // the words that might have been meant by Got
}

// Columns are the columns of a table that a hint can light.
func Columns() []string { return []string{"action", "sent", "received", "state"} }

// Observables are the things of a recording that can decide a predict.
func Observables() []string { return []string{"state", "bytes", "masked"} }

// Validate returns everything wrong with the question by itself. What it
// refers to (rows, experiments) only its lesson knows.
func (q Question) Validate() []Problem {
	var ps []Problem
	say := func(path, format string, args ...any) {
		ps = append(ps, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	pick := func(path, what, got string, known []string) {
		for _, k := range known {
			if k == got {
				return
			}
		}
		ps = append(ps, Problem{Path: path, Message: fmt.Sprintf("unknown %s %q", what, got), Got: got, Known: known})
	}

	pick("kind", "kind of question", string(q.Kind), []string{string(Choice), string(Predict)})
	if len(q.Options) < 2 {
		say("options", "a question needs at least two options")
	}
	q.validateOptions(say)
	switch {
	case q.Observe != "" && q.Key != "":
		say("key", "the run decides a question that observes, so it has no key")
	case q.Observe != "":
		pick("observe", "thing to observe", q.Observe, Observables())
		if q.Kind == Choice {
			say("observe", "a choice is decided by its key, it observes nothing")
		}
	case q.Key == "":
		say("", "the question has neither a key nor something to observe")
	default:
		pick("key", "option", q.Key, q.optionIDs())
	}
	if q.Kind == Predict && q.Happened == "" {
		say("", "a predict needs happened, which is said after it")
	}
	if q.Kind == Choice && q.Happened != "" {
		say("happened", "only a predict has happened")
	}
	for i, h := range q.Hints {
		if h.Column != "" {
			pick(fmt.Sprintf("hints[%d].column", i), "column", h.Column, Columns())
		}
	}
	return ps
}

func (q Question) validateOptions(say func(path, format string, args ...any)) {
	ids, values := map[string]bool{}, map[string]bool{}
	for i, o := range q.Options {
		at := fmt.Sprintf("options[%d]", i)
		if o.ID == "" {
			say(at, "the option has no id")
		} else if ids[o.ID] {
			say(at+".id", "a second option %q", o.ID)
		}
		ids[o.ID] = true
		if o.Reason == "" {
			say(at, "option %q has no reason", o.ID)
		}
		if o.Free && o.ID == q.Key {
			say(at+".free", "the right option costs no mark anyway")
		}
		switch {
		case q.Observe == "" && o.Value != "":
			say(at+".value", "a value is compared with what is observed, and the question observes nothing")
		case q.Observe != "" && o.Value == "":
			say(at, "option %q has no value to compare with what is observed", o.ID)
		case q.Observe != "" && values[o.Value]:
			say(at+".value", "a second option with the value %q", o.Value)
		}
		values[o.Value] = true
	}
}

func (q Question) optionIDs() []string {
	ids := make([]string, 0, len(q.Options))
	for _, o := range q.Options {
		ids = append(ids, o.ID)
	}
	return ids
}
