package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/lessons/wire"
)

// Some of it comes from an address that anybody may type.
func whatNoTextIs(b *bench) {
	c := b.class()
	p := b.person(c.Code, "Ann")
	for _, text := range []string{"\x00", "\xff", c.Code + "\x00", p.ID + "\xc3"} {
		for what, err := range map[string]error{
			"class":     second(b.Class(b.Context(), text)),
			"update":    second(b.UpdateClass(b.Context(), text, func(*class.Class) error { return nil })),
			"delete":    b.DeleteClass(b.Context(), text),
			"join":      second(b.Join(b.Context(), class.Person{Class: text, Name: "Bob"}, "t", true)),
			"person":    second(b.Person(b.Context(), text)),
			"token":     second(b.PersonByToken(b.Context(), text)),
			"move":      second(b.MovePerson(b.Context(), c.Code, text, "t")),
			"answer":    second(b.AddAnswer(b.Context(), answer(text, "k"))),
			"key":       second(b.AddAnswer(b.Context(), answer(p.ID, text))),
			"vote":      b.Vote(b.Context(), text, class.Vote{}),
			"sign in":   b.UseSignIn(b.Context(), text),
			"session":   b.Session(b.Context(), text),
			"save run":  b.SaveRecording(b.Context(), text, "run", &wire.Recording{}),
			"checks":    b.SaveChecks(b.Context(), text, true, true),
			"to delete": b.DeletePerson(b.Context(), text),
		} {
			if !errors.Is(err, ErrNotFound) {
				b.Errorf("%s %q: %v", what, text, err)
			}
		}
		if _, _, err := b.Recording(b.Context(), text); !errors.Is(err, ErrNotFound) {
			b.Errorf("recording %q: %v", text, err)
		}
		if people, err := b.People(b.Context(), text); err != nil || len(people) != 0 {
			b.Errorf("people of %q: %v, %v", text, people, err)
		}
		if err := b.SaveRecording(b.Context(), p.ID, text, &wire.Recording{}); err == nil {
			b.Errorf("a recording of run %q is kept", text)
		}
	}
	for _, table := range []string{"answers", "recordings"} {
		if n := b.count(table); n != 0 {
			b.Errorf("%s has %d rows", table, n)
		}
	}
}

// Pages are read while something long is written and many wait to write.
func readsDoNotWait(b *bench) {
	const waiting = 40
	c := b.class()
	held, read := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		if err := b.write(context.Background(), func(t tx) error {
			if err := t.must(`DELETE FROM classes WHERE code = $1`, c.Code); err != nil {
				return err
			}
			close(held)
			<-read
			return nil
		}); err != nil {
			b.Error(err)
		}
	})
	<-held
	for range waiting {
		all.Go(func() {
			if err := b.Vote(context.Background(), c.Code, class.Vote{}); !errors.Is(err, ErrNotFound) {
				b.Error(err)
			}
		})
	}
	for range waiting {
		if found, err := b.Class(b.Context(), c.Code); err != nil || found.Title != c.Title {
			b.Errorf("while it is being deleted: %+v, %v", found, err)
		}
	}
	close(read)
	all.Wait()
	if _, err := b.Class(b.Context(), c.Code); !errors.Is(err, ErrNotFound) {
		b.Errorf("after it was deleted: %v", err)
	}
}

func givenUp(b *bench) {
	c := b.class()
	p := b.person(c.Code, "Ann")
	ctx, cancel := context.WithCancel(b.Context())
	cancel()
	for what, err := range map[string]error{
		"answer": second(b.AddAnswer(ctx, answer(p.ID, "k"))),
		"join":   second(b.Join(ctx, class.Person{Class: c.Code, Name: "Bob"}, "t", true)),
		"delete": b.DeleteClass(ctx, c.Code),
		"class":  second(b.Class(ctx, c.Code)),
		"ping":   b.Ping(ctx),
	} {
		if !errors.Is(err, context.Canceled) {
			b.Errorf("%s: %v", what, err)
		}
	}
	if people, answers := b.count("people"), b.count("answers"); people != 1 || answers != 0 {
		b.Errorf("%d people and %d answers are kept", people, answers)
	}
}

