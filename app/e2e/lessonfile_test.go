package e2e

import (
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
)

// lessonFile is what tests must know of a lesson that no page may tell: the
// file is read as its author left it.
type lessonFile struct {
	slug string

	Opening *struct {
		Ways []variant `yaml:"ways"`
	} `yaml:"opening"`
	Script  script `yaml:"script"`
	Tracker struct {
		Variables []struct {
			From string `yaml:"from"`
		} `yaml:"variables"`
	} `yaml:"tracker"`
	Quiz  []question `yaml:"quiz"`
	Parts []struct {
		Before string `yaml:"before"`
		Blocks []struct {
			Question *question `yaml:"question"`
			Items    struct {
				List []struct {
					Question *question `yaml:"question"`
				} `yaml:"list"`
			} `yaml:"items"`
		} `yaml:"blocks"`
	} `yaml:"parts"`
	Experiments []experiment `yaml:"experiments"`
	Walks       []struct {
		ID     string `yaml:"id"`
		Script script `yaml:"script"`
	} `yaml:"walks"`
}

type script struct {
	Protocol string `yaml:"protocol"`
	Columns  struct {
		Wire   string `yaml:"wire"`
		Client string `yaml:"client"`
	} `yaml:"columns"`
	Steps []struct {
		Actor      string `yaml:"actor"`
		Action     string `yaml:"action"`
		ReadyState int    `yaml:"readyState"`
		Row        struct {
			Action   string `yaml:"action"`
			Sent     string `yaml:"sent"`
			Received string `yaml:"received"`
			Wire     string `yaml:"wire"`
			Sees     string `yaml:"sees"`
			Client   string `yaml:"client"`
			Server   string `yaml:"server"`
			State    string `yaml:"state"`

			Crosses []string `yaml:"crosses"`
		} `yaml:"row"`
		Done []struct {
			From string `yaml:"from"`
			Kind string `yaml:"kind"`
		} `yaml:"done"`
		Predict      *question `yaml:"predict"`
		BrowserLines []int     `yaml:"browserLines"`
		ServerLines  []int     `yaml:"serverLines"`
	} `yaml:"steps"`
}

type experiment struct {
	ID       string    `yaml:"id"`
	Predict  question  `yaml:"predict"`
	Bench    string    `yaml:"bench"`
	Variants []variant `yaml:"variants"`
	Why      string    `yaml:"why"`
}

type variant struct {
	ID       string `yaml:"id"`
	Standard string `yaml:"standard"`
	Expect   string `yaml:"expect"`
	Happened string `yaml:"happened"`
	Measured string `yaml:"measured"`
	Varies   bool   `yaml:"varies"`
	Script   script `yaml:"script"`
}

type option struct {
	ID     string `yaml:"id"`
	Value  string `yaml:"value"`
	Match  string `yaml:"match"`
	Reason string `yaml:"reason"`
	Free   bool   `yaml:"free"`
}

type question struct {
	ID        string   `yaml:"id"`
	Kind      string   `yaml:"kind"`
	Text      string   `yaml:"text"`
	Key       string   `yaml:"key"`
	Sequence  []string `yaml:"sequence"`
	Step      int      `yaml:"step"`
	Field     string   `yaml:"field"`
	Happened  string   `yaml:"happened"`
	Otherwise string   `yaml:"otherwise"`
	Right     string   `yaml:"right"`
	Options   []option `yaml:"options"`
	Targets   []struct {
		ID     string `yaml:"id"`
		Reason string `yaml:"reason"`
	} `yaml:"targets"`
}

// content is a path below lessons/content.
func content(parts ...string) string {
	return filepath.Join(append([]string{"..", "..", "lessons", "content"}, parts...)...)
}

// slugs are those of all lessons.
func slugs() []string { return slugsIn(content("*.yaml")) }

// labSlugs are those of all labs.
func labSlugs() []string { return slugsIn(content("labs", "*.yaml")) }

func slugsIn(pattern string) []string {
	files, _ := filepath.Glob(pattern) // it is well-formed
	var all []string
	for _, file := range files {
		all = append(all, strings.TrimSuffix(filepath.Base(file), ".yaml"))
	}
	return all
}

// walked are the slugs of the lessons that have a walkthrough.
func walked() []string {
	return slices.DeleteFunc(slugs(), func(slug string) bool {
		l, err := lessonOf(slug)
		return err == nil && len(l.Script.Steps) == 0
	})
}

// walks are the scripts of the walks through code, each by its page: "choosing/code/stream-page".
func walks(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, slug := range slugs() {
		for _, w := range readLesson(t, slug).Walks {
			all = append(all, slug+"/code/"+w.ID)
		}
	}
	return all
}

// walkPaths are the pages of the walks through code.
func walkPaths(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, w := range walks(t) {
		all = append(all, pathOf(w))
	}
	return all
}

// walkable are all pages with a walkthrough: lessons and walks through code.
func walkable(t *testing.T) []string {
	t.Helper()
	return append(walked(), walks(t)...)
}

// eachForm is a lesson for each form that a table can have: what depends on the
// form alone is seen on these.
func eachForm() []string { return []string{"frames", "sse-stream", "websocket-instead-of-sse"} }

