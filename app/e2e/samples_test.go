package e2e

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"wirewalk/lessons"
)

// shown is a sample and the lesson that shows it.
type shown struct {
	*lessons.Sample
	lesson *lessons.Lesson
}

func (s shown) name() string { return s.lesson.Slug + "/" + s.ID }

// serves reports whether another sample runs beside s.
func (s shown) serves() bool {
	return slices.ContainsFunc(s.lesson.Code, func(o lessons.Sample) bool { return o.Beside == s.ID })
}

// beside is the sample that runs as the server beside s, or nil.
func (s shown) beside() *shown {
	of := s.lesson.Sample(s.Beside)
	if of == nil {
		return nil
	}
	return &shown{of, s.lesson}
}

// shippedCourse is the course, as the program has it.
var shippedCourse = sync.OnceValues(func() (*lessons.Course, error) { return lessons.Load(lessons.Content()) })

// samples are all samples of all lessons and labs.
func samples(t *testing.T) []shown {
	t.Helper()
	course, err := shippedCourse()
	if err != nil {
		t.Fatal(err)
	}
	var all []shown
	for _, l := range course.Pages() {
		for i := range l.Code {
			all = append(all, shown{&l.Code[i], l})
		}
	}
	return all
}

// Each sample is run by a test: it prints something, or it serves one that does.
// Otherwise it says why not.
func TestEverySampleIsRun(t *testing.T) {
	named := map[string]bool{}
	for _, s := range samples(t) {
		named[s.File] = true
		if s.Prints == "" && s.Unrun == "" && !s.serves() {
			t.Errorf("%s has neither prints nor unrun, and nothing runs beside it", s.name())
		}
	}
	err := fs.WalkDir(lessons.Content(), "snippets", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !named[name] {
			t.Errorf("no lesson shows %s", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// port is where the samples listen and connect; a test gives each run its own.
const port = "8080"

// printed reports how what was printed differs from what a sample says, "" where
// it does not: … within a line is anything, a line of … any number of lines.
func printed(want string, got []string) string {
	lines := strings.Split(strings.TrimRight(want, "\n"), "\n")
	if matches(lines, got) {
		return ""
	}
	return fmt.Sprintf("it printed\n%s\nwant\n%s", strings.Join(got, "\n"), want)
}

func matches(want, got []string) bool {
	switch {
	case len(want) == 0:
		return len(got) == 0
	case want[0] == "…":
		return matches(want[1:], got) || len(got) > 0 && matches(want, got[1:])
	case len(got) == 0:
		return false
	}
	var parts []string
	for _, part := range strings.Split(want[0], "…") {
		parts = append(parts, regexp.QuoteMeta(part))
	}
	line := regexp.MustCompile("^" + strings.Join(parts, ".*") + "$")
	return line.MatchString(strings.TrimRight(got[0], " ")) && matches(want[1:], got[1:])
}

func TestMatchesWhatIsPrinted(t *testing.T) {
	for _, c := range []struct {
		want, got string
		same      bool
	}{
		{"a\nb", "a\nb", true},
		{"a\nb", "a", false},
		{"a", "a\nb", false},
		{"a …", "a 12.3 ms", true},
		{"a … ms!", "a 12.3 ms", false},
		{"a … ms", "b 12 ms", false},
		{"…\nb", "x\ny\nb", true},
		{"…\nb", "b", true},
		{"…\nb", "b\nc", false},
		{"a\n…", "a\nb\nc", true},
		{"a.c", "abc", false},
	} {
		if got := printed(c.want, strings.Split(c.got, "\n")) == ""; got != c.same {
			t.Errorf("%q and %q: %v", c.want, c.got, got)
		}
	}
}

// withPort is text with the samples' port replaced.
func withPort(text, by string) string { return strings.ReplaceAll(text, port, by) }

// base is the last element of a sample's file.
func (s shown) base() string { return path.Base(s.File) }
