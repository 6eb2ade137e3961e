package class_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/lessons"
)

// work is that of newClass's lessons: 10 rows and 9 questions, 18 and 9.
func work(t testing.TB) *class.Work {
	return class.WorkOf([]*lessons.Lesson{lesson(t, protocol), lesson(t, frames)})
}

// ann joined when the class began and was seen last a minute later.
func ann() class.Person {
	return class.Person{ID: "Ann", Name: "Ann", Joined: nine, Seen: at(60)}
}

func moved(lesson string, step, seconds int) class.Progress {
	return class.Progress{Person: "Ann", Lesson: lesson, Step: step, At: step, Run: "r", Moved: at(seconds)}
}

func TestStand(t *testing.T) {
	given := answers(t, `
		Ann websocket-protocol/P003-quiz-1 A@10
		Ann websocket-protocol/P003-quiz-1 B@20
		Ann websocket-protocol/P003-quiz-2 A@30
		Ann frames/frames-quiz-1 A@25
		Ann websocket-protocol/predict-row-4 B@26
		Ann frames/frames-quiz-2 A@27 f
		Ann two-stages/two-quiz-1 B@28`)
	progress := []class.Progress{
		{Person: "Ann", Lesson: frames, Step: 4, At: 4, Run: "f", Moved: at(15)},
		{Person: "Ann", Lesson: protocol, Step: 10, At: 3, Run: "p", Moved: at(22)},
		{Person: "Ann", Lesson: "two-stages", Step: 7, At: 7, Run: "t", Moved: at(5)},
	}
	s := class.Stand(newClass(t), work(t), ann(), progress, given, true, at(40))
	want := class.Standing{
		Person: ann(), Lesson: protocol, Step: 10, At: 3, Run: "p", Moved: at(22), Active: at(30), Tried: 3, Right: 1,
		Done: 10 + 4 + 3, Of: 10 + 9 + 18 + 9, WrongInARow: 1, WrongLesson: protocol, WrongQuestion: "P003-quiz-2",
	}
	if s != want {
		t.Errorf("%+v\nwant\n%+v", s, want)
	}

	nobody := class.Stand(newClass(t), work(t), ann(), nil, nil, true, at(40))
	if want := (class.Standing{Person: ann(), Active: nine, Of: 46}); nobody != want {
		t.Errorf("who has not begun: %+v", nobody)
	}
	answering := class.Stand(newClass(t), work(t), ann(), progress, answers(t, "Ann frames/frames-quiz-1 A@23"), true, at(40))
	if answering.Lesson != frames || answering.Step != 4 || answering.Run != "f" {
		t.Errorf("who answers in another lesson: %+v", answering)
	}
	more := class.Stand(newClass(t), work(t), ann(), []class.Progress{moved(protocol, 99, 5)}, nil, true, at(40))
	if more.Done != 10 {
		t.Errorf("a lesson that has fewer rows than were walked: %d done", more.Done)
	}

	c := newClass(t)
	done(t, c.Lead(lesson(t, frames), at(30)))
	if s := class.Stand(c, work(t), ann(), progress, given, true, at(40)); s.Lesson != frames || s.Step != 4 || s.Run != "f" {
		t.Errorf("in a class that is led: %+v", s)
	}
	if s := class.Stand(c, work(t), ann(), nil, nil, true, at(40)); s.Lesson != frames || s.Step != 0 {
		t.Errorf("in a class that is led, who has done nothing: %+v", s)
	}
}

