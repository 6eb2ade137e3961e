package static

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
)

func TestCommentsAreNotServed(t *testing.T) {
	for _, c := range []struct{ name, written, served string }{
		{"a.css", "/* why */\na { b: c; } /* d\ne */\nf {}\n", "\na { b: c; } \n\nf {}\n"},
		{"a.css", "@layer a {\n  b {\n    c: d;\n  }\n}\n", "@layer a {\nb {\nc: d;\n}\n}\n"},
		{"a.js", "// why\nlet a; // stays\n  /**\n   * b\n   */\n  b();\n/** c */\nc();\n", "\nlet a; // stays\n\n\n\nb();\n\nc();\n"},
		{"a.js", "/* why */ a();\nb();\n/* c\n*/ d();\ne();\n", "/* why */ a();\nb();\n\nd();\ne();\n"},
		{"a.js", "const url = `http://${host}\n`;\n", "const url = `http://${host}\n`;\n"},
		{"a.svg", "<!-- a --><svg/>", "<!-- a --><svg/>"},
	} {
		if got := string(withoutComments(c.name, []byte(c.written))); got != c.served {
			t.Errorf("%s: served as %q, want %q", c.name, got, c.served)
		}
	}
}

// Every line of our own that is more than a comment is served, on its number.
func TestNoCodeIsTakenForAComment(t *testing.T) {
	names, err := fs.Glob(embedded, "js/*.js")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		written, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		served := bytes.Split(withoutComments(name, written), []byte("\n"))
		lines := strings.Split(string(written), "\n")
		if len(served) != len(lines) {
			t.Fatalf("%s: %d lines are served of %d", name, len(served), len(lines))
		}
		for i, line := range lines {
			text := strings.TrimSpace(line)
			comment := strings.HasPrefix(text, "//") || strings.HasPrefix(text, "/*") || strings.HasPrefix(text, "*")
			if string(served[i]) != text && !comment {
				t.Errorf("%s:%d: %q is served as %q", name, i+1, line, served[i])
			}
			if strings.Count(line, "`")%2 != 0 {
				t.Errorf("%s:%d: text over several lines would lose its indentation: %q", name, i+1, line)
			}
		}
	}
}
