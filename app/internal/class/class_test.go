package class_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/lessons"
)

// course is the one that ships, read once for all tests.
var course = sync.OnceValues(func() (*lessons.Course, error) { return lessons.Load(lessons.Content()) })

func lesson(t testing.TB, slug string) *lessons.Lesson {
	t.Helper()
	c, err := course()
	if err != nil {
		t.Fatal(err)
	}
	l := c.Lesson(slug)
	if l == nil {
		t.Fatalf("no lesson %s", slug)
	}
	return l
}

const (
	protocol = "websocket-protocol" // 10 rows, predictions before rows 4, 5, 6 and 9; 9 questions
	frames   = "frames"             // 18 rows
)

// nine is when each test's class begins.
var nine = time.Date(2026, time.October, 5, 9, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return nine.Add(time.Duration(seconds) * time.Second) }

func newClass(t testing.TB) *class.Class {
	t.Helper()
	c, err := class.New("Monday", []string{protocol, frames}, []string{"two-stages", protocol, frames}, class.RealNames, class.Email, nine)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ended is a class that is over.
func ended(t testing.TB) *class.Class {
	t.Helper()
	c := newClass(t)
	done(t, c.End(at(1)))
	return c
}

func done(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused fails where do returns another error than want, or changes the class
// although it returns one.
func refused(t testing.TB, c *class.Class, want error, what string, do func() error) {
	t.Helper()
	before := asJSON(t, c)
	if err := do(); !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
	if after := asJSON(t, c); after != before {
		t.Errorf("%s: it was refused, and changed\n%s\nto\n%s", what, before, after)
	}
}

func asJSON(t testing.TB, c *class.Class) string {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNew(t *testing.T) {
	all := []string{"one", "two", "three"}
	for _, c := range []struct {
		name, title string
		lessons     []string
		want        error
		wantTitle   string
		wantLessons []string
	}{
		{name: "in the order of the course", title: "Monday", lessons: []string{"three", "one"}, wantTitle: "Monday", wantLessons: []string{"one", "three"}},
		{name: "each once", title: "Monday", lessons: []string{"one", "one"}, wantTitle: "Monday", wantLessons: []string{"one"}},
		{name: "none that there is not", title: "Monday", lessons: []string{"four", "two"}, wantTitle: "Monday", wantLessons: []string{"two"}},
		{name: "cleaned", title: " Mon\tday\u202e ", lessons: all, wantTitle: "Mon day", wantLessons: all},
		{name: "the longest title", title: strings.Repeat("é", class.MaxTitle), lessons: all, wantTitle: strings.Repeat("é", class.MaxTitle), wantLessons: all},
		{name: "too long", title: strings.Repeat("é", class.MaxTitle+1), lessons: all, want: class.ErrNoTitle},
		{name: "no title", title: " \u200b ", lessons: all, want: class.ErrNoTitle},
		{name: "no lesson", title: "Monday", want: class.ErrNoLesson},
		{name: "only one that there is not", title: "Monday", lessons: []string{"four"}, want: class.ErrNoLesson},
	} {
		got, err := class.New(c.title, c.lessons, all, class.Pseudonyms, class.StudentNumber, nine)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if err != nil {
			continue
		}
		if got.Title != c.wantTitle || !slices.Equal(got.Lessons, c.wantLessons) {
			t.Errorf("%s: %q, %v; want %q, %v", c.name, got.Title, got.Lessons, c.wantTitle, c.wantLessons)
		}
		if got.Code != class.ReadCode(got.Code) || got.Naming != class.Pseudonyms || got.Asks != class.StudentNumber || !got.Created.Equal(nine) {
			t.Errorf("%s: %+v", c.name, got)
		}
		if !got.Started.IsZero() || !got.Ended.IsZero() || !got.Archived.IsZero() || got.Pacing.Together || got.Asked() != nil {
			t.Errorf("%s: something has happened in it: %+v", c.name, got)
		}
	}
}

func TestTeaches(t *testing.T) {
	c := newClass(t)
	if !c.Teaches(protocol) || c.Teaches("two-stages") || c.Teaches("") {
		t.Error("it teaches its own lessons, and no others")
	}
}

func TestStart(t *testing.T) {
	c := newClass(t)
	done(t, c.Start(at(5)))
	done(t, c.Start(at(9)))
	if !c.Started.Equal(at(5)) {
		t.Errorf("started at %v: a second start is none", c.Started)
	}
	over := ended(t)
	refused(t, over, class.ErrEnded, "start of an ended class", func() error { return over.Start(at(9)) })
}

func TestEnd(t *testing.T) {
	c := newClass(t)
	done(t, c.Lead(lesson(t, protocol), at(1)))
	_, err := c.Ask(protocol, "P003-quiz-1", "", at(2))
	done(t, err)
	done(t, c.End(at(3)))
	if !c.Ended.Equal(at(3)) || c.Open() != nil || !c.Asked().Rounds[0].Closed.Equal(at(3)) || c.Plug != nil || c.Pacing.Together {
		t.Errorf("something goes on: %+v", c)
	}
	if c.Asked().Revealed {
		t.Error("the end reveals what was asked")
	}
	refused(t, c, class.ErrEnded, "a second end", func() error { return c.End(at(4)) })
	refused(t, c, class.ErrEnded, "a question after the end", func() error { _, err := c.Ask(protocol, "P003-quiz-1", "", at(4)); return err })
	refused(t, c, class.ErrEnded, "another vote after the end", func() error { return c.Again(at(4)) })
	refused(t, c, class.ErrEnded, "leading after the end", func() error { return c.Lead(lesson(t, protocol), at(4)) })
	refused(t, c, class.ErrEnded, "a plug after the end", func() error { return c.PlugIn(at(4)) })
	refused(t, c, class.ErrEnded, "joining after the end", func() error { return c.Admit(0) })
	done(t, c.Reveal(at(5))) // who looks back may see it
}

func TestArchive(t *testing.T) {
	c := newClass(t)
	done(t, c.Archive(at(1)))
	done(t, c.Archive(at(2)))
	if !c.Ended.Equal(at(1)) || !c.Archived.Equal(at(1)) {
		t.Errorf("ended %v, archived %v: want both at once, and once", c.Ended, c.Archived)
	}
	over := ended(t)
	done(t, over.Archive(at(7)))
	if !over.Ended.Equal(at(1)) || !over.Archived.Equal(at(7)) {
		t.Errorf("ended %v, archived %v", over.Ended, over.Archived)
	}
}

// A class comes back from the store as it was.
func TestClassKeepsAsJSON(t *testing.T) {
	c := newClass(t)
	done(t, c.Lead(lesson(t, protocol), at(1)))
	done(t, c.GoTo(lesson(t, protocol), 3, at(2)))
	done(t, c.Next(lesson(t, protocol), at(3)))
	var back class.Class
	done(t, json.Unmarshal([]byte(asJSON(t, c)), &back))
	if !reflect.DeepEqual(*c, back) {
		t.Errorf("%+v\ncame back as\n%+v", *c, back)
	}
}