func TestWrongInARow(t *testing.T) {
	for _, c := range []struct {
		name, answers string
		n             int
		question      string
		trouble       class.Trouble
	}{
		{"twice", "q/1 A@1 \n q/1 A@2", 2, "P003-quiz-1", class.NoTrouble},
		{"three times", "q/1 A@1 \n q/1 A@2 \n q/1 C@3", 3, "P003-quiz-1", class.WrongAgain},
		{"right at last", "q/1 A@1 \n q/1 A@2 \n q/1 A@3 \n q/1 B@4", 0, "", class.NoTrouble},
		{"looked at after a right one", "q/1 B@1 \n q/1 A@2 \n q/1 A@3 \n q/1 A@4", 0, "", class.NoTrouble},
		{"at three questions", "q/1 A@1 \n q/2 A@2 \n q/3 A@3", 1, "P003-quiz-3", class.NoTrouble},
		{"at two by turns", "q/1 A@1 \n q/2 A@2 \n q/1 A@3 \n q/2 A@4 \n q/1 A@5", 3, "P003-quiz-1", class.WrongAgain},
		{"of two equal ones the later", "q/2 A@1 \n q/1 A@2 \n q/2 A@3 \n q/1 A@4", 2, "P003-quiz-1", class.NoTrouble},
		{"something else right meanwhile", "q/1 A@1 \n q/1 A@2 \n q/2 B@3 \n q/1 A@4", 1, "P003-quiz-1", class.NoTrouble},
		{"something else right since", "q/1 A@1 \n q/1 A@2 \n q/1 A@3 \n q/2 B@4", 0, "", class.NoTrouble},
		{"free ones between", "q/1 A@1 \n q/1 C@2 f \n q/1 A@3", 2, "P003-quiz-1", class.NoTrouble},
		{"before they joined", "q/1 A@1 #3 ad", 0, "", class.NoTrouble},
		{"before they joined and once since", "q/1 A@1 #3 ad \n q/1 A@2", 1, "P003-quiz-1", class.NoTrouble},
		{"at a prediction", "predict A@1 \n predict A@2 \n predict A@3", 0, "", class.NoTrouble},
	} {
		text := strings.ReplaceAll(c.answers, "q/", "Ann websocket-protocol/P003-quiz-")
		text = strings.ReplaceAll(text, "predict ", "Ann websocket-protocol/predict-row-4 ")
		s := class.Stand(newClass(t), work(t), ann(), nil, answers(t, text), true, at(10))
		if s.WrongInARow != c.n || s.WrongQuestion != c.question || s.Trouble != c.trouble || (s.WrongLesson == protocol) != (c.n > 0) {
			t.Errorf("%s: %d at %s/%s, %q; want %d at %s, %q", c.name, s.WrongInARow, s.WrongLesson, s.WrongQuestion, s.Trouble, c.n, c.question, c.trouble)
		}
	}
}

