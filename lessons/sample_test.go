package lessons_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"wirewalk/lessons"
)

// sampled is the small lesson with its sample in a file, and more keys of it.
func sampled(keys string) string {
	source := "    source: |\n      const ws = new WebSocket(url);\n      ws.close();\n"
	return strings.Replace(strings.Replace(small, "    language: javascript\n", "", 1), source, "    file: snippets/small/one.js\n"+keys, 1)
}

// loadSampled loads it with the files that it may name.
func loadSampled(text string) (*lessons.Course, lessons.Problems, error) {
	c, err := lessons.Load(fstest.MapFS{
		"small.yaml":                 {Data: []byte(text)},
		"secret.txt":                 {Data: []byte("not to be shown")},
		"snippets/small/one.js":      {Data: []byte("one();\ntwo();\n")},
		"snippets/small/srv/main.go": {Data: []byte("package main\n")},
		"snippets/small/empty.js":    {Data: []byte("\n")},
		"snippets/small/binary.js":   {Data: []byte{0xff, 0xfe}},
		"snippets/small/unused.mjs":  {Data: []byte("three();\n")},
		"snippets/small/large.js":    {Data: make([]byte, 16<<10+1)},
		"snippets/small/ends.js":     {Data: []byte("document.body.innerHTML = '<\x2fscript>';\nx('</SCRIPT>');\n")},
		"snippets/small/other.html":  {Data: []byte("<script src=\"/x.js\"></script>\n\n")},
	})
	var ps lessons.Problems
	if errors.As(err, &ps) {
		err = nil
	}
	return c, ps, err
}

func TestSampleOfAFile(t *testing.T) {
	c, ps, err := loadSampled(sampled("    prints: |\n      1\n      …\n"))
	if err != nil || len(ps) != 0 {
		t.Fatal(ps, err)
	}
	s := c.Lesson("small").Sample("sample")
	if s.Source != "one();\ntwo();\n" || s.Language != "javascript" || s.Runtime != lessons.InBrowser || s.Prints != "1\n…\n" || len(c.Lesson("small").SampleLines(s)) != 2 {
		t.Errorf("read as %+v", s)
	}
	if c.Lesson("small").Sample("other") != nil {
		t.Error("found a sample that is not there")
	}
}

// What an ending says of its file.
func TestSampleRuntime(t *testing.T) {
	for file, want := range map[string][2]string{
		"snippets/small/unused.mjs":  {"javascript", "node"},
		"snippets/small/srv/main.go": {"go", "go"},
	} {
		text := strings.Replace(sampled(""), "snippets/small/one.js", file, 1)
		text = strings.Replace(text, "lines: [1, 2]", "lines: [1]", 1)
		c, ps, err := loadSampled(text)
		if err != nil || len(ps) != 0 {
			t.Fatal(file, ps, err)
		}
		if s := c.Lesson("small").Sample("sample"); s.Language != want[0] || string(s.Runtime) != want[1] {
			t.Errorf("%s is %s for %s", file, s.Language, s.Runtime)
		}
	}
}

