package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/lessons/wire"
)

// A laptop that comes into a network has its clock set, by hours at worst. What was
// kept stays, what comes after is later, and nobody is put out.
func clockIsSet(b *bench) {
	for _, by := range []time.Duration{2 * time.Hour, -2 * time.Hour} {
		c := b.class()
		ann, bob := b.person(c.Code, "Ann"), b.person(c.Code, "Bob")
		b.ask(c.Code)
		vote := func(of class.Person, says string) class.Vote {
			return class.Vote{Asking: 1, Round: 1, Person: of.ID, Answers: []string{says}, At: b.clock.now()}
		}
		run := func(name string) {
			b.Helper()
			b.must(b.SaveRecording(b.Context(), ann.ID, c.Code+name, &wire.Recording{Script: "frames"}))
			b.must(b.SaveProgress(b.Context(), []class.Progress{{Person: ann.ID, Lesson: "frames", Step: 3, At: 1, Run: name, Moved: b.clock.now()}}))
			b.must(b.SawPeople(b.Context(), []string{ann.ID}, b.clock.now()))
		}
		answers := func(key string) int {
			b.Helper()
			a := answer(ann.ID, key)
			a.At = b.clock.now()
			kept, err := b.AddAnswer(b.Context(), a)
			b.must(err)
			return kept.Try
		}
		b.must(b.AddSession(b.Context(), c.Code, b.clock.now().Add(16*time.Hour)))
		b.must(b.Vote(b.Context(), c.Code, vote(ann, "ping")))
		b.must(b.Vote(b.Context(), c.Code, vote(bob, "ping")))
		run("before")
		first := answers("before")

		now := b.clock.pass(by)
		b.must(b.Session(b.Context(), c.Code))
		b.must(b.Vote(b.Context(), c.Code, vote(ann, "pong")))
		eve, err := b.Join(b.Context(), class.Person{Class: c.Code, Name: "Eve"}, c.Code+"Eve", true)
		b.must(err)
		b.must(b.Vote(b.Context(), c.Code, vote(eve, "pong")))
		run("after")
		if try := answers("after"); try != first+1 {
			b.Errorf("after %v the next answer is try %d", by, try)
		}
		gone, err := b.ExpireClasses(b.Context(), now.Add(-12*time.Hour))
		if err != nil || len(gone) > 0 {
			b.Errorf("after %v classes %v expire, %v", by, gone, err)
		}
		if again := answers("before"); again != first {
			b.Errorf("after %v an answer that is sent again is try %d", by, again)
		}

		votes, err := b.Votes(b.Context(), c.Code, 1)
		b.must(err)
		says := map[string]string{}
		for _, v := range votes {
			says[v.Person] = v.Answers[0]
		}
		if len(votes) != 3 || says[ann.ID] != "pong" || says[bob.ID] != "ping" || says[eve.ID] != "pong" {
			b.Errorf("after %v the votes are %v", by, says)
		}
		runs, err := b.PersonRecordings(b.Context(), ann.ID)
		if err != nil || len(runs) != 1 || runs[0].Run != c.Code+"after" {
			b.Errorf("after %v the newest run is none of %v, %v", by, runs, err)
		}
		progress, err := b.PersonProgress(b.Context(), ann.ID)
		if err != nil || len(progress) != 1 || progress[0].Run != "after" || progress[0].Step != 3 || !progress[0].Moved.Equal(kept(now)) {
			b.Errorf("after %v the progress is %+v, %v", by, progress, err)
		}
		if p, err := b.Person(b.Context(), ann.ID); err != nil || !p.Seen.Equal(kept(now)) {
			b.Errorf("after %v Ann was seen at %v, %v, and it is %v", by, p.Seen, err, now)
		}
		b.clock.pass(-by)
		b.must(b.DeleteClass(b.Context(), c.Code))
	}
}

// What two instances keep in the wrong order, within what their clocks may differ,
// stays in its own.
func clocksDiffer(b *bench) {
	ann := b.person(b.class().Code, "Ann")
	now := b.clock.pass(time.Hour)
	of := func(run string, ago time.Duration) class.Progress {
		return class.Progress{Person: ann.ID, Lesson: "frames", Step: 1, At: 1, Run: run, Moved: now.Add(-ago)}
	}
	b.must(b.SaveProgress(b.Context(), []class.Progress{of("later", 0)}))
	b.must(b.SaveProgress(b.Context(), []class.Progress{of("earlier", class.ClockStep)}))
	b.must(b.SawPeople(b.Context(), []string{ann.ID}, now))
	b.must(b.SawPeople(b.Context(), []string{ann.ID}, now.Add(-class.ClockStep)))
	progress, err := b.PersonProgress(b.Context(), ann.ID)
	if err != nil || !slices.ContainsFunc(progress, func(p class.Progress) bool { return p.Run == "later" }) {
		b.Errorf("the progress is %+v, %v", progress, err)
	}
	if p, err := b.Person(b.Context(), ann.ID); err != nil || !p.Seen.Equal(kept(now)) {
		b.Errorf("Ann was seen at %v, %v, and it is %v", p.Seen, err, now)
	}
}

// An instance whose clock is two hours ahead does not take those that serve for
// dead ones.
func TestPostgreSQLLeaseOfAClockAhead(t *testing.T) {
	t.Parallel()
	url := schema(t)
	if _, err := leases(t, open(t, Options{URL: url, Now: time.Now}), Instance{ID: "one"}); err != nil {
		t.Fatal(err)
	}
	ahead := open(t, Options{URL: url, Now: func() time.Time { return time.Now().Add(2 * time.Hour) }})
	if _, err := leases(t, ahead, Instance{ID: "two", Shared: true}); !errors.Is(err, ErrInUse) {
		t.Errorf("beside one that hears nobody: %v", err)
	}
}