func TestStuck(t *testing.T) {
	const wait = 180 // seconds
	all := []class.Progress{moved(protocol, 10, 10), moved(frames, 18, 10)}
	var every strings.Builder
	for _, slug := range []string{protocol, frames} {
		for _, q := range lesson(t, slug).Graded() {
			fmt.Fprintf(&every, "Ann %s/%s A@10 #1 ad\n", slug, q.ID) // whatever they answered
		}
	}
	for _, c := range []struct {
		name     string
		progress []class.Progress
		answers  string
		change   func(c *class.Class, p *class.Person)
		now      int
		want     class.Trouble
	}{
		{name: "for three minutes", progress: []class.Progress{moved(protocol, 3, 10)}, now: 10 + wait, want: class.Stuck},
		{name: "a moment less", progress: []class.Progress{moved(protocol, 3, 10)}, now: 10 + wait - 1},
		{name: "since an answer", progress: []class.Progress{moved(protocol, 3, 10)}, answers: "Ann websocket-protocol/P003-quiz-1 B@50", now: 50 + wait, want: class.Stuck},
		{name: "an answer meanwhile", progress: []class.Progress{moved(protocol, 3, 10)}, answers: "Ann websocket-protocol/P003-quiz-1 B@50", now: 50 + wait - 1},
		{name: "a free answer meanwhile", progress: []class.Progress{moved(protocol, 3, 10)}, answers: "Ann websocket-protocol/P003-quiz-1 A@50 f", now: 50 + wait - 1},
		{name: "another lesson meanwhile", progress: []class.Progress{moved(protocol, 3, 10), moved(frames, 1, 50)}, now: 50 + wait - 1},
		{name: "has not begun", now: 1000},
		{name: "has answered alone", answers: "Ann websocket-protocol/P003-quiz-1 B@50", now: 50 + wait, want: class.Stuck},
		{name: "all rows and no question", progress: all, now: 1000, want: class.Stuck},
		{name: "finished with all", progress: all, answers: every.String(), now: 1000},
		{
			name: "a handshake is held", now: 1000,
			progress: []class.Progress{{Person: "Ann", Lesson: protocol, Step: 2, At: 2, Held: true, Moved: at(10)}},
		},
		{
			name: "a handshake was held in another lesson", now: 1000, want: class.Stuck,
			progress: []class.Progress{{Person: "Ann", Lesson: protocol, Step: 2, At: 2, Held: true, Moved: at(5)}, moved(frames, 1, 10)},
		},
		{
			name: "has just joined with what they had done before", progress: []class.Progress{moved(protocol, 3, -5000)}, now: wait - 1 + 100,
			change: func(_ *class.Class, p *class.Person) { p.Joined = at(100) },
		},
		{
			name: "a question is open", progress: []class.Progress{moved(protocol, 3, 10)}, now: 1000,
			change: func(c *class.Class, _ *class.Person) { ask(t, c, 20) },
		},
		{
			name: "a question was closed meanwhile", progress: []class.Progress{moved(protocol, 3, 10)}, now: 300 + wait - 1,
			change: func(c *class.Class, _ *class.Person) { ask(t, c, 20); done(t, c.Close(at(300))) },
		},
		{
			name: "a question is closed and talked about", progress: []class.Progress{moved(protocol, 3, 10)}, now: 1000,
			change: func(c *class.Class, _ *class.Person) { ask(t, c, 20); done(t, c.Close(at(300))) },
		},
		{
			name: "a question was put away meanwhile", progress: []class.Progress{moved(protocol, 3, 10)}, now: 300 + wait - 1,
			change: func(c *class.Class, _ *class.Person) { ask(t, c, 20); done(t, c.PutAway(at(300))) },
		},
		{
			name: "since a question was put away", progress: []class.Progress{moved(protocol, 3, 10)}, now: 300 + wait, want: class.Stuck,
			change: func(c *class.Class, _ *class.Person) { ask(t, c, 20); done(t, c.PutAway(at(300))) },
		},
		{
			name: "a plug is being pulled", progress: []class.Progress{moved(protocol, 3, 10)}, now: 1000,
			change: func(c *class.Class, _ *class.Person) { done(t, c.PlugIn(at(20))); done(t, c.PullPlug(at(30))) },
		},
		{
			name: "a plug was put away meanwhile", progress: []class.Progress{moved(protocol, 3, 10)}, now: 300 + wait - 1,
			change: func(c *class.Class, _ *class.Person) { done(t, c.PlugIn(at(20))); done(t, c.PutPlugAway(at(300))) },
		},
		{
			name: "paced together", progress: []class.Progress{moved(protocol, 3, 10)}, now: 1000,
			change: func(c *class.Class, _ *class.Person) {
				done(t, c.Lead(lesson(t, protocol), at(1)))
				done(t, c.GoTo(lesson(t, protocol), 3, at(9)))
			},
		},
		{
			name: "freed meanwhile", progress: []class.Progress{moved(protocol, 3, 10)}, now: 300 + wait - 1,
			change: func(c *class.Class, _ *class.Person) {
				done(t, c.Lead(lesson(t, protocol), at(1)))
				done(t, c.Free(at(300)))
			},
		},
		{
			name: "an ended class", progress: []class.Progress{moved(protocol, 3, 10)}, now: 1000,
			change: func(c *class.Class, _ *class.Person) { done(t, c.End(at(20))) },
		},
		{
			name: "simulated", progress: []class.Progress{moved(protocol, 3, 10)}, now: 1000, want: class.Stuck,
			change: func(_ *class.Class, p *class.Person) { p.Simulated = true },
		},
	} {
		of, p := newClass(t), ann()
		if c.change != nil {
			c.change(of, &p)
		}
		if s := class.Stand(of, work(t), p, c.progress, answers(t, c.answers), true, at(c.now)); s.Trouble != c.want {
			t.Errorf("%s: %q, want %q", c.name, s.Trouble, c.want)
		}
	}
}

