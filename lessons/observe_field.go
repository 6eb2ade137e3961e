package lessons

import (
	"slices"
	"strings"

	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// observedField is Observe of a question with a field.
func observedField(q *quiz.Question, rec *wire.Recording) quiz.Observed {
	events := rec.OfStep(q.Step)
	i := slices.IndexFunc(events, func(ev wire.Event) bool { return len(fieldsOf(&ev, q.Field)) > 0 })
	if i < 0 {
		return quiz.Observed{}
	}
	seen := quiz.Observed{
		Value: fieldsOf(&events[i], q.Field)[0].Value, Parts: partsOf(&events[i]), Others: map[string]string{},
	}
	// What else may have been meant stands in the same event, or else in the
	// first of the step that has it.
	near := append([]wire.Event{events[i]}, events...)
	for _, o := range q.Options {
		for j := range near {
			if fields := fieldsOf(&near[j], o.Field); o.Field != "" && len(fields) > 0 {
				seen.Others[o.Field] = fields[0].Value
				break
			}
		}
	}
	return seen
}

// fieldsOf are the event's fields of that name. Those of a header's value bear
// the header's name too, in any case of its letters.
func fieldsOf(ev *wire.Event, name string) []wire.Field {
	isHeader := ev.Header != nil && strings.EqualFold(ev.Header.Name, name)
	var of []wire.Field
	for _, f := range ev.Fields {
		switch {
		case f.Name == name:
			of = append(of, f)
		case isHeader && f.Name == headerValueField:
			f.Value = ev.Header.Value // a Field's is cut where it is long
			of = append(of, f)
		}
	}
	return of
}

// headerValueField is what package wire calls the value within a header line.
const headerValueField = "field-value"

// partsOf are the names of the fields in each byte of the event.
func partsOf(ev *wire.Event) [][]string {
	parts := make([][]string, len(ev.Bytes))
	for _, f := range ev.Fields {
		names := []string{f.Name}
		if ev.Header != nil && f.Name == headerValueField {
			names = append(names, ev.Header.Name)
		}
		for b := f.Bit / 8; b < len(parts) && b*8 < f.Bit+f.Bits; b++ {
			parts[b] = append(parts[b], names...)
		}
	}
	return parts
}
