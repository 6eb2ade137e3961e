package store

import (
	"errors"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"wirewalk/app/internal/class"
)

// decide applies a rule to a class.
func (b *bench) decide(code string, rule func(c *class.Class) error) {
	b.Helper()
	b.must(second(b.UpdateClass(b.Context(), code, rule)))
}

func (b *bench) ask(code string) {
	b.Helper()
	b.decide(code, func(c *class.Class) error { return second(c.Ask("frames", "opcode", "", b.clock.now())) })
}

func lastVoteCounts(b *bench) {
	c := b.class()
	ann, bob := b.person(c.Code, "Ann"), b.person(c.Code, "Bob")
	at := func(seconds int) time.Time {
		return start.UTC().Truncate(time.Microsecond).Add(time.Duration(seconds) * time.Second)
	}
	vote := func(v class.Vote) class.Vote {
		b.Helper()
		b.must(b.Vote(b.Context(), c.Code, v))
		return v
	}
	b.ask(c.Code)
	vote(class.Vote{Asking: 1, Round: 1, Person: ann.ID, Answers: []string{"ping"}, At: at(1)})
	bobs := vote(class.Vote{Asking: 1, Round: 1, Person: bob.ID, Answers: []string{"pong"}, At: at(2)})
	anns := vote(class.Vote{Asking: 1, Round: 1, Person: ann.ID, Answers: []string{"text", "close"}, Right: true, At: at(3)})
	b.decide(c.Code, func(c *class.Class) error { return c.Close(b.clock.now()) })
	b.decide(c.Code, func(c *class.Class) error { return c.Again(b.clock.now()) })
	second := vote(class.Vote{Asking: 1, Round: 2, Person: bob.ID, At: at(1)})
	b.decide(c.Code, func(c *class.Class) error { return c.Close(b.clock.now()) })
	b.ask(c.Code)
	next := vote(class.Vote{Asking: 2, Round: 1, Person: ann.ID, At: at(1)})

	for asking, want := range map[int][]class.Vote{1: {bobs, anns, second}, 2: {next}, 3: nil} {
		if votes, err := b.Votes(b.Context(), c.Code, asking); err != nil || !reflect.DeepEqual(votes, want) {
			b.Errorf("on question %d: %+v, %v", asking, votes, err)
		}
	}
	for _, of := range []struct{ asking, round, want int }{{1, 1, 2}, {1, 2, 1}, {2, 1, 1}, {2, 2, 0}} {
		if n, err := b.CountVotes(b.Context(), c.Code, of.asking, of.round); err != nil || n != of.want {
			b.Errorf("on question %d in round %d there are %d, not %d, %v", of.asking, of.round, n, of.want, err)
		}
	}
}

func voteIsRefused(b *bench) {
	c, other := b.class(), b.class()
	ann, bob := b.person(c.Code, "Ann"), b.person(other.Code, "Bob")
	b.ask(c.Code)
	for what, of := range map[string]struct {
		code string
		vote class.Vote
		want error
	}{
		"no such class":         {"CDFGHJKM", class.Vote{Asking: 1, Round: 1, Person: ann.ID}, ErrNotFound},
		"nobody":                {c.Code, class.Vote{Asking: 1, Round: 1, Person: "nobody"}, ErrNotFound},
		"somebody of another":   {c.Code, class.Vote{Asking: 1, Round: 1, Person: bob.ID}, ErrNotFound},
		"another round":         {c.Code, class.Vote{Asking: 1, Round: 2, Person: ann.ID}, class.ErrNotOpen},
		"another question":      {c.Code, class.Vote{Asking: 2, Round: 1, Person: ann.ID}, class.ErrNotOpen},
		"none open in a class":  {other.Code, class.Vote{Asking: 1, Round: 1, Person: bob.ID}, class.ErrNotOpen},
		"nothing that is asked": {c.Code, class.Vote{Person: ann.ID}, class.ErrNotOpen},
	} {
		if err := b.Vote(b.Context(), of.code, of.vote); !errors.Is(err, of.want) {
			b.Errorf("%s: %v", what, err)
		}
	}
	b.decide(c.Code, func(c *class.Class) error { return c.End(b.clock.now()) })
	if err := b.Vote(b.Context(), c.Code, class.Vote{Asking: 1, Round: 1, Person: ann.ID}); !errors.Is(err, class.ErrEnded) {
		b.Errorf("after the end: %v", err)
	}
	if n := b.count("votes"); n != 0 {
		b.Errorf("%d are kept", n)
	}
}

// Each vote is taken, and then it is there; or it is refused, and is not. None is
// taken once the question is closed.
func votesRaceWithClosing(b *bench) {
	const people = 40
	c := b.class()
	ids := make([]string, people)
	for i := range ids {
		ids[i] = b.person(c.Code, "Ann "+strconv.Itoa(i)).ID
	}
	b.ask(c.Code)
	var begun atomic.Int64
	var mu sync.Mutex
	taken := map[string]bool{}
	var atClosing []class.Vote
	for _, err := range atOnce(people+1, func(i int) error {
		if i == people {
			for begun.Load() < people/2 {
				time.Sleep(100 * time.Microsecond)
			}
			_, err := b.UpdateClass(b.Context(), c.Code, func(c *class.Class) error { return c.Close(b.clock.now()) })
			if err == nil {
				atClosing, err = b.Votes(b.Context(), c.Code, 1)
			}
			return err
		}
		begun.Add(1)
		err := b.Vote(b.Context(), c.Code, class.Vote{Asking: 1, Round: 1, Person: ids[i]})
		if errors.Is(err, class.ErrNotOpen) {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		taken[ids[i]] = true
		return err
	}) {
		b.must(err)
	}
	votes, err := b.Votes(b.Context(), c.Code, 1)
	b.must(err)
	for _, v := range votes {
		if !taken[v.Person] {
			b.Errorf("the vote of %s was refused, and is there", v.Person)
		}
	}
	if len(votes) != len(taken) || len(votes) != len(atClosing) {
		b.Errorf("%d were taken, %d are there, %d were when the question was closed", len(taken), len(votes), len(atClosing))
	}
}
