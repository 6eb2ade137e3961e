package pages_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"wirewalk/lessons"
	"wirewalk/quiz"
	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// mostGzipped bounds a lesson's page: with CSS and JavaScript it must stay
// below 60 KiB on a first visit.
const mostGzipped = 26 << 10

func course(t *testing.T) *lessons.Course {
	t.Helper()
	c, err := lessons.Load(lessons.Content())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func render(t *testing.T, page templ.Component) (string, *html.Node) {
	t.Helper()
	var b bytes.Buffer
	if err := page.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), doc
}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func elements(doc *html.Node) []*html.Node {
	var all []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

// checkPage holds what is true of every page.
func checkPage(t *testing.T, name string, doc *html.Node) {
	t.Helper()
	ids := map[string]bool{}
	var links, labels []string
	level := 0
	for _, n := range elements(doc) {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s: <%s> has %s, which the Content-Security-Policy forbids", name, n.Data, a.Key)
			}
			switch a.Key {
			case "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "for":
				labels = append(labels, strings.Fields(a.Val)...)
			}
		}
		if id, ok := attr(n, "id"); ok {
			if ids[id] || id == "" {
				t.Errorf("%s: id %q a second time", name, id)
			}
			ids[id] = true
		}
		if href, ok := attr(n, "href"); ok && strings.HasPrefix(href, "#") {
			links = append(links, href[1:])
		}
		if n.Data == "script" {
			if _, ok := attr(n, "src"); !ok {
				t.Errorf("%s: a script is inline", name)
			}
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			next := int(n.Data[1] - '0')
			if next > level+1 {
				t.Errorf("%s: <%s> follows a heading of level %d", name, n.Data, level)
			}
			level = next
		}
	}
	for _, to := range append(links, labels...) {
		if !ids[to] {
			t.Errorf("%s: %q is named, and no element has that id", name, to)
		}
	}
}

func TestEveryPageIsWhole(t *testing.T) {
	c := course(t)
	var scripts []parts.WalkthroughProps
	for _, l := range c.Lessons() {
		scripts = append(scripts, parts.WalkthroughProps{Script: l.Script, Recording: c.Recording(l.Script.ID), Lesson: l, Compact: true})
	}
	all := map[string]templ.Component{
		"home":     pages.Home(pages.HomeProps{Lessons: c.Lessons(), Scripts: scripts}),
		"lessons":  pages.Lessons(pages.LessonsProps{Lessons: c.Lessons()}),
		"glossary": pages.Glossary(pages.GlossaryProps{Lessons: c.Lessons()}),
		"privacy":  pages.Privacy(),
		"problem":  pages.Problem(pages.ProblemProps{Status: 404, Title: "Not here", Text: "Look there."}),
	}
	for _, l := range c.Lessons() {
		all[l.Slug] = pages.Lesson(pages.LessonProps{Course: c, Lesson: l, Recording: recorded(l.Script)})
		all[l.Slug+" without a recording"] = pages.Lesson(pages.LessonProps{Course: c, Lesson: l})
		all[l.Slug+" replayed"] = pages.Replay(pages.ReplayProps{Lesson: l, Script: l.Script, Recording: recorded(l.Script), Run: "r1"})
		for i := range l.Experiments {
			all[l.Experiments[i].Script.ID+" replayed"] = pages.Replay(pages.ReplayProps{Lesson: l, Script: l.Experiments[i].Script, Recording: recorded(l.Experiments[i].Script), Run: "r1"})
		}
	}
	for name, page := range all {
		_, doc := render(t, page)
		checkPage(t, name, doc)
	}
}

func TestLessonIsLight(t *testing.T) {
	c := course(t)
	for _, l := range c.Lessons() {
		text, _ := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: l, Recording: recorded(l.Script)}))
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		if b.Len() > mostGzipped {
			t.Errorf("%s: %d bytes gzipped, at most %d", l.Slug, b.Len(), mostGzipped)
		}
	}
}

