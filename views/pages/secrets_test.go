package pages_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"wirewalk/lessons"
	"wirewalk/quiz"
	"wirewalk/views/pages"
)

// secretsOf are the texts that only an answer brings.
func secretsOf(q *quiz.Question) []string {
	all := []string{q.Happened, q.Right, q.Otherwise}
	for _, o := range q.Options {
		all = append(all, o.Reason)
	}
	for _, to := range q.Targets {
		all = append(all, to.Reason)
	}
	return all
}

// secrets are those of a lesson, by what has to be answered first.
func secrets(l *lessons.Lesson) map[string][]string {
	all := map[string][]string{}
	for _, q := range questions(l) {
		all[q.ID] = secretsOf(&q)
	}
	for _, x := range l.Experiments {
		id := x.Predict.ID
		for _, paragraph := range strings.Split(x.Why, "\n\n") {
			all[id] = append(all[id], strings.TrimSpace(paragraph))
		}
		for _, v := range x.Variants {
			all[id] = append(all[id], v.Standard, v.Happened)
		}
	}
	return all
}

// says reports whether a page has that text of the lesson, in any of the forms
// in which it could.
func says(page string, l *lessons.Lesson, text string) bool {
	for _, form := range []string{text, string(l.Inline(text)), html.EscapeString(l.Plain(text))} {
		if strings.Contains(page, form) {
			return true
		}
	}
	return false
}

func TestNothingIsGivenAwayBeforeTheAnswer(t *testing.T) {
	for _, c := range courses(t) {
		for _, l := range c.Lessons() {
			text, _ := lessonPage(t, c, l)
			for i := range l.Walks {
				w := &l.Walks[i]
				walk, _ := render(t, pages.Walk(pages.WalkProps{Lesson: l, Walk: w, Recording: recorded(w.Script)}))
				text += walk
			}
			for question, hidden := range secrets(l) {
				for _, s := range hidden {
					if s != "" && says(text, l, s) {
						t.Errorf("%s: a page says %q before %s is answered", l.Slug, s, question)
					}
				}
			}
		}
	}
}

// Who looks at the source of a page learns nothing from how an option is
// written.
func TestOptionsLookTheSame(t *testing.T) {
	for _, c := range courses(t) {
		for _, l := range c.Lessons() {
			_, doc := lessonPage(t, c, l)
			for _, n := range elements(doc) {
				kind, _ := attr(n, "type")
				name, _ := attr(n, "name")
				if n.Data != "input" || kind != "radio" || name != "answer" {
					continue
				}
				var names []string
				for _, a := range n.Attr {
					names = append(names, a.Key)
				}
				if got := strings.Join(names, " "); got != "type name value required aria-invalid" {
					t.Errorf("%s: an option has attributes %q; all options must look the same", l.Slug, got)
				}
				if class, _ := attr(n.Parent, "class"); len(n.Parent.Attr) != 1 || class != "option" {
					t.Errorf("%s: an option's label has attributes %v; all options must look the same", l.Slug, n.Parent.Attr)
				}
			}
		}
	}
}
