package store

import (
	"slices"
	"time"

	"wirewalk/app/internal/class"
)

func progressGrows(b *bench) {
	c := b.class()
	p := b.person(c.Code, "Ann")
	at := func(seconds int) time.Time {
		return start.UTC().Truncate(time.Microsecond).Add(time.Duration(seconds) * time.Second)
	}
	far := class.Progress{Person: p.ID, Lesson: "frames", Step: 5, At: 5, Run: "first", Held: true, Moved: at(2)}
	again := class.Progress{Person: p.ID, Lesson: "frames", Step: 1, At: 1, Run: "second", Moved: at(3)}
	late := class.Progress{Person: p.ID, Lesson: "frames", Step: 7, At: 7, Run: "first", Held: true, Moved: at(1)}
	other := class.Progress{Person: p.ID, Lesson: "two-stages", Step: 2, At: 2, Run: "third", Moved: at(3)}
	for _, of := range []struct {
		saved []class.Progress
		want  class.Progress
	}{
		{[]class.Progress{far}, far},
		{[]class.Progress{again, other}, class.Progress{Person: p.ID, Lesson: "frames", Step: 5, At: 1, Run: "second", Moved: at(3)}},
		{[]class.Progress{late}, class.Progress{Person: p.ID, Lesson: "frames", Step: 7, At: 1, Run: "second", Moved: at(3)}},
		{[]class.Progress{again, late, far}, class.Progress{Person: p.ID, Lesson: "frames", Step: 7, At: 1, Run: "second", Moved: at(3)}},
	} {
		b.must(b.SaveProgress(b.Context(), of.saved))
		found, err := b.PersonProgress(b.Context(), p.ID)
		if err != nil || len(found) == 0 || found[0] != of.want {
			b.Errorf("after %+v: %+v, %v", of.saved, found, err)
		}
	}
	bob := b.person(c.Code, "Bob")
	bobs := class.Progress{Person: bob.ID, Lesson: "frames", Step: 1}
	b.must(b.SaveProgress(b.Context(), []class.Progress{bobs}))
	b.full("somebody in another class")
	all, err := b.Progress(b.Context(), c.Code)
	if err != nil || len(all) != 3 || !slices.Contains(all, other) || !slices.Contains(all, bobs) {
		b.Errorf("of the class: %+v, %v", all, err)
	}
}

func progressOfTheGone(b *bench) {
	p := b.person(b.class().Code, "Ann")
	stays := class.Progress{Person: p.ID, Lesson: "frames", Step: 1}
	b.must(b.SaveProgress(b.Context(), []class.Progress{{Person: "nobody", Lesson: "frames"}, stays, {Person: "no one", Lesson: "frames"}}))
	b.must(b.SaveProgress(b.Context(), nil))
	if found, err := b.PersonProgress(b.Context(), p.ID); err != nil || !slices.Equal(found, []class.Progress{stays}) {
		b.Errorf("who is there: %+v, %v", found, err)
	}
	if n := b.count("progress"); n != 1 {
		b.Errorf("%d rows", n)
	}
}