// What has begun is not given up.
func givenUpTooLate(b *bench) {
	ctx, cancel := context.WithCancel(b.Context())
	if err := b.write(ctx, func(t tx) error {
		cancel()
		return addRow(t, 1)
	}); err != nil {
		b.Error(err)
	}
	if n := b.count("sessions"); n != 1 {
		b.Errorf("%d rows", n)
	}
}

// Whoever gives up hears of no answer that is not kept; it may be kept unheard.
func givenUpMidway(b *bench) {
	const groups, each = 15, 10 // the first of a group to hear of its own ends it for the others
	p := b.person(b.class().Code, "Ann")
	var mu sync.Mutex
	var heard []string
	ctxs, cancels := make([]context.Context, groups), make([]context.CancelFunc, groups)
	for i := range groups {
		ctxs[i], cancels[i] = context.WithCancel(b.Context())
		defer cancels[i]()
	}
	for _, err := range atOnce(groups*each, func(i int) error {
		group := i % groups
		a := answer(p.ID, strconv.Itoa(i))
		_, err := b.AddAnswer(ctxs[group], a)
		switch {
		case err == nil:
			cancels[group]()
			mu.Lock()
			defer mu.Unlock()
			heard = append(heard, a.Key)
		case ctxs[group].Err() != nil:
			return nil
		}
		return err
	}) {
		b.must(err)
	}
	all, err := b.PersonAnswers(b.Context(), p.ID)
	b.must(err)
	var keys []string
	tries := map[int]bool{}
	for _, a := range all {
		keys, tries[a.Try] = append(keys, a.Key), true
	}
	for _, key := range heard {
		if !slices.Contains(keys, key) {
			b.Errorf("answer %s is lost", key)
		}
	}
	if len(tries) != len(all) {
		b.Errorf("%d answers have %d different tries", len(all), len(tries))
	}
	b.Logf("of %d, %d were heard of and %d are kept", groups*each, len(heard), len(all))
	b.must(second(b.AddAnswer(b.Context(), answer(p.ID, "after"))))
}

// What was acknowledged while the store closed is there when it opens again.
func closed(b *bench) {
	c := b.class()
	var ids []string
	for i := range 40 {
		ids = append(ids, b.person(c.Code, strconv.Itoa(i)).ID)
	}
	b.ask(c.Code)
	var mu sync.Mutex
	var taken []string
	for _, err := range atOnce(len(ids)+1, func(i int) error {
		if i == len(ids) {
			time.Sleep(5 * time.Millisecond)
			return b.Close()
		}
		for {
			switch err := b.Vote(b.Context(), c.Code, class.Vote{Asking: 1, Round: 1, Person: ids[i], Answers: []string{"ping"}}); {
			case errors.Is(err, ErrClosed):
				return nil
			case err != nil:
				return err
			}
			mu.Lock()
			taken = append(taken, ids[i])
			mu.Unlock()
		}
	}) {
		b.must(err)
	}
	b.must(b.Close()) // a second time
	if _, err := b.Class(b.Context(), c.Code); err == nil {
		b.Error("a closed store reads")
	}
	again := open(b.T, b.options)
	votes, err := again.Votes(b.Context(), c.Code, 1)
	b.must(err)
	for _, id := range taken {
		if !slices.ContainsFunc(votes, func(v class.Vote) bool { return v.Person == id }) {
			b.Errorf("the vote of %s is lost", id)
		}
	}
}

func openedAgain(b *bench) {
	c, p := b.full("Ann")
	b.must(b.Close())
	again := open(b.T, b.options)
	b.must(again.Ping(b.Context()))
	if found, err := again.PersonByToken(b.Context(), c.Code+"Ann"); err != nil || found != p {
		b.Errorf("who was there: %+v, %v", found, err)
	}
}
