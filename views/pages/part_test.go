package pages_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"wirewalk/lessons"
	"wirewalk/quiz"
	"wirewalk/views/pages"
	"wirewalk/views/parts"
)

// A section of a lesson's own stands where it says, is in the navigation, and
// what follows a question is closed until it is answered.
func TestPartOfALesson(t *testing.T) {
	c := small(t)
	l := c.Lesson("a-ladder")
	text, doc := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: l}))
	for _, want := range []string{`<a href="#myths">Myths</a>`, `id="item-1"`, `id="item-1-why"`, `id="row-of-1"`, `data-column="Here"`, `href="#experiment-too-soon">Prove it live`, "css/course.css"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Index(text, `id="myths"`) > strings.Index(text, `id="experiments"`) || strings.Index(text, `id="myths"`) < strings.Index(text, `id="walkthrough"`) {
		t.Error("the part does not stand before the experiments")
	}
	// One disagreement has a card of its own, the other opens over the page.
	cards := map[string]bool{}
	for _, n := range elements(doc) {
		if id, _ := attr(n, "id"); strings.HasPrefix(id, "note-X-") && !strings.HasSuffix(id, "-title") {
			_, pops := attr(n, "popover")
			cards[id] = pops
		}
	}
	if len(cards) != 2 || !cards["note-X-3"] || cards["note-X-4"] {
		t.Errorf("disagreements and whether they pop up: %v", cards)
	}
	if open := after(t, doc); open {
		t.Error("what follows the question is open before the answer")
	}

	asked, _ := l.Question("q-item-1")
	v, err := asked.Question.Grade([]string{"A"}, quiz.Observed{})
	if err != nil {
		t.Fatal(err)
	}
	_, answered := render(t, pages.Lesson(pages.LessonProps{Course: c, Lesson: l, Verdict: &parts.VerdictProps{Lesson: l, Verdict: v}}))
	if !after(t, answered) {
		t.Error("what follows the question is closed after the answer")
	}
}

func after(t *testing.T, doc *html.Node) (open bool) {
	t.Helper()
	for _, n := range elements(doc) {
		if _, ok := attr(n, "data-read-on"); ok {
			_, open = attr(n, "open")
			return open
		}
	}
	t.Fatal("nothing follows the question")
	return false
}

// Everything live that a lesson's file can name is on the page that names it.
func TestDemos(t *testing.T) {
	for _, demo := range lessons.Demos() {
		l := &lessons.Lesson{Slug: "live", Title: "Live", Parts: []lessons.Part{{
			ID: "here", Title: "Here", Before: "quiz", Blocks: []lessons.Block{{Demo: demo}},
		}}}
		_, doc := render(t, parts.Part(parts.PartProps{Lesson: l, Part: &l.Parts[0]}))
		shown := false
		for _, n := range elements(doc) {
			here, _ := attr(n, "data-demo")
			shown = shown || here == demo
		}
		if !shown {
			t.Errorf("the page has no %s", demo)
		}
	}
}

// What is corrected, and where the sources disagree, is told in the pane of the
// row where it is met.
func TestNotesStandWhereTheyAreMet(t *testing.T) {
	c := course(t)
	for _, l := range c.Lessons() {
		_, doc := lessonPage(t, c, l)
		for _, s := range l.Script.Steps {
			opens := map[string]bool{}
			for _, pane := range elements(doc) {
				if id, _ := attr(pane, "id"); id != fmt.Sprintf("pane-%d", s.N) {
					continue
				}
				for n := range pane.Descendants() {
					to, _ := attr(n, "popovertarget")
					link, _ := attr(n, "href")
					opens[to], opens[strings.TrimPrefix(link, "#")] = true, true
				}
			}
			for _, id := range s.Corrections {
				if !opens["note-"+id] {
					t.Errorf("%s, row %d: nothing in its pane opens %s", l.Slug, s.N, id)
				}
			}
		}
	}
}