func TestSampleProblems(t *testing.T) {
	const one = "file: snippets/small/one.js"
	for name, c := range map[string]struct{ old, new, at, says, suggests string }{
		"no such file":            {one, "file: snippets/small/won.js", "", `there is no file "snippets/small/won.js"`, `"snippets/small/one.js"`},
		"outside":                 {one, "file: secret.txt", "", `the code of a sample lies below snippets`, "snippets/small/secret.txt"},
		"out and back":            {one, "file: snippets/../secret.txt", "", `the code of a sample lies below snippets`, ""},
		"absolute":                {one, "file: /etc/passwd", "", `the code of a sample lies below snippets`, ""},
		"too large":               {one, "file: snippets/small/large.js", "", "at most 16384 are read", ""},
		"empty":                   {one, "file: snippets/small/empty.js", "", "is empty", ""},
		"no text":                 {one, "file: snippets/small/binary.js", "", "is no text", "UTF-8"},
		"both":                    {one, one + "\n    source: x();", "source: x", "a file or a source", "remove one"},
		"neither":                 {"    " + one + "\n", "", "id: sample", "sample sample has no code", "file: snippets/"},
		"no language":             {one, "source: x();", "id: sample", "does not say its language", "language:"},
		"language unknown":        {one, one + "\n    language: javascrip", "language", `unknown language "javascrip"`, ""},
		"runtime":                 {one, one + "\n    runtime: deno", "runtime", `unknown runtime "deno"`, "node"},
		"nothing runs it":         {one, "source: x();\n    language: javascript\n    prints: x", "prints", "nothing says what runs sample sample", "runtime"},
		"fails how":               {one, one + "\n    fails: true\n    with: x", "fails", "does not say how", "prints"},
		"fails with what":         {one, one + "\n    prints: x\n    fails: true", "fails", "without the versions", "Node"},
		"with what":               {one, one + "\n    with: Node 20", "with:", "prints nothing", ""},
		"unrun and prints":        {one, one + "\n    prints: x\n    unrun: y", "unrun", "a test runs it", "remove"},
		"prints much":             {one, one + "\n    prints: \"" + strings.Repeat(`x\n`, 41) + "\"", "prints", "41 lines", "at most 40"},
		"run and prints":          {one, one + "\n    run: true", "run: true", "who cannot press Run", "add prints"},
		"run what is Node's":      {one, one + "\n    runtime: node\n    prints: x\n    run: true", "run: true", "runs no code for node", ""},
		"run beside":              {one, one + "\n    prints: x\n    run: true\n    beside: sample", "run: true", "no server but this one", "/live/"},
		"run with an end in it":   {one, "file: snippets/small/ends.js\n    prints: x\n    run: true", "run: true", "cannot run in a frame", "<script>"},
		"run with another script": {one, "file: snippets/small/other.html\n    prints: x\n    run: true", "run: true", "cannot run in a frame", "<script>"},
		"beside nothing":          {one, one + "\n    beside: other", "beside", `unknown sample for Node or Go "other"`, ""},
		"beside itself":           {one, one + "\n    beside: sample", "beside", `unknown sample for Node or Go "sample"`, ""},
		"a piece too far":         {"lines: [1, 2]", "lines: [1, 3]", "", "no line 3", "2 lines"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(sampled(""), c.old, c.new, 1)
			at := c.at
			if at == "" {
				at = c.new
			}
			code := strings.Index(text, "\ncode:")
			line := 1 + strings.Count(text[:code+strings.Index(text[code:], at)], "\n")
			course, ps, err := loadSampled(text)
			if err != nil || course != nil {
				t.Fatal("loaded", err)
			}
			for _, p := range ps {
				if p.Line == line && strings.Contains(p.Message, c.says) && strings.Contains(p.Suggestion, c.suggests) {
					return
				}
			}
			t.Errorf("want line %d: %s; %s\ngot:\n%v", line, c.says, c.suggests, ps)
		})
	}
}

// A faulty file is told once, without what follows from it.
func TestSampleProblemIsToldOnce(t *testing.T) {
	_, ps, err := loadSampled(strings.Replace(sampled(""), "one.js", "won.js", 1))
	if err != nil || len(ps) != 1 {
		t.Errorf("got %v, %v", ps, err)
	}
}

// paired is the small lesson with its sample beside another.
func paired(wrong, right string) string {
	text := strings.Replace(sampled(""), "experiments:\n", "  - {id: other, title: Other, file: snippets/small/one.js}\n  - {id: third, title: Third, file: snippets/small/one.js}\nexperiments:\n", 1)
	return text + "parts:\n  - id: own\n    title: Own\n    before: quiz\n    blocks:\n      - pair:\n          {id: two, title: Two, wrong: " + wrong + ", right: " + right + ", cause: So.}\n"
}

// What a pair shows, the section of the code does not show again.
func TestPair(t *testing.T) {
	c, ps, err := loadSampled(paired("sample", "other"))
	if err != nil || len(ps) != 0 {
		t.Fatal(ps, err)
	}
	if rest := c.Lesson("small").Unshown(); len(rest) != 1 || rest[0].ID != "third" {
		t.Errorf("left to show are %v", rest)
	}
	for text, says := range map[string]string{
		paired("sample", "othr"): `unknown sample "othr"; did you mean "other"?`,
		paired("other", "other"): "other is wrong and right at once; name another sample",
		paired("other", `""`):    "right is empty in pair",
		strings.Replace(paired("sample", "other"), "id: two,", "id: sample,", 1): `id "sample" a second time`,
	} {
		if _, ps, err := loadSampled(text); err != nil || len(ps) != 1 || !strings.Contains(ps[0].String(), says) {
			t.Errorf("want %s, got %v, %v", says, ps, err)
		}
	}
}
