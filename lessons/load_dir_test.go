package lessons_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"wirewalk/lessons"
	"wirewalk/lessons/lessontest"
)

// smallAs is the small lesson with another number.
func smallAs(n int) string {
	return strings.Replace(small, "number: 1", fmt.Sprintf("number: %d", n), 1)
}

// ofFile takes the lesson's sample from a file.
func ofFile(text string) string {
	before, after, _ := strings.Cut(text, "    source: |\n")
	_, after, _ = strings.Cut(after, "    pieces:")
	return before + "    file: snippets/z/page.js\n    pieces:" + after
}

// Lessons of a further directory follow the first's, in the order of their own
// numbers, and have their own recordings and code.
func TestLoadBesideTheShipped(t *testing.T) {
	shipped := fstest.MapFS{"first.yaml": {Data: []byte(smallAs(1))}, "third.yaml": {Data: []byte(smallAs(3))}}
	own := lessontest.Dir(t, map[string]string{
		"z.yaml": ofFile(smallAs(1)), "a.yaml": smallAs(40), "snippets/z/page.js": "const own = 1;\nown;\n",
		"recordings/z.json": `{"schema":"wirewalk/recording/1","script":"z"}`,
	})
	c, err := lessons.Load(shipped, lessons.OpenDir(own))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range c.Lessons() {
		got = append(got, fmt.Sprint(l.Slug, " ", l.Number))
	}
	if want := []string{"first 1", "third 3", "z 4", "a 5"}; !slices.Equal(got, want) {
		t.Errorf("lessons %q, want %q", got, want)
	}
	if c.Recording("z") == nil || c.Recording("a") != nil || c.Script("z/refuses/404") == nil {
		t.Error("the recording or a script of an own lesson is not found")
	}
	if code := c.Lesson("z").Code[0].Source; code != "const own = 1;\nown;\n" {
		t.Errorf("the sample of an own lesson is %q", code)
	}
}

func TestLoadNamesTheDirectory(t *testing.T) {
	shipped := fstest.MapFS{"first.yaml": {Data: []byte(small)}}
	own := lessontest.Dir(t, map[string]string{
		"first.yaml": small, "misspelt.yaml": strings.Replace(smallAs(2), "summary", "sumary", 1),
		"recordings/first.json": `{"schema":"wirewalk/recording/1","script":"second"}`,
	})
	_, err := lessons.Load(shipped, lessons.OpenDir(own))
	want := []string{
		"first.yaml:1: the address /lessons/first is taken by first.yaml, which ships with the program; call the file otherwise",
		"misspelt.yaml:1: missing summary in the file",
		`misspelt.yaml:4: unknown key "sumary"; did you mean "summary"?`,
		`recordings/first.json:1: a recording of "second", which is no script; `,
	}
	var ps lessons.Problems
	if !errors.As(err, &ps) || len(ps) != len(want) {
		t.Fatalf("got %v", err)
	}
	for i, p := range ps {
		if !strings.HasPrefix(p.String(), filepath.Join(own, want[i])) {
			t.Errorf("got %s, want %s", p, want[i])
		}
	}
}

// What is checked by itself is what will be served: beside the shipped lessons,
// or, where those are written, alone.
func TestCheckBesideTheShipped(t *testing.T) {
	dir := lessontest.Dir(t, map[string]string{"frames.yaml": small})
	want := "frames.yaml:1: the address /lessons/frames is taken by frames.yaml, which ships with the program; call the file otherwise"
	if ps, err := lessons.Check(dir); err != nil || ps.Error() != filepath.Join(dir, want) {
		t.Errorf("got %v, %v, want %s", ps, err, want)
	}
	if ps, err := lessons.Check("content"); err != nil || len(ps) > 0 {
		t.Errorf("the shipped lessons by themselves: %v, %v", ps, err)
	}
}

// A directory that is none is an error, and no problem of a lesson.
func TestLoadNoDirectory(t *testing.T) {
	many := map[string]string{}
	for i := range 101 {
		many[fmt.Sprintf("l%d.yaml", i)] = small
	}
	for want, dir := range map[string]string{
		"no such file or directory":               filepath.Join(t.TempDir(), "none"),
		"no lesson (*.yaml) found":                t.TempDir(),
		"call it a.yaml":                          lessontest.Dir(t, map[string]string{"a.yml": small}),
		"101 lessons (*.yaml), at most 100 are":   lessontest.Dir(t, many),
		"first.yaml: not a directory":             filepath.Join(lessontest.Dir(t, map[string]string{"first.yaml": small}), "first.yaml"),
		"no lesson (*.yaml) found; other.yml:1: ": lessontest.Dir(t, map[string]string{"other.yml": small}),
	} {
		_, err := lessons.Load(fstest.MapFS{"first.yaml": {Data: []byte(small)}}, lessons.OpenDir(dir))
		var ps lessons.Problems
		if err == nil || errors.As(err, &ps) || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), dir) {
			t.Errorf("want %s: %s, got %v", dir, want, err)
		}
	}
}

// What would never end to be read is not begun.
func TestLoadReadsFilesAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no named pipes there")
	}
	dir := lessontest.Dir(t, map[string]string{"a.yaml": small, "b.yaml/c": "", "recordings/d.json/e": ""})
	if err := syscall.Mkfifo(filepath.Join(dir, "f.yaml"), 0o600); err != nil {
		t.Skip(err)
	}
	ps, err := lessons.Check(dir)
	if err != nil || len(ps) != 3 {
		t.Fatalf("got %v, %v", ps, err)
	}
	for i, name := range []string{"b.yaml", "f.yaml", "recordings/d.json"} {
		if got, want := ps[i].String(), filepath.Join(dir, name)+":1: this is no file that can be read"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// An id that the page has of its own would stand there twice.
func TestLoadReservesThePagesIDs(t *testing.T) {
	for old, c := range map[string]struct{ new, says string }{
		"id: P003-row-4": {"id: step-4", `id "step-4" is one of the page's own; call it small-step-4`},
		"- id: sample":   {"- id: quiz", `id "quiz" is one of the page's own; call it small-quiz`},
		"id: P003-quiz-1\n    kind: choice\n    text: Which?\n    key: A\n    options:\n      - {id: A": {
			"id: P003-quiz-1\n    kind: match\n    text: Which?\n    targets: []\n    key: A\n    options:\n      - {id: P003-row-4", `id "P003-row-4" a second time`},
	} {
		if !strings.Contains(small, old) {
			t.Fatalf("the small lesson has no %q", old)
		}
		_, ps := load(t, strings.Replace(small, old, c.new, 1))
		if !strings.Contains(ps.Error(), c.says) {
			t.Errorf("%s: want %s, got\n%v", c.new, c.says, ps)
		}
	}
}
