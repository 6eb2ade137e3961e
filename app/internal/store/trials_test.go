package store

import (
	"errors"
	"reflect"
	"time"

	"wirewalk/app/internal/class"
)

// trialsAreKept: the last trial of a position counts, those of other classes and
// positions are apart, and with the person they go.
func trialsAreKept(b *bench) {
	c, other := b.class(), b.class()
	ann, bob := b.person(c.Code, "Ann"), b.person(c.Code, "Bob")
	eve := b.person(other.Code, "Eve")
	at := func(seconds int) time.Time {
		return start.UTC().Truncate(time.Microsecond).Add(time.Duration(seconds) * time.Second)
	}
	try := func(person, variant, observed string, seconds int) class.Trial {
		b.Helper()
		t := class.Trial{Person: person, Lab: "answers", Question: "predict", Variant: variant, Observed: observed, At: at(seconds)}
		b.must(b.SaveTrial(b.Context(), t))
		return t
	}
	try(ann.ID, "404", "none", 1)
	bobs := try(bob.ID, "404", "error close", 2)
	anns := try(ann.ID, "404", "error close", 3)
	anns101 := try(ann.ID, "101", "open", 4)
	eves := try(eve.ID, "404", "open", 5)
	for _, of := range []struct {
		code, variant string
		want          []class.Trial
	}{{c.Code, "404", []class.Trial{bobs, anns}}, {c.Code, "101", []class.Trial{anns101}}, {c.Code, "200", nil}, {other.Code, "404", []class.Trial{eves}}} {
		if got, err := b.Trials(b.Context(), of.code, "answers", "predict", of.variant); err != nil || !reflect.DeepEqual(got, of.want) {
			b.Errorf("of %s: %+v, %v", of.variant, got, err)
		}
	}
	if got, err := b.PersonTrials(b.Context(), ann.ID); err != nil || !reflect.DeepEqual(got, []class.Trial{anns, anns101}) {
		b.Errorf("Ann's: %+v, %v", got, err)
	}
	b.must(b.DeletePerson(b.Context(), ann.ID))
	if got, err := b.PersonTrials(b.Context(), ann.ID); err != nil || got != nil {
		b.Errorf("after Ann is deleted: %+v, %v", got, err)
	}
	if err := b.SaveTrial(b.Context(), anns); !errors.Is(err, ErrNotFound) {
		b.Errorf("a trial of nobody: %v", err)
	}
}
