package store

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"wirewalk/app/internal/class"
)

func somebodyJoins(b *bench) {
	c := b.class()
	b.clock.pass(time.Second)
	p, err := b.Join(b.Context(), class.Person{
		ID: "not theirs to choose", Class: c.Code, Name: "Ann", Identifier: "ann@example.org", MoveCode: "nor this",
		Simulated: true, NoWebSocket: true,
	}, "token", false)
	b.must(err)
	now := b.clock.now().UTC().Truncate(time.Microsecond)
	want := class.Person{
		ID: p.ID, Class: c.Code, Name: "Ann", Identifier: "ann@example.org", MoveCode: class.ReadMoveCode(p.MoveCode),
		Simulated: true, NoWebSocket: true, Joined: now, Seen: now,
	}
	if p != want || len(p.ID) < 26 || p.MoveCode == "" {
		b.Errorf("joined: %+v, not %+v", p, want)
	}
	if found, err := b.PersonByToken(b.Context(), "token"); err != nil || found != p {
		b.Errorf("by token: %+v, %v", found, err)
	}
	if found, err := b.Person(b.Context(), p.ID); err != nil || found != p {
		b.Errorf("by id: %+v, %v", found, err)
	}
	b.clock.pass(time.Microsecond)
	bob := b.person(c.Code, "Bob")
	if found, err := b.People(b.Context(), c.Code); err != nil || !slices.Equal(found, []class.Person{p, bob}) {
		b.Errorf("everyone: %+v, %v", found, err)
	}
	if n := b.count(`people WHERE token_hash LIKE '%token%'`); n != 0 {
		b.Error("the token itself is kept")
	}
}

func nobodyJoins(b *bench) {
	c, other := b.class(), b.class()
	ann := b.person(c.Code, "Ann")
	join := func(code, name, token string, numbered bool) error {
		return second(b.Join(b.Context(), class.Person{Class: code, Name: name}, token, numbered))
	}
	if err := join(c.Code, "aNN", "1", false); !errors.Is(err, ErrNameTaken) {
		b.Errorf("the same name: %v", err)
	}
	if err := join(c.Code, "Bob", c.Code+"Ann", false); !errors.Is(err, ErrExists) {
		b.Errorf("the same token: %v", err)
	}
	if err := join("CDFGHJKM", "Bob", "2", false); !errors.Is(err, ErrNotFound) {
		b.Errorf("no such class: %v", err)
	}
	if err := join(other.Code, "Ann", "3", false); err != nil {
		b.Errorf("the same name in another class: %v", err)
	}
	_, err := b.UpdateClass(b.Context(), c.Code, func(c *class.Class) error { return c.End(b.clock.now()) })
	b.must(err)
	if err := join(c.Code, "Bob", "4", true); !errors.Is(err, class.ErrEnded) {
		b.Errorf("a class that has ended: %v", err)
	}
	if people, err := b.People(b.Context(), c.Code); err != nil || !slices.Equal(people, []class.Person{ann}) {
		b.Errorf("in the class: %+v, %v", people, err)
	}
}

func fiftyOfOneName(b *bench) {
	const people = 50
	c := b.class()
	var strict int
	for i, err := range atOnce(2*people, func(i int) error {
		return second(b.Join(b.Context(), class.Person{Class: c.Code, Name: "Ann"}, strconv.Itoa(i), i < people))
	}) {
		switch {
		case err == nil && i >= people:
			strict++
		case err != nil && (i < people || !errors.Is(err, ErrNameTaken)):
			b.Error(err)
		}
	}
	if strict > 1 {
		b.Errorf("%d have the name without a number", strict)
	}
	there, err := b.People(b.Context(), c.Code)
	b.must(err)
	names, codes := map[string]bool{}, map[string]bool{}
	for _, p := range there {
		names[class.SameName(p.Name)], codes[p.MoveCode] = true, true
	}
	if n := people + strict; len(there) != n || len(names) != n || len(codes) != n {
		b.Errorf("%d people with %d names and %d move codes, not %d", len(there), len(names), len(codes), n)
	}
}

func placesRunOut(b *bench) {
	const places, people = 5, 12
	c := b.class()
	b.must(b.write(b.Context(), func(t tx) error { // joining takes its time, five hundred times
		for i := range class.MaxPeople - places {
			p := class.Person{ID: strconv.Itoa(i), Class: c.Code, Name: "Bob " + strconv.Itoa(i)}
			if err := second(t.addPerson(p, p.Name)); err != nil {
				return err
			}
		}
		return nil
	}))
	refused := 0
	for _, err := range atOnce(people, func(i int) error {
		name := "Ann " + strconv.Itoa(i)
		return second(b.Join(b.Context(), class.Person{Class: c.Code, Name: name}, name, false))
	}) {
		if errors.Is(err, class.ErrFull) {
			refused++
		} else if err != nil {
			b.Error(err)
		}
	}
	if n := b.count("people"); refused != people-places || n != class.MaxPeople {
		b.Errorf("%d were refused, %d are in", refused, n)
	}
}