func TestGone(t *testing.T) {
	c := newClass(t)
	wrong := answers(t, `
		Ann websocket-protocol/P003-quiz-1 A@1
		Ann websocket-protocol/P003-quiz-1 A@2
		Ann websocket-protocol/P003-quiz-1 A@3`)
	stand := func(c *class.Class, p class.Person, connected bool, seconds int) class.Trouble {
		return class.Stand(c, work(t), p, []class.Progress{moved(protocol, 3, 10)}, wrong, connected, at(seconds)).Trouble
	}
	if got := stand(c, ann(), false, 90); got != class.NoTrouble {
		t.Errorf("for half a minute: %q", got)
	}
	if got := stand(c, ann(), false, 91); got != class.Gone {
		t.Errorf("for longer: %q", got)
	}
	if got := stand(c, ann(), true, 91); got != class.WrongAgain {
		t.Errorf("back again: %q", got)
	}
	late := ann()
	late.Joined, late.Seen = at(100), time.Time{}
	if got := stand(c, late, false, 130); got != class.NoTrouble {
		t.Errorf("has just joined, and their page is not connected yet: %q", got)
	}
	if got := stand(c, late, false, 131); got != class.Gone {
		t.Errorf("joined and never came: %q", got)
	}
	if got := stand(ended(t), ann(), false, 5000); got != class.NoTrouble {
		t.Errorf("of an ended class: %q", got)
	}
	if got := stand(ended(t), ann(), true, 11); got != class.NoTrouble {
		t.Errorf("wrong in an ended class: %q", got)
	}
}

func TestBehind(t *testing.T) {
	l := lesson(t, protocol)
	// The class comes to row 3 at 30, and to row 6 ten seconds later.
	class6 := func() *class.Class {
		c, _ := led(t)
		done(t, c.GoTo(l, 3, at(30)))
		done(t, c.GoTo(l, 6, at(40)))
		return c
	}
	for _, c := range []struct {
		name      string
		at, moved int // where they are, and since when
		joined    int
		now       int
		want      class.Trouble
	}{
		{"with it", 6, 41, 0, 500, class.NoTrouble},
		{"two rows behind", 4, 35, 0, 500, class.NoTrouble},
		{"three rows, for 20 s", 3, 35, 0, 60, class.NoTrouble},
		{"three rows, for longer", 3, 35, 0, 61, class.Behind},
		{"not begun: late since row 3", 0, -1, 0, 50, class.NoTrouble},
		{"not begun, for longer", 0, -1, 0, 51, class.Behind},
		{"catching up", 2, 45, 0, 65, class.NoTrouble},
		{"catching up no more", 2, 45, 0, 66, class.Behind},
		{"joined late", 0, -1, 100, 120, class.NoTrouble},
		{"joined late, and hangs", 0, -1, 100, 121, class.Behind},
	} {
		p := ann()
		p.Joined = at(c.joined)
		var progress []class.Progress
		if c.moved >= 0 {
			// The furthest row is of an earlier run: it is the latest that is compared.
			progress = []class.Progress{{Person: "Ann", Lesson: protocol, Step: 10, At: c.at, Moved: at(c.moved)}, moved(frames, 9, 49)}
		}
		if s := class.Stand(class6(), work(t), p, progress, nil, true, at(c.now)); s.Trouble != c.want {
			t.Errorf("%s: %q, want %q", c.name, s.Trouble, c.want)
		}
	}

	// Who presses Next every few seconds does not hide who has been behind for long.
	c, _ := led(t)
	done(t, c.GoTo(l, 3, at(10)))
	done(t, c.GoTo(l, 4, at(29)))
	if s := class.Stand(c, work(t), ann(), nil, nil, true, at(31)); s.Trouble != class.Behind {
		t.Errorf("before the first row, 21 s after row 3: %q", s.Trouble)
	}
	// Back to a row that everyone has reached.
	done(t, c.GoTo(l, 2, at(32)))
	if s := class.Stand(c, work(t), ann(), nil, nil, true, at(99)); s.Trouble != class.NoTrouble {
		t.Errorf("two rows behind after all: %q", s.Trouble)
	}
	// A class that was led before each row's time was kept.
	old := class6()
	old.Pacing.Reached = nil
	if s := class.Stand(old, work(t), ann(), nil, nil, true, at(999)); s.Trouble != class.NoTrouble {
		t.Errorf("without times: %q", s.Trouble)
	}
}

