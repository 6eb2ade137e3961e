package lessons_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"wirewalk/lessons"
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

// Lessons of an instructor's own may build on those that ship, also where they
// are checked alone.
func TestBuildsOnAShippedLesson(t *testing.T) {
	for slug, want := range map[string]int{"frames": 0, "frame": 1} {
		dir := t.TempDir()
		text := strings.Replace(small, "number: 1\n", "number: 1\nbuildsOn: ["+slug+"]\n", 1)
		if err := os.WriteFile(filepath.Join(dir, "own.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		checked, err := lessons.Check(dir)
		if err != nil || len(checked) != want {
			t.Errorf("%s, checked: %v %v", slug, checked, err)
		}
		_, err = lessons.Load(lessons.Content(), lessons.OpenDir(dir))
		var loaded lessons.Problems
		if errors.As(err, &loaded); len(loaded) != want {
			t.Errorf("%s, loaded: %v", slug, err)
		}
	}
}
