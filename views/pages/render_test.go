package pages_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"wirewalk/lessons"
	"wirewalk/quiz"
	"wirewalk/static"
	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// mostGzipped bounds a lesson's page: with CSS and the JavaScript that comes at
// once it must stay below 60 KiB on a first visit, which is tested in a browser.
const mostGzipped = 33 << 10

// shipped is read once: nobody may change what a Course hands out.
var shipped = sync.OnceValues(func() (*lessons.Course, error) { return lessons.Load(lessons.Content()) })

func course(t *testing.T) *lessons.Course {
	t.Helper()
	c, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// courses are the one that ships and one of the tests' own.
func courses(t *testing.T) map[string]*lessons.Course {
	t.Helper()
	return map[string]*lessons.Course{"shipped": course(t), "small": small(t)}
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

// rendered is a page as text and as elements.
type rendered struct {
	text string
	doc  *html.Node
}

// lessonPages are what lessonPage returned, by lesson.
var lessonPages = map[*lessons.Lesson]rendered{}

// lessonPage is the page of a lesson with a recording, made once: nobody may
// change it.
func lessonPage(t *testing.T, c *lessons.Course, l *lessons.Lesson) (string, *html.Node) {
	t.Helper()
	if _, had := lessonPages[l]; !had {
		text, doc := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: l, Recording: recorded(l.Script)}))
		lessonPages[l] = rendered{text, doc}
	}
	return lessonPages[l].text, lessonPages[l].doc
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
			if _, ok := attr(n, "src"); !ok && n.FirstChild.Data != static.Boot() {
				t.Errorf("%s: a script is inline that is not the one before the first paint", name)
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
	for which, c := range courses(t) {
		var scripts []parts.WalkthroughProps
		for _, l := range c.Lessons() {
			if l.Script == nil {
				continue
			}
			scripts = append(scripts, parts.WalkthroughProps{Script: l.Script, Recording: recorded(l.Script), Lesson: l, Compact: true})
		}
		all := map[string]templ.Component{
			"home":     pages.Home(pages.HomeProps{Lessons: c.Lessons(), Labs: c.Labs(), Scripts: scripts}),
			"lessons":  pages.Lessons(pages.LessonsProps{Lessons: c.Lessons()}),
			"glossary": pages.Glossary(pages.GlossaryProps{Lessons: c.Lessons()}),
			"privacy":  pages.Privacy(pages.PrivacyProps{Retention: 180 * 24 * time.Hour}),
			"chooser":  chosen(t, c, ""),
			"chosen":   chosen(t, c, "speaks=both&often=soon&missed=always"),
			"problem":  pages.Problem(pages.ProblemProps{Status: 404, Title: "Not here", Text: "Look there."}),
		}
		for _, l := range c.Lessons() {
			all[l.Slug] = pages.Lesson(pages.LessonProps{Course: c, Lesson: l, Recording: recorded(l.Script)})
			all[l.Slug+" without a recording"] = pages.Lesson(pages.LessonProps{Course: c, Lesson: l})
			for _, s := range l.Scripts() {
				all[s.ID+" replayed"] = pages.Replay(pages.ReplayProps{Lesson: s.Lesson(), Script: s, Recording: recorded(s), Walk: c.Walk(s), Run: "r1"})
			}
			for i := range l.Walks {
				w := &l.Walks[i]
				all[w.Path()] = pages.Walk(pages.WalkProps{Lesson: l, Walk: w, Recording: recorded(w.Script)})
				all[w.Path()+" without a recording"] = pages.Walk(pages.WalkProps{Lesson: l, Walk: w})
			}
		}
		for name, page := range all {
			_, doc := render(t, page)
			checkPage(t, which+" "+name, doc)
		}
	}
}

// chosen is the chooser's page with these answers.
func chosen(t *testing.T, c *lessons.Course, query string) templ.Component {
	t.Helper()
	chooser, err := lessons.NewChooser(c)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return pages.Chooser(pages.ChooserProps{Chooser: chooser, Advice: chooser.Advise(answers)})
}

func TestLessonIsLight(t *testing.T) {
	c := course(t)
	all := map[string]templ.Component{}
	for _, l := range c.Lessons() {
		all[l.Slug] = pages.Lesson(pages.LessonProps{Course: c, Lesson: l, Recording: recorded(l.Script)})
	}
	for _, w := range walked(c) {
		all[w.script.ID] = w.page
	}
	for name, page := range all {
		text, _ := render(t, page)
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		t.Logf("%s: %d bytes gzipped, %d plain", name, b.Len(), len(text))
		if b.Len() > mostGzipped {
			t.Errorf("%s: %d bytes gzipped, at most %d", name, b.Len(), mostGzipped)
		}
	}
}

// questions are all of a lesson: quiz, predictions, experiments.
func questions(l *lessons.Lesson) []quiz.Question {
	var all []quiz.Question
	for _, q := range l.Graded() {
		all = append(all, *q)
	}
	if l.Script != nil {
		for _, s := range l.Script.Steps {
			if s.Predict != nil {
				all = append(all, *s.Predict)
			}
		}
	}
	for _, x := range l.Experiments {
		all = append(all, x.Predict)
	}
	for i := range l.Walks {
		all = append(all, questions(l.Walks[i].Page())...)
	}
	return all
}

func TestVerdictExplainsTheChosenOptionOnly(t *testing.T) {
	l := course(t).Lesson("websocket-protocol")
	q := l.Quiz[2]
	for _, o := range q.Options {
		v, err := q.Grade([]string{o.ID}, quiz.Observed{})
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
	v, err := l.Quiz[0].Grade([]string{"B"}, quiz.Observed{})
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
	c := small(t)
	for slug, absent := range map[string][]string{
		"a-stream": {"why", "flow", "key-moments", "code", "quiz", "snapshot", "recall"},
		"a-ladder": {"opening", "why", "quiz"},
	} {
		_, doc := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: c.Lesson(slug)}))
		for _, n := range elements(doc) {
			for _, gone := range absent {
				id, _ := attr(n, "id")
				href, _ := attr(n, "href")
				if id == gone || href == "#"+gone {
					t.Errorf("%s: <%s> speaks of %q, of which the lesson has nothing", slug, n.Data, gone)
				}
			}
		}
	}
}