func TestByNeed(t *testing.T) {
	one := func(name string, trouble class.Trouble, did int) class.Standing {
		return class.Standing{Person: class.Person{ID: name, Name: name}, Trouble: trouble, Done: did}
	}
	want := []class.Standing{
		one("Zoe", class.WrongAgain, 1), one("Ann", class.WrongAgain, 9),
		one("Yan", class.Stuck, 4), one("zed", class.Stuck, 4),
		one("Kim", class.Behind, 0), one("Lou", class.Gone, 0),
		one("Bob", class.NoTrouble, 0), one("cem", class.NoTrouble, 2), one("Dee", class.NoTrouble, 2), one("Abe", class.NoTrouble, 30),
	}
	for seed := range int64(20) {
		got := slices.Clone(want)
		rand.New(rand.NewSource(seed)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		class.ByNeed(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%+v", got)
		}
	}
	twins := []class.Standing{one("b", class.Gone, 0), one("a", class.Gone, 0)}
	twins[0].Person.Name, twins[1].Person.Name = "Ann", "ANN"
	class.ByNeed(twins)
	if twins[0].Person.ID != "a" {
		t.Error("two of one name change places")
	}
}

func TestPerRow(t *testing.T) {
	l := lesson(t, protocol)
	progress := []class.Progress{
		{Person: "a", Lesson: protocol, Step: 10, At: 2}, {Person: "b", Lesson: protocol, Step: 3}, {Person: "c", Lesson: protocol},
		{Person: "a", Lesson: frames, Step: 18}, {Person: "d", Lesson: protocol, Step: 99}, {Person: "e", Lesson: protocol, Step: -1},
	}
	if got, want := class.PerRow(l, progress), []int{3, 3, 3, 2, 2, 2, 2, 2, 2, 2}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := class.PerRow(l, nil); len(got) != 10 || slices.Max(got) != 0 {
		t.Errorf("of nobody: %v", got)
	}
	if got := class.PerRow(&lessons.Lesson{Slug: protocol}, progress); len(got) != 0 {
		t.Errorf("of a lesson without a walkthrough: %v", got)
	}
}

// A cockpit of a lecture hall asks for everyone four times a second.
func BenchmarkStand(b *testing.B) {
	c, w := newClass(b), work(b)
	var text strings.Builder
	for _, slug := range []string{protocol, frames} {
		for i, q := range lesson(b, slug).Graded() {
			fmt.Fprintf(&text, "Ann %s/%s A@%d\nAnn %s/%s B@%d\n", slug, q.ID, i, slug, q.ID, i)
		}
	}
	given, progress := answers(b, text.String()), []class.Progress{moved(protocol, 10, 5), moved(frames, 9, 9)}
	for b.Loop() {
		class.Stand(c, w, ann(), progress, given, true, at(20))
	}
}
