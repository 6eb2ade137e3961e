package pages_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"wirewalk/lessons"
	"wirewalk/lessons/lessontest"
	"wirewalk/views/pages"
)

// Whatever an instructor's file has in it: either everything wrong is named with the
// file and the line, or its page is markup in which nothing of its text runs.
func FuzzLesson(f *testing.F) {
	f.Add([]byte(lessontest.Bare))
	f.Add([]byte(lessontest.Example(f)))
	f.Add([]byte(strings.ReplaceAll(lessontest.Bare, "Bare", `"<script>x</script> [a](javascript:x) {{y}} <img src=x onerror=x>"`)))
	f.Add([]byte(laughs))
	for _, text := range []string{"", "a", "- a", "a: [", "{", "a: &a [*a]", "? a", "\t", "--- \n---\n", "\x00", "\xff\xfe", "title: !!binary x", "<<: *a", "a: |\n", "number: 1e99999999"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		course, err := lessons.Load(fstest.MapFS{"fuzzed.yaml": {Data: text}})
		var problems lessons.Problems
		switch {
		case errors.As(err, &problems):
			for _, p := range problems {
				if filepath.Base(p.File) != "fuzzed.yaml" || p.Line < 1 || p.Line > 2+bytes.Count(text, []byte{'\n'})+bytes.Count(text, []byte{'\r'}) || p.Message == "" {
					t.Errorf("a problem that nobody finds: %+v", p)
				}
			}
			return
		case err != nil:
			t.Fatalf("no problem of the lesson: %v", err)
		}
		for _, l := range course.Lessons() {
			var b bytes.Buffer
			if err := pages.Lesson(pages.LessonProps{Course: course, Lesson: l, Recording: recorded(l.Script)}).Render(context.Background(), &b); err != nil {
				t.Fatal(err)
			}
			doc, err := html.Parse(&b)
			if err != nil {
				t.Fatal(err)
			}
			nothingRuns(t, doc)
		}
	})
}

// laughs is short, and grows with each of its aliases.
var laughs = func() string {
	text := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for _, n := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		last := "*a" + string(n[0]-1)
		text += "a" + n + ": &a" + n + " [" + strings.Repeat(last+", ", 8) + last + "]\n"
	}
	return text
}()

// nothingRuns finds what only the page's own templates may have: scripts, handlers,
// and addresses that are programs.
func nothingRuns(t *testing.T, doc *html.Node) {
	t.Helper()
	scripts := 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script":
			if src, _ := attr(n, "src"); !strings.HasPrefix(src, "/static/") {
				scripts++
			}
		case "iframe", "object", "embed", "base", "style", "img":
			t.Errorf("the page has a %s", n.Data)
		}
		for _, a := range n.Attr {
			address := strings.ToLower(strings.TrimSpace(a.Val))
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" ||
				(a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction") && (strings.HasPrefix(address, "javascript:") || strings.HasPrefix(address, "vbscript:") || strings.HasPrefix(address, "data:text")) {
				t.Errorf("the page has %s=%q", a.Key, a.Val)
			}
		}
	}
	if scripts > 1 {
		t.Errorf("the page has %d scripts of its own", scripts)
	}
}
