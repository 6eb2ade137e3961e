package quiz

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Grade compares answers with the key, or with what was seen of a run:
//
//	choice, predict  one option's id
//	order            the ids of all options, in the order answered
//	match            for each option, in the question's order, a target's id
//	fill-in          one text, of MaxTyped bytes at most; see sameValue
//	click-byte       the index of one byte, from 0, in decimal digits
//
// The error is ErrUnknownOption for anything else, ErrNoAnswer for an empty
// fill-in, and ErrNotObserved where a run decides and seen does not tell. The
// question must be a valid one.
func (q Question) Grade(answers []string, seen Observed) (Verdict, error) {
	v := Verdict{Question: q.ID, Kind: q.Kind, Happened: q.Happened, Rows: q.Rows, FollowUp: q.FollowUp}
	var err error
	switch q.Kind {
	case Order:
		err = q.gradeOrder(&v, answers)
	case Match:
		err = q.gradeMatch(&v, answers)
	case FillIn:
		err = q.gradeFillIn(&v, answers, seen)
	case ClickByte:
		err = q.gradeClickByte(&v, answers, seen)
	default:
		err = q.gradeOne(&v, answers, seen)
	}
	if err != nil {
		return Verdict{}, fmt.Errorf("question %s, answer %.200q: %w", q.ID, answers, err)
	}
	return v, nil
}

// Skip is what may be shown of a predict to who has said nothing, of which no
// option is chosen. The error is ErrUnknownOption for another kind, and
// ErrNotObserved where a run decides and seen does not tell.
func (q Question) Skip(seen Observed) (Verdict, error) {
	v := Verdict{Question: q.ID, Kind: q.Kind, Happened: q.Happened, Rows: q.Rows, FollowUp: q.FollowUp, Observed: seen.Value}
	switch {
	case q.Kind != Predict:
		return Verdict{}, fmt.Errorf("question %s, skipped: %w", q.ID, ErrUnknownOption)
	case q.Observe != "" && seen.Value == "":
		return Verdict{}, fmt.Errorf("question %s, skipped: %w", q.ID, ErrNotObserved)
	}
	return v, nil
}

// gradeOne grades a choice or a predict. Where a run decides, the right option
// is the one whose Value equals what it did.
func (q Question) gradeOne(v *Verdict, answers []string, seen Observed) error {
	if len(answers) != 1 {
		return ErrUnknownOption
	}
	chosen := q.option(answers[0])
	if chosen == nil {
		return ErrUnknownOption
	}
	v.Chosen, v.Reason = *chosen, chosen.Reason
	if q.Observe == "" {
		v.Right = chosen.ID == q.Key
	} else {
		if seen.Value == "" {
			return ErrNotObserved
		}
		v.Observed = seen.Value
		v.Right = chosen.Value == seen.Value
		if !slices.ContainsFunc(q.Options, func(o Option) bool { return o.Value == seen.Value }) {
			v.Unforeseen, v.Reason = true, ""
		}
	}
	v.Free = chosen.Free && !v.Right
	return nil
}

// gradeOrder speaks of the first item that stands where another belongs.
func (q Question) gradeOrder(v *Verdict, answers []string) error {
	if len(answers) != len(q.Options) {
		return ErrUnknownOption
	}
	for i, id := range answers {
		if q.option(id) == nil || slices.Contains(answers[:i], id) {
			return ErrUnknownOption
		}
	}
	for i, id := range answers {
		if id != q.Sequence[i] {
			misplaced := q.option(id)
			v.About, v.Reason = misplaced.Text, misplaced.Reason
			return nil
		}
	}
	v.Right, v.Reason = true, q.Right
	return nil
}

// gradeMatch speaks of the first option with a wrong target, and says what that
// target is.
func (q Question) gradeMatch(v *Verdict, answers []string) error {
	if len(answers) != len(q.Options) {
		return ErrUnknownOption
	}
	for _, id := range answers {
		if q.target(id) == nil {
			return ErrUnknownOption
		}
	}
	for i, id := range answers {
		if id != q.Options[i].Match {
			v.About, v.Reason = q.Options[i].Text, q.target(id).Reason
			return nil
		}
	}
	v.Right, v.Reason = true, q.Right
	return nil
}

func (q Question) gradeFillIn(v *Verdict, answers []string, seen Observed) error {
	if len(answers) > 1 || len(answers) == 1 && len(answers[0]) > MaxTyped {
		return ErrUnknownOption
	}
	if len(answers) == 0 || normal(answers[0]) == "" {
		return ErrNoAnswer
	}
	typed := answers[0]
	v.Said = strings.TrimSpace(strings.ToValidUTF8(typed, "\uFFFD"))
	right := q.Key
	if q.Field != "" {
		if right = seen.Value; right == "" {
			return ErrNotObserved
		}
	}
	if sameValue(typed, right) {
		v.Right, v.Reason = true, q.Right
		if q.Field != "" {
			v.Observed = right
		}
		return nil
	}
	v.Reason = q.Otherwise
	for _, o := range q.Options {
		wrong := o.Value
		if o.Field != "" {
			wrong = seen.Others[o.Field]
		}
		if sameValue(typed, wrong) {
			v.About, v.Reason, v.Free = o.Text, o.Reason, o.Free
			break
		}
	}
	return nil
}

func (q Question) gradeClickByte(v *Verdict, answers []string, seen Observed) error {
	if len(answers) != 1 {
		return ErrUnknownOption
	}
	if len(seen.Parts) == 0 {
		return ErrNotObserved
	}
	i, err := strconv.ParseUint(answers[0], 10, 31)
	if err != nil || i >= uint64(len(seen.Parts)) {
		return ErrUnknownOption
	}
	v.Said = fmt.Sprintf("byte %d of %d", i+1, len(seen.Parts))
	holds := func(field string) bool {
		return slices.ContainsFunc(seen.Parts[i], func(part string) bool { return strings.EqualFold(part, field) })
	}
	v.Right, v.Reason = holds(q.Field), q.Otherwise
	if v.Right {
		v.Reason = q.Right
	}
	for _, o := range q.Options {
		own := strings.EqualFold(o.Field, q.Field)
		if own == v.Right && holds(o.Field) {
			v.About, v.Reason, v.Free = o.Text, o.Reason, o.Free && !v.Right
			break
		}
	}
	return nil
}

// sameValue compares what was typed with a value. The case of letters, white
// space, colons, and a 0x before digits make no difference, so that "37:FA",
// "0x37 0xFA" and "37fa" are the same. Nothing is the same as an empty value.
func sameValue(typed, value string) bool {
	n := normal(typed)
	return n != "" && n == normal(value)
}

func normal(text string) string {
	pieces := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ':' || strings.ContainsRune(space, r) })
	for i, p := range pieces {
		pieces[i] = strings.TrimPrefix(p, "0x")
	}
	return strings.Join(pieces, "")
}

// space is what may stand between what is typed: white space, and the no-break
// spaces that come along when it is copied from a page.
const space = " \t\r\n\v\f\u00a0\u2009\u202f"

func (q Question) option(id string) *Option {
	for i := range q.Options {
		if o := &q.Options[i]; o.ID == id {
			return o
		}
	}
	return nil
}

func (q Question) target(id string) *Target {
	for i := range q.Targets {
		if t := &q.Targets[i]; t.ID == id {
			return t
		}
	}
	return nil
}
