package e2e

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// lessonFile is what tests must know of a lesson that no page may tell: the
// file is read as its author left it.
type lessonFile struct {
	Script      script          `yaml:"script"`
	Quiz        []question      `yaml:"quiz"`
	Experiments []experimenting `yaml:"experiments"`
}

type script struct {
	Steps []struct {
		ReadyState int       `yaml:"readyState"`
		Predict    *question `yaml:"predict"`
	} `yaml:"steps"`
}

type experimenting struct {
	ID      string   `yaml:"id"`
	Predict question `yaml:"predict"`
	Script  script   `yaml:"script"`
}

type question struct {
	ID       string `yaml:"id"`
	Text     string `yaml:"text"`
	Happened string `yaml:"happened"`
	Options  []struct {
		ID     string `yaml:"id"`
		Reason string `yaml:"reason"`
	} `yaml:"options"`
}

func readLesson(t *testing.T, slug string) lessonFile {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "lessons", "content", slug+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var l lessonFile
	if err := yaml.Unmarshal(b, &l); err != nil {
		t.Fatalf("%s.yaml: %v", slug, err)
	}
	return l
}

func (l lessonFile) questions() []question {
	all := append([]question{}, l.Quiz...)
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

func (l lessonFile) question(t *testing.T, id string) question {
	t.Helper()
	for _, q := range l.questions() {
		if q.ID == id {
			return q
		}
	}
	t.Fatalf("the lesson has no question %s", id)
	return question{}
}

// secretsIn returns the reasons and outcomes that stand in a text.
func (l lessonFile) secretsIn(text string) []string {
	var found []string
	for _, q := range l.questions() {
		secrets := []string{q.Happened}
		for _, o := range q.Options {
			secrets = append(secrets, o.Reason)
		}
		for _, s := range secrets {
			if s != "" && contains(text, s) {
				found = append(found, q.ID+": "+s)
			}
		}
	}
	return found
}

var markup = regexp.MustCompile(`<[^>]*>`)

// contains says whether a text, HTML or plain, holds a Markdown sentence, in
// what can be read or in an attribute.
func contains(text, markdown string) bool {
	sentence := letters(markdown)
	return strings.Contains(letters(markup.ReplaceAllString(text, "")), sentence) || strings.Contains(letters(text), sentence)
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
