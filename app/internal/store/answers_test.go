package store

import (
	"errors"
	"reflect"
	"strconv"
	"sync"
	"time"

	"wirewalk/app/internal/class"
)

// answer is one that a test gives; key is whatever makes it another.
func answer(person, key string) class.Answer {
	return class.Answer{Person: person, Lesson: "frames", Question: "opcode", Key: key, Answers: []string{"ping"}, At: start}
}

func answerIsKept(b *bench) {
	c := b.class()
	p := b.person(c.Code, "Ann")
	sent := class.Answer{
		ID: "not theirs to choose", Person: p.ID, Lesson: "frames", Question: "opcode", Key: "k", Try: 9,
		Answers: []string{"a, b", "\"", "", "ä\x00\u2028"}, Right: true, Hints: 2, Run: "run", At: start,
	}
	stored, err := b.AddAnswer(b.Context(), sent)
	b.must(err)
	want := sent
	want.ID, want.Try, want.At = stored.ID, 1, start.UTC().Truncate(time.Microsecond)
	if !reflect.DeepEqual(stored, want) || len(stored.ID) < 26 {
		b.Errorf("returned %+v, not %+v", stored, want)
	}
	other := sent
	other.Answers, other.Right, other.Question, other.At = nil, false, "another", start.Add(time.Hour)
	if again, err := b.AddAnswer(b.Context(), other); err != nil || !reflect.DeepEqual(again, stored) {
		b.Errorf("the same key again: %+v, %v", again, err)
	}
	b.full("somebody in another class")
	if all, err := b.Answers(b.Context(), c.Code); err != nil || !reflect.DeepEqual(all, []class.Answer{stored}) {
		b.Errorf("of the class: %+v, %v", all, err)
	}
	if all, err := b.PersonAnswers(b.Context(), p.ID); err != nil || !reflect.DeepEqual(all, []class.Answer{stored}) {
		b.Errorf("of the person: %+v, %v", all, err)
	}
	bob := b.person(c.Code, "Bob")
	theirs := sent
	theirs.Person, theirs.Answers = bob.ID, nil
	if stored, err := b.AddAnswer(b.Context(), theirs); err != nil || stored.Person != bob.ID || stored.Answers != nil {
		b.Errorf("the same key of somebody else: %+v, %v", stored, err)
	}
}

func answerIsTriedAgain(b *bench) {
	c := b.class()
	p, bob := b.person(c.Code, "Ann"), b.person(c.Code, "Bob")
	key := 0
	add := func(change func(a *class.Answer)) int {
		b.Helper()
		key++
		a := answer(p.ID, strconv.Itoa(key))
		change(&a)
		stored, err := b.AddAnswer(b.Context(), a)
		b.must(err)
		return stored.Try
	}
	for i, of := range []struct {
		change func(a *class.Answer)
		try    int
	}{
		{func(a *class.Answer) {}, 1},
		{func(a *class.Answer) { a.Free = true }, 2},
		{func(a *class.Answer) { a.Free = true }, 2},
		{func(a *class.Answer) {}, 2},
		{func(a *class.Answer) { a.Question = "mask" }, 1},
		{func(a *class.Answer) { a.Lesson = "two-stages" }, 1},
		{func(a *class.Answer) { a.Person = bob.ID }, 1},
		{func(a *class.Answer) { a.Right = true }, 3},
		{func(a *class.Answer) { a.Adopted, a.Try = true, 2 }, 2},
		{func(a *class.Answer) {}, 5},
		{func(a *class.Answer) { a.Question, a.Adopted, a.Try = "rsv", true, 4 }, 4},
		{func(a *class.Answer) { a.Question = "rsv" }, 5},
	} {
		if try := add(of.change); try != of.try {
			b.Errorf("number %d is try %d, not %d", i, try, of.try)
		}
	}
}

func answerTenTimesAtOnce(b *bench) {
	c := b.class()
	p := b.person(c.Code, "Ann")
	const times, different = 10, 5
	var mu sync.Mutex
	ids, tries := map[string]map[string]bool{}, map[int]bool{}
	for _, err := range atOnce(times*different, func(i int) error {
		key := strconv.Itoa(i % different)
		stored, err := b.AddAnswer(b.Context(), answer(p.ID, key))
		mu.Lock()
		defer mu.Unlock()
		if ids[key] == nil {
			ids[key] = map[string]bool{}
		}
		ids[key][stored.ID], tries[stored.Try] = true, true
		return err
	}) {
		b.must(err)
	}
	for key, of := range ids {
		if len(of) != 1 {
			b.Errorf("answer %s came back as %v", key, of)
		}
	}
	for try := range different {
		if !tries[try+1] || len(tries) != different {
			b.Errorf("of %d answers the tries are %v", different, tries)
		}
	}
	if n := b.count("answers"); n != different {
		b.Errorf("%d are kept", n)
	}
}

func answersInOrder(b *bench) {
	c := b.class()
	ann, bob := b.person(c.Code, "Ann"), b.person(c.Code, "Bob")
	for i, at := range []int{3, 1, 2, 2} { // microseconds
		a := answer([]string{ann.ID, bob.ID}[i/3], strconv.Itoa(i))
		a.At = start.Add(time.Duration(at) * time.Microsecond)
		_, err := b.AddAnswer(b.Context(), a)
		b.must(err)
	}
	keys := func(all []class.Answer, err error) (of string) {
		b.Helper()
		b.must(err)
		for _, a := range all {
			of += a.Key
		}
		return of
	}
	if got := keys(b.Answers(b.Context(), c.Code)); got != "1320" {
		b.Errorf("the class's are in the order %s", got)
	}
	if got := keys(b.PersonAnswers(b.Context(), ann.ID)); got != "120" {
		b.Errorf("Ann's are in the order %s", got)
	}
}

func answerOfNobody(b *bench) {
	if a, err := b.AddAnswer(b.Context(), answer("nobody", "k")); !errors.Is(err, ErrNotFound) || a.ID != "" {
		b.Errorf("returned %+v, %v", a, err)
	}
	if all, err := b.PersonAnswers(b.Context(), "nobody"); err != nil || len(all) != 0 {
		b.Errorf("found %+v, %v", all, err)
	}
}