// mostForms is each form, or where the tests are not thorough the first.
func mostForms() []string {
	if isThorough() {
		return eachForm()
	}
	return eachForm()[:1]
}

func pathOf(slug string) string {
	if slices.Contains(labSlugs(), slug) {
		return "/labs/" + slug
	}
	return "/lessons/" + slug
}

// labPaths are the paths of all labs.
func labPaths() []string {
	var all []string
	for _, slug := range labSlugs() {
		all = append(all, pathOf(slug))
	}
	return all
}

// lessonPaths are the paths of all lessons.
func lessonPaths() []string {
	var all []string
	for _, slug := range slugs() {
		all = append(all, pathOf(slug))
	}
	return all
}

// readLesson reads a lesson by its slug. A walk through code, by its script, is
// what of its lesson its own page has.
func readLesson(t *testing.T, slug string) lessonFile {
	t.Helper()
	if lesson, id, of := strings.Cut(slug, "/code/"); of {
		for _, w := range readLesson(t, lesson).Walks {
			if w.ID == id {
				return lessonFile{slug: slug, Script: w.Script}
			}
		}
		t.Fatalf("%s.yaml has no walk %s", lesson, id)
	}
	l, err := lessonOf(slug)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// lessonOf reads a lesson's file once; nobody changes what it returns.
func lessonOf(slug string) (lessonFile, error) {
	read, _ := lessonFiles.LoadOrStore(slug, sync.OnceValues(func() (lessonFile, error) { return parseLesson(slug) }))
	return read.(func() (lessonFile, error))()
}

var lessonFiles sync.Map // by slug

func parseLesson(slug string) (lessonFile, error) {
	l := lessonFile{slug: slug}
	b, err := os.ReadFile(content(slug + ".yaml"))
	if errors.Is(err, fs.ErrNotExist) {
		b, err = os.ReadFile(content("labs", slug+".yaml"))
	}
	if err != nil {
		return l, err
	}
	if err := yaml.Unmarshal(b, &l); err != nil {
		return l, fmt.Errorf("%s.yaml: %w", slug, err)
	}
	return l, nil
}

// graded are the questions that are graded: the quiz's, and those within the parts.
func (l lessonFile) graded() []question {
	all := append([]question{}, l.Quiz...)
	for _, p := range l.Parts {
		for _, b := range p.Blocks {
			if b.Question != nil {
				all = append(all, *b.Question)
			}
			for _, x := range b.Items.List {
				if x.Question != nil {
					all = append(all, *x.Question)
				}
			}
		}
	}
	return all
}

func (l lessonFile) questions() []question {
	all := l.graded()
	for _, s := range l.Script.Steps {
		if s.Predict != nil {
			all = append(all, *s.Predict)
		}
	}
	for _, x := range l.Experiments {
		all = append(all, x.Predict)
	}
	return all
}

// secrets are the texts by which a question could be answered, by its id.
func (l lessonFile) secrets() map[string][]string {
	all := map[string][]string{}
	for _, q := range l.questions() {
		of := []string{q.Happened, q.Otherwise, q.Right}
		for _, o := range q.Options {
			of = append(of, o.Reason)
		}
		for _, t := range q.Targets {
			of = append(of, t.Reason)
		}
		all[q.ID] = of
	}
	for _, x := range l.Experiments {
		all[x.Predict.ID] = append(all[x.Predict.ID], x.Why)
		for _, v := range x.Variants {
			all[x.Predict.ID] = append(all[x.Predict.ID], v.Standard, v.Happened)
		}
	}
	return all
}

// secretsIn returns the reasons and outcomes that stand in a text.
func (l lessonFile) secretsIn(text string) []string {
	var found []string
	forms := formsOf(text)
	for id, secrets := range l.secrets() {
		for _, s := range secrets {
			if s != "" && forms.contain(s) {
				found = append(found, id+": "+s)
			}
		}
	}
	return found
}

// contains says whether a text, HTML or plain, holds a Markdown sentence, in
// what can be read or in an attribute.
func contains(text, markdown string) bool { return formsOf(text).contain(markdown) }

// forms are the letters of a text as it is read and as it is written. They are
// made once: a page has a quarter of a megabyte, and a lesson a hundred secrets.
type forms struct{ read, written string }

func formsOf(text string) forms { return forms{letters(withoutMarkup(text)), letters(text)} }

func (f forms) contain(markdown string) bool {
	sentence := letters(markdown)
	return strings.Contains(f.read, sentence) || strings.Contains(f.written, sentence)
}

// withoutMarkup takes the tags out of a text.
func withoutMarkup(text string) string {
	var b strings.Builder
	for {
		before, rest, tag := strings.Cut(text, "<")
		b.WriteString(before)
		if !tag {
			return b.String()
		}
		_, after, closed := strings.Cut(rest, ">")
		if !closed {
			b.WriteString("<" + rest)
			return b.String()
		}
		text = after
	}
}

// letters leaves of a text what no rendering changes: letters and digits.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, html.UnescapeString(text))
}
