package lessons_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"wirewalk/lessons"
	"wirewalk/lessons/lessontest"
)

// No file of a directory is one beside it, whatever its name or a link says.
func TestLessonsStayInTheirDirectory(t *testing.T) {
	beside := lessontest.Dir(t, map[string]string{
		"secret.yaml": smallAs(1), "secret.js": "const secret = 1;\n", "secret.json": `{"schema":"wirewalk/recording/1","script":"z"}`,
	})
	link := func(dir, to, name string) {
		t.Helper()
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, at); err != nil {
			t.Skip(err) // Windows asks for a right
		}
	}
	above, err := filepath.Rel("/x/y", "/secret.js")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ to, at string }{
		"a lesson":         {filepath.Join(beside, "secret.yaml"), "a.yaml"},
		"a sample":         {filepath.Join(beside, "secret.js"), "snippets/z/page.js"},
		"a sample above":   {filepath.Join("..", "..", above), "snippets/z/page.js"},
		"their folder":     {beside, "snippets/z"},
		"a recording":      {filepath.Join(beside, "secret.json"), "recordings/z.json"},
		"a system's file":  {"/etc/passwd", "snippets/z/page.js"},
		"a link to a link": {"../link.js", "snippets/z/page.js"},
	} {
		dir := lessontest.Dir(t, map[string]string{"z.yaml": ofFile(smallAs(2))})
		if name == "a recording" || name == "a lesson" {
			dir = lessontest.Dir(t, map[string]string{"z.yaml": smallAs(2)})
		}
		if name == "a link to a link" {
			link(dir, filepath.Join(beside, "secret.js"), "link.js")
		}
		link(dir, c.to, c.at)
		if err := readBeside(dir); err == nil || strings.Contains(err.Error(), "secret = 1") {
			t.Errorf("%s is read: %v", name, err)
		}
	}
	for _, file := range []string{"../secret.js", "snippets/../../secret.js", "/etc/passwd", "snippets//page.js", `snippets\..\secret.js`} {
		dir := lessontest.Dir(t, map[string]string{"z.yaml": strings.Replace(ofFile(smallAs(1)), "snippets/z/page.js", file, 1)})
		err := readBeside(dir)
		var ps lessons.Problems
		if !errors.As(err, &ps) || !strings.Contains(ps.Error(), "page.js") && !strings.Contains(ps.Error(), "below snippets") && !strings.Contains(ps.Error(), "there is no file") {
			t.Errorf("%s: %v", file, err)
		}
	}
	// What a link within it says is followed: so a cluster mounts its files.
	dir := lessontest.Dir(t, map[string]string{"..data/z.yaml": ofFile(smallAs(1)), "..data/page.js": "const own = 1;\nown;\n"})
	link(dir, "..data/z.yaml", "z.yaml")
	link(dir, "../../..data/page.js", "snippets/z/page.js")
	if err := readBeside(dir); err != nil {
		t.Error(err)
	}
}

// readBeside reads a directory's lessons after a small one.
func readBeside(dir string) error {
	_, err := lessons.Load(fstest.MapFS{"first.yaml": {Data: []byte(smallAs(1))}}, lessons.OpenDir(dir))
	return err
}

// What would be gigabytes if every alias were written out is refused as it stands.
func TestLessonsThatBlowUp(t *testing.T) {
	var laughs strings.Builder
	laughs.WriteString("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&laughs, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	var merged strings.Builder
	merged.WriteString("b0: &b0 {x: lol}\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&merged, "b%d: &b%d {<<: [*b%d, *b%d], y%d: *b%d}\n", i, i, i-1, i-1, i, i-1)
	}
	for name, text := range map[string]string{
		"lists":          laughs.String() + small,
		"lists at last":  small + laughs.String(),
		"where text is":  laughs.String() + strings.Replace(small, "title: A small lesson", "title: *a11", 1),
		"where rows are": laughs.String() + strings.Replace(small, "  steps:\n", "  steps: *a11\n  rows:\n", 1),
		"mappings":       merged.String() + small,
		"of itself":      "a: &a [*a]\n" + small,
		"deep":           strings.Repeat("[", 100_000) + "\n" + small,
		"deep in lines":  strings.Repeat("[\n", 9_000) + "\n" + small,
		"a long list":    strings.Repeat("a: b\n", 100_000) + small,
		"a long ladder":  strings.Repeat("- ", 100_000) + "\n" + small,
		"deep mappings":  "a: " + strings.Repeat("{a: ", 20_000) + "\n" + small,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := lessons.Load(fstest.MapFS{"a.yaml": {Data: []byte(text)}})
		runtime.ReadMemStats(&after)
		var ps lessons.Problems
		if !errors.As(err, &ps) || len(ps) == 0 {
			t.Errorf("%s: %v", name, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 256<<20 {
			t.Errorf("%s: %d MiB were allocated", name, took>>20)
		}
	}
}