// questions are all of a lesson: quiz, predictions, experiments.
func questions(l *lessons.Lesson) []quiz.Question {
	all := append([]quiz.Question(nil), l.Quiz...)
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

func TestNothingIsGivenAwayBeforeTheAnswer(t *testing.T) {
	c := course(t)
	for _, l := range c.Lessons() {
		text, doc := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: l, Recording: recorded(l.Script)}))
		for _, q := range questions(l) {
			secrets := []string{q.Happened}
			for _, o := range q.Options {
				secrets = append(secrets, o.Reason)
			}
			for _, s := range secrets {
				if s == "" {
					continue
				}
				if strings.Contains(text, s) || strings.Contains(text, string(l.Inline(s))) || strings.Contains(text, html.EscapeString(l.Plain(s))) {
					t.Errorf("%s: the page says %q before %s is answered", l.Slug, s, q.ID)
				}
			}
		}
		for _, n := range elements(doc) {
			if v, _ := attr(n, "type"); n.Data != "input" || v != "radio" {
				continue
			}
			var names []string
			for _, a := range n.Attr {
				names = append(names, a.Key)
			}
			if got := strings.Join(names, " "); got != "type name value required" {
				t.Errorf("%s: an option has attributes %q; all options must look the same", l.Slug, got)
			}
			if got := fmt.Sprint(n.Parent.Attr); got != "[{ class option}]" {
				t.Errorf("%s: an option's label has attributes %v; all options must look the same", l.Slug, got)
			}
		}
	}
}

func TestVerdictExplainsTheChosenOptionOnly(t *testing.T) {
	l := course(t).Lesson("websocket-protocol")
	q := l.Quiz[2]
	for _, o := range q.Options {
		v, err := q.Grade(o.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		text, doc := render(t, parts.Verdict(parts.VerdictProps{Lesson: l, Verdict: v}))
		for _, other := range q.Options {
			if has := strings.Contains(text, string(l.Inline(other.Reason))); has != (other.ID == o.ID) {
				t.Errorf("answer %s: reason of %s is there: %v", o.ID, other.ID, has)
			}
		}
		for _, n := range elements(doc) {
			if class, _ := attr(n, "class"); class != "verdict" {
				continue
			}
			right, _ := attr(n, "data-right")
			free, _ := attr(n, "data-free")
			if right != fmt.Sprint(o.ID == q.Key) || free != fmt.Sprint(o.Free) {
				t.Errorf("answer %s: data-right=%s data-free=%s", o.ID, right, free)
			}
		}
		leads := strings.Contains(text, "#"+parts.ExperimentID(q.FollowUp.Experiment))
		if want := o.ID == q.Key || o.Free; leads != want {
			t.Errorf("answer %s: leads to the experiment: %v, want %v", o.ID, leads, want)
		}
	}
}

func TestVerdictStandsInItsPlaceWithoutJavaScript(t *testing.T) {
	c := course(t)
	l := c.Lesson("websocket-protocol")
	v, err := l.Quiz[0].Grade("B", "")
	if err != nil {
		t.Fatal(err)
	}
	_, doc := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: l, Verdict: &parts.VerdictProps{Lesson: l, Verdict: v}}))
	checkPage(t, "with a verdict", doc)
	found := 0
	for _, n := range elements(doc) {
		if _, ok := attr(n, "data-verdict"); !ok {
			continue
		}
		form := n
		for form.Data != "form" {
			form = form.Parent
		}
		id, _ := attr(form, "data-question")
		if has := n.FirstChild != nil; has != (id == l.Quiz[0].ID) {
			t.Errorf("question %s has a verdict: %v", id, has)
		}
		found++
	}
	if found != len(l.Quiz) {
		t.Errorf("%d places for a verdict, want %d", found, len(l.Quiz))
	}
}

func TestAbsentSectionsAreAbsent(t *testing.T) {
	c := course(t)
	_, doc := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: c.Lesson("sse-stream")}))
	for _, n := range elements(doc) {
		for _, gone := range []string{"quiz", "key-moments", "experiments", "snapshot", "recall"} {
			id, _ := attr(n, "id")
			href, _ := attr(n, "href")
			if id == gone || href == "#"+gone {
				t.Errorf("<%s> speaks of %q, of which the lesson has nothing", n.Data, gone)
			}
		}
	}
}

func TestTableHasARowForEachStep(t *testing.T) {
	c := course(t)
	for _, l := range c.Lessons() {
		_, doc := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: l, Recording: recorded(l.Script)}))
		byID := map[string]*html.Node{}
		for _, n := range elements(doc) {
			if id, ok := attr(n, "id"); ok {
				byID[id] = n
			}
		}
		for _, s := range l.Script.Steps {
			for _, prefix := range []string{"step-", "pane-"} {
				if byID[fmt.Sprint(prefix, s.N)] == nil {
					t.Errorf("%s: no element %s%d", l.Slug, prefix, s.N)
				}
			}
			row := byID[fmt.Sprint("step-", s.N)]
			if got, _ := attr(row, "data-text"); got != s.Text {
				t.Errorf("%s row %d: data-text %q, want %q", l.Slug, s.N, got, s.Text)
			}
			if got, _ := attr(row, "data-ready-state"); got != fmt.Sprint(s.ReadyState) {
				t.Errorf("%s row %d: data-ready-state %q, want %d", l.Slug, s.N, got, s.ReadyState)
			}
		}
	}
}
