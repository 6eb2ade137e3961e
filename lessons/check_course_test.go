package lessons_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"wirewalk/lessons"
	"wirewalk/lessons/lessontest"
)

// loadTwo loads the small lesson twice, as first and as second, whose heads may
// differ.
func loadTwo(t *testing.T, first, second string) lessons.Problems {
	t.Helper()
	_, err := lessons.Load(fstest.MapFS{
		"first.yaml":  {Data: []byte(strings.Replace(small, "number: 1\n", "number: 1\n"+first, 1))},
		"second.yaml": {Data: []byte(strings.Replace(small, "number: 1\n", "number: 2\n"+second, 1))},
	})
	var ps lessons.Problems
	if err != nil && !errors.As(err, &ps) {
		t.Fatal(err)
	}
	return ps
}

func TestBuildsOn(t *testing.T) {
	if ps := loadTwo(t, "", "buildsOn: [first]\n"); len(ps) > 0 {
		t.Fatal(ps)
	}
	for _, c := range []struct{ name, first, second, want string }{
		{"unknown", "", "buildsOn: [frist]\n", `second.yaml:2: no lesson "frist" to build on; did you mean "first"?`},
		{"later", "buildsOn: [second]\n", "", "first.yaml:2: lesson 1 cannot build on lesson 2, second; a lesson builds on earlier ones"},
		{"itself", "", "buildsOn: [second]\n", "second.yaml:2: lesson 2 cannot build on lesson 2, second; a lesson builds on earlier ones"},
		{"twice", "", "buildsOn: [first,\n  first]\n", "second.yaml:3: second builds on first twice; remove one"},
	} {
		if ps := loadTwo(t, c.first, c.second); len(ps) != 1 || ps[0].String() != c.want {
			t.Errorf("%s: %q, want %q", c.name, ps, c.want)
		}
	}
}

// A lab is none of the lessons, whose numbers are an order.
func TestBuildsOnALab(t *testing.T) {
	text := strings.Replace(lessontest.Example(t), "number: ", "buildsOn: [what-if]\nnumber: 1", 1)
	_, err := lessons.Load(fstest.MapFS{"first-word.yaml": {Data: []byte(text)}, "labs/what-if.yaml": {Data: []byte(lab(t))}})
	var ps lessons.Problems
	if !errors.As(err, &ps) || len(ps) != 1 || !strings.Contains(ps[0].Message, `no lesson "what-if" to build on`) {
		t.Errorf("got %v", err)
	}
}

// Lessons of an instructor's own may build on those that ship, also where they
// are checked alone.
func TestBuildsOnAShippedLesson(t *testing.T) {
	files := map[string]string{}
	for name, head := range map[string]string{"right.yaml": "number: 1\nbuildsOn: [frames]\n", "wrong.yaml": "number: 2\nbuildsOn: [frame]\n"} {
		files[name] = strings.Replace(small, "number: 1\n", head, 1)
	}
	dir := lessontest.Dir(t, files)
	want := filepath.Join(dir, "wrong.yaml")
	if ps, err := lessons.Check(dir); err != nil || len(ps) != 1 || ps[0].File != want {
		t.Errorf("checked: %v, %v", ps, err)
	}
	_, err := lessons.Load(lessons.Content(), lessons.OpenDir(dir))
	var ps lessons.Problems
	if !errors.As(err, &ps) || len(ps) != 1 || ps[0].File != want {
		t.Errorf("loaded: %v", err)
	}
}
