package class_test

import (
	"testing"

	"wirewalk/app/internal/class"
)

// The clock is set back by two hours: what happened until then is kept as of a time
// to come, and is before what happens since.
func TestTheClockIsSetBack(t *testing.T) {
	const back, wait = 2 * 3600, 180 // seconds
	before := func(seconds int) int { return seconds + back }
	early := ann() // joined before it was
	early.Joined, early.Seen = at(before(0)), at(before(0))
	wrong := func(seconds ...string) (text string) {
		for _, s := range seconds {
			text += "Ann websocket-protocol/P003-quiz-1 A@" + s + "\n"
		}
		return text
	}
	for _, c := range []struct {
		name     string
		progress []class.Progress
		answers  string
		seen     int // when they were; 0: before
		away     bool
		now      int
		want     class.Trouble
		lesson   string
	}{
		{name: "nothing since", progress: []class.Progress{moved(protocol, 3, before(10))}, now: 20 + wait, lesson: protocol},
		{name: "stuck since", progress: []class.Progress{moved(protocol, 3, before(10)), moved(frames, 3, 20)}, now: 20 + wait, want: class.Stuck, lesson: frames},
		{name: "active since", progress: []class.Progress{moved(protocol, 3, before(10)), moved(frames, 3, 20)}, now: 20 + wait - 1, lesson: frames},
		{name: "by less than a step", progress: []class.Progress{moved(protocol, 3, 59+20), moved(frames, 3, 20)}, now: 20, lesson: protocol},
		{name: "wrong since something was right", answers: "Ann websocket-protocol/P003-quiz-2 B@7500\n" + wrong("20", "21", "22"), now: 30, want: class.WrongAgain, lesson: protocol},
		{name: "wrong before and since", answers: wrong("7210", "20", "21"), now: 30, want: class.WrongAgain, lesson: protocol},
		{name: "wrong before, then something right", answers: wrong("7210", "7211", "20") + "Ann websocket-protocol/P003-quiz-2 B@19", now: 30, lesson: protocol},
		{name: "right before", answers: wrong("7210", "7211") + "Ann websocket-protocol/P003-quiz-2 B@7212\n" + wrong("20", "21"), now: 30, lesson: protocol},
		{name: "away for a moment", seen: 20, away: true, now: 50},
		{name: "away for longer", seen: 20, away: true, now: 51, want: class.Gone},
		{name: "away since before", away: true, now: 20, want: class.Gone},
	} {
		p := early
		if c.seen > 0 {
			p.Seen = at(c.seen)
		}
		s := class.Stand(newClass(t), work(t), p, c.progress, answers(t, c.answers), !c.away, at(c.now))
		if s.Trouble != c.want || s.Lesson != c.lesson || s.Active.After(at(c.now+60)) {
			t.Errorf("%s: %q in %q, active at %v; want %q in %q", c.name, s.Trouble, s.Lesson, s.Active, c.want, c.lesson)
		}
	}

	l := lesson(t, protocol)
	c, _ := led(t)
	done(t, c.GoTo(l, 6, at(before(10))))
	if s := class.Stand(c, work(t), early, []class.Progress{moved(protocol, 3, 50)}, nil, true, at(70)); s.Trouble != class.NoTrouble {
		t.Errorf("twenty seconds after catching up by a row: %q", s.Trouble)
	}
	if s := class.Stand(c, work(t), early, []class.Progress{moved(protocol, 3, 50)}, nil, true, at(71)); s.Trouble != class.Behind {
		t.Errorf("behind for longer: %q", s.Trouble)
	}
}