func personIsFound(b *bench) {
	c := b.class()
	p := b.person(c.Code, "Ann")
	b.must(b.SaveChecks(b.Context(), p.ID, false, true))
	p.NoEventStream = true
	if found, err := b.Person(b.Context(), p.ID); err != nil || found != p {
		b.Errorf("after the checks: %+v, %v", found, err)
	}
	for what, err := range map[string]error{
		"by id":            second(b.Person(b.Context(), "nobody")),
		"by token":         second(b.PersonByToken(b.Context(), "nobody's")),
		"by the hash":      second(b.PersonByToken(b.Context(), hash(c.Code+"Ann"))),
		"by no token":      second(b.PersonByToken(b.Context(), "")),
		"for their checks": b.SaveChecks(b.Context(), "nobody", true, true),
		"to be deleted":    b.DeletePerson(b.Context(), "nobody"),
	} {
		if !errors.Is(err, ErrNotFound) {
			b.Errorf("nobody, %s: %v", what, err)
		}
	}
	if people, err := b.People(b.Context(), "CDFGHJKM"); err != nil || len(people) != 0 {
		b.Errorf("of no class: %+v, %v", people, err)
	}
}

func personMoves(b *bench) {
	c, other := b.class(), b.class()
	p := b.person(c.Code, "Ann")
	b.person(other.Code, "Ann")
	if _, err := b.MovePerson(b.Context(), other.Code, p.MoveCode, "new"); !errors.Is(err, ErrNotFound) {
		b.Errorf("with the move code of another class: %v", err)
	}
	p.Moves = 1
	if moved, err := b.MovePerson(b.Context(), c.Code, p.MoveCode, "new"); err != nil || moved != p {
		b.Errorf("moved: %+v, %v", moved, err)
	}
	if found, err := b.PersonByToken(b.Context(), "new"); err != nil || found != p {
		b.Errorf("by the new token: %+v, %v", found, err)
	}
	if _, err := b.PersonByToken(b.Context(), c.Code+"Ann"); !errors.Is(err, ErrNotFound) {
		b.Errorf("by the old token: %v", err)
	}
}

func personIsDeleted(b *bench) {
	c, ann := b.full("Ann")
	_, bob := b.full("Bob")
	b.must(b.DeletePerson(b.Context(), ann.ID))
	for _, table := range tablesOfPeople {
		if n := b.count(table); n != 1 {
			b.Errorf("%s has %d rows, and one person of two is deleted", table, n)
		}
	}
	if _, err := b.PersonByToken(b.Context(), c.Code+"Ann"); !errors.Is(err, ErrNotFound) {
		b.Errorf("the deleted person: %v", err)
	}
	if found, err := b.Person(b.Context(), bob.ID); err != nil || found != bob {
		b.Errorf("the other: %+v, %v", found, err)
	}
	b.person(c.Code, "Ann") // the name is free again
}

func peopleAreSeen(b *bench) {
	c := b.class()
	ann, bob := b.person(c.Code, "Ann"), b.person(c.Code, "Bob")
	seen := func(id string) time.Time {
		b.Helper()
		p, err := b.Person(b.Context(), id)
		b.must(err)
		return p.Seen
	}
	later := b.clock.pass(time.Minute)
	b.must(b.SawPeople(b.Context(), []string{ann.ID, "nobody"}, later))
	b.must(b.SawPeople(b.Context(), []string{ann.ID}, start))
	if !seen(ann.ID).Equal(later.Truncate(time.Microsecond)) || !seen(bob.ID).Equal(bob.Seen) {
		b.Errorf("Ann was seen at %v, Bob at %v", seen(ann.ID), seen(bob.ID))
	}
	b.must(b.SawPeople(b.Context(), nil, later))
	many := make([]string, 2*seenAtOnce+1)
	for i := range many {
		many[i] = strconv.Itoa(i)
	}
	many[len(many)-1] = bob.ID
	b.must(b.SawPeople(b.Context(), many, later))
	if !seen(bob.ID).Equal(later.Truncate(time.Microsecond)) {
		b.Errorf("the last of %d was seen at %v", len(many), seen(bob.ID))
	}
}
