package store

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/lessons/wire"
)

func classIsKept(b *bench) {
	c := b.class()
	var asked error
	kept, err := b.UpdateClass(b.Context(), c.Code, func(c *class.Class) error {
		_, asked = c.Ask("frames", "opcode", "masked", b.clock.pass(time.Second))
		return asked
	})
	b.must(err)
	found, err := b.Class(b.Context(), c.Code)
	b.must(err)
	if !found.Created.Equal(c.Created) || !found.Started.Equal(b.clock.now()) || len(found.Askings) != 1 ||
		found.Title != c.Title || !slices.Equal(found.Lessons, c.Lessons) || found.Asks != class.Email {
		b.Errorf("kept: %+v", found)
	}
	if !found.Askings[0].Rounds[0].Opened.Equal(kept.Askings[0].Rounds[0].Opened) {
		b.Errorf("returned %+v, kept %+v", kept, found)
	}
	if err := b.CreateClass(b.Context(), c); !errors.Is(err, ErrExists) {
		b.Errorf("the same code again: %v", err)
	}
	if again, err := b.Class(b.Context(), c.Code); err != nil || !reflect.DeepEqual(again, found) {
		b.Errorf("after the same code again: %+v, %v", again, err)
	}
	for _, err := range []error{
		second(b.Class(b.Context(), "CDFGHJKM")),
		second(b.UpdateClass(b.Context(), "CDFGHJKM", func(*class.Class) error { return nil })),
		b.DeleteClass(b.Context(), "CDFGHJKM"),
	} {
		if !errors.Is(err, ErrNotFound) {
			b.Errorf("of a class that there is not: %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func classesAreListed(b *bench) {
	var codes []string
	for range 3 {
		codes = append(codes, b.class().Code)
		b.clock.pass(time.Microsecond)
	}
	for i := range 2 {
		b.person(codes[1], "Ann "+strconv.Itoa(i))
	}
	_, err := b.UpdateClass(b.Context(), codes[2], func(c *class.Class) error { return c.Archive(b.clock.now()) })
	b.must(err)
	listed, err := b.Classes(b.Context())
	b.must(err)
	if len(listed) != 3 {
		b.Fatalf("%d classes are listed", len(listed))
	}
	for i, people := range []int{0, 2, 0} {
		if listed[i].Code != codes[2-i] || listed[i].People != people {
			b.Errorf("number %d is %s with %d people; codes, oldest first: %v", i, listed[i].Code, listed[i].People, codes)
		}
	}
	if listed[0].Archived.IsZero() {
		b.Error("the archived one is not")
	}
}

func ruleDecides(b *bench) {
	c := b.class()
	against := errors.New("a rule is against it")
	changed, err := b.UpdateClass(b.Context(), c.Code, func(c *class.Class) error {
		c.Title = "Another"
		return against
	})
	if err != against || changed != nil {
		b.Errorf("returned %v, %v", changed, err)
	}
	if found, err := b.Class(b.Context(), c.Code); err != nil || found.Title != c.Title {
		b.Errorf("it was changed: %+v, %v", found, err)
	}
}

func rulePanics(b *bench) {
	c := b.class()
	func() {
		defer func() {
			if recover() != "a rule that is wrong" {
				b.Error("who called did not get the panic")
			}
		}()
		_, err := b.UpdateClass(b.Context(), c.Code, func(c *class.Class) error {
			c.Title = "Another"
			panic("a rule that is wrong")
		})
		b.Errorf("returned %v", err)
	}()
	if found, err := b.Class(b.Context(), c.Code); err != nil || found.Title != c.Title {
		b.Errorf("it was changed: %+v, %v", found, err)
	}
	b.person(c.Code, "Ann")
}

func noChangeIsLost(b *bench) {
	const goroutines, changes = 20, 10
	c := b.class()
	for _, err := range atOnce(goroutines, func(int) error {
		for range changes {
			if _, err := b.UpdateClass(b.Context(), c.Code, func(c *class.Class) error {
				c.Plugs++
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	}) {
		b.must(err)
	}
	if found, err := b.Class(b.Context(), c.Code); err != nil || found.Plugs != goroutines*changes {
		b.Errorf("%d changes are left of %d, %v", found.Plugs, goroutines*changes, err)
	}
}

// full fills a class with one of everything, of one person.
func (b *bench) full(name string) (*class.Class, class.Person) {
	b.Helper()
	c := b.class()
	p := b.person(c.Code, name)
	_, err := b.UpdateClass(b.Context(), c.Code, func(c *class.Class) error {
		_, err := c.Ask("frames", "opcode", "", b.clock.now())
		return err
	})
	b.must(err)
	b.must(b.Vote(b.Context(), c.Code, class.Vote{Asking: 1, Round: 1, Person: p.ID}))
	b.must(b.SaveProgress(b.Context(), []class.Progress{{Person: p.ID, Lesson: "frames", Step: 1}}))
	_, err = b.AddAnswer(b.Context(), class.Answer{Person: p.ID, Lesson: "frames", Question: "opcode", Key: "1"})
	b.must(err)
	b.must(b.SaveRecording(b.Context(), p.ID, "run of "+name, &wire.Recording{Script: "frames"}))
	return c, p
}

var tablesOfPeople = []string{"people", "progress", "answers", "votes", "recordings"}

func classIsDeleted(b *bench) {
	gone, _ := b.full("Ann")
	stays, bob := b.full("Bob")
	b.must(b.DeleteClass(b.Context(), gone.Code))
	for _, table := range append([]string{"classes"}, tablesOfPeople...) {
		if n := b.count(table); n != 1 {
			b.Errorf("%s has %d rows, and one class of two is deleted", table, n)
		}
	}
	if _, err := b.Class(b.Context(), gone.Code); !errors.Is(err, ErrNotFound) {
		b.Errorf("the deleted class: %v", err)
	}
	if _, err := b.Class(b.Context(), stays.Code); err != nil {
		b.Error(err)
	}
	if p, err := b.PersonByToken(b.Context(), stays.Code+"Bob"); err != nil || p != bob {
		b.Errorf("who is in the other class: %+v, %v", p, err)
	}
}

func classesExpire(b *bench) {
	before := b.clock.now().Add(time.Hour)
	old := func() string { // with somebody who has not been seen for an hour
		c := b.class()
		b.person(c.Code, "Ann")
		return c.Code
	}
	plain, ended, archived, joined, seen := old(), old(), old(), old(), old()
	empty := b.class().Code

	b.clock.pass(time.Hour - time.Microsecond)
	lastMoment := b.class().Code
	b.clock.pass(time.Microsecond)
	fresh := b.class().Code
	_, err := b.UpdateClass(b.Context(), ended, func(c *class.Class) error { return c.End(b.clock.now()) })
	b.must(err)
	_, err = b.UpdateClass(b.Context(), archived, func(c *class.Class) error { return c.Archive(b.clock.now()) })
	b.must(err)
	b.person(joined, "Bob")
	people, err := b.People(b.Context(), seen)
	b.must(err)
	b.must(b.SawPeople(b.Context(), []string{people[0].ID}, b.clock.now()))

	expired, err := b.ExpireClasses(b.Context(), before)
	b.must(err)
	want := []string{plain, empty, lastMoment}
	slices.Sort(want)
	slices.Sort(expired)
	if !slices.Equal(expired, want) {
		b.Errorf("expired are %v, not %v", expired, want)
	}
	for code, name := range map[string]string{fresh: "fresh", ended: "ended", archived: "archived", joined: "joined", seen: "seen"} {
		if _, err := b.Class(b.Context(), code); err != nil {
			b.Errorf("%s: %v", name, err)
		}
	}
	if n := b.count("people"); n != 5 {
		b.Errorf("%d people are left", n)
	}
	if again, err := b.ExpireClasses(b.Context(), before); err != nil || len(again) != 0 {
		b.Errorf("once more: %v, %v", again, err)
	}
}

// What changed a class earlier than it last happened takes nothing back.
func TestHappened(t *testing.T) {
	at := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
	for _, of := range []struct {
		c    class.Class
		want time.Time
	}{
		{class.Class{Created: at(1)}, at(1)},
		{class.Class{Created: at(1), Ended: at(2)}, at(2)},
		{class.Class{Created: at(1), Ended: at(2), Archived: at(3)}, at(3)},
		{class.Class{Created: at(3), Ended: at(2)}, at(3)},
	} {
		if got := happened(&of.c); !got.Equal(of.want) {
			t.Errorf("%+v: %v", of.c, got)
		}
	}
}
