package e2e

import (
	"fmt"
	"strings"
	"testing"

	"wirewalk/lessons/lessontest"
)

// A program that has, besides the shipped lessons, the one of lessons/README.md and
// one of a single question; in the end it is told to stop.
func TestOwnLessons(t *testing.T) {
	t.Parallel()
	dir := lessontest.Dir(t, map[string]string{
		lessontest.ExampleSlug + ".yaml": lessontest.Example(t), "bare.yaml": lessontest.Bare,
	})
	own, err := startProgram(wirewalk.binary, "--lessons", dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("while it serves", func(t *testing.T) {
		t.Run("walked", func(t *testing.T) {
			t.Parallel()
			walkOwnLesson(t, own.port)
		})
		for _, noScript := range []bool{false, true} {
			t.Run(fmt.Sprint("noscript ", noScript), func(t *testing.T) {
				t.Parallel()
				seeOwnLessons(t, look{width: 320, height: 640, noScript: noScript, port: own.port})
			})
		}
	})
	shutdown(t, own)
}

// An instructor's own lesson is like the shipped ones: it is walked on a real
// connection, predicted, proved live and graded.
func walkOwnLesson(t *testing.T, port string) {
	l := laptop()
	l.port = port
	p := visit(t, l)
	w := p.lesson(pathOf(lessontest.ExampleSlug))
	p.picture("before")
	w.live()
	for n := 1; n <= 6; n++ {
		if n == 4 {
			p.wait("the question before row 4", "document.querySelector('#walkthrough form[data-predict]')?.checkVisibility()")
			p.picture("row-4-asked")
		}
		if s := w.next(n); s.readyState() != []int{0, 0, 1, 1, 2, 3}[n-1] {
			t.Errorf("after row %d it shows %s", n, s)
		}
	}
	p.picture("walked")

	o := p.experiment("first-word-silence").run("A")
	if o.Observed != "open" || o.Right != "true" {
		t.Errorf("the experiment: %+v", o)
	}
	p.picture("proved")
	for _, c := range []struct {
		q      question
		answer string
		right  bool
		says   string
	}{
		{question{ID: "first-word-quiz-1", Kind: "choice"}, "C", false, "It could have spoken in the same instant"},
		{question{ID: "first-word-quiz-1", Kind: "choice"}, "B", true, "every response has a request"},
		{question{ID: "first-word-quiz-2", Kind: "fill-in"}, "14", false, "The length counts the payload alone."},
		{question{ID: "first-word-quiz-2", Kind: "fill-in"}, "12", true, "Your own run decided."},
	} {
		p.give(c.q, given{c.answer})
		if said := p.verdict(c.q, c.right); !strings.Contains(said, c.says) {
			t.Errorf("%s %s is answered with %q", c.q.ID, c.answer, said)
		}
		if !c.right {
			p.retry(c.q)
		}
	}
	p.wait("the score", "document.querySelector('[data-score]').textContent.includes('2 of 2')")
}

// What a lesson does not have leaves no trace on its page, from a phone to a
// projector, with JavaScript and without; the same for one that is not recorded.
func seeOwnLessons(t *testing.T, l look) {
	p := visit(t, l)
	for _, path := range []string{pathOf("bare"), pathOf(lessontest.ExampleSlug), "/lessons", "/"} {
		p.open(path)
		checkPage(t, p, path)
		for _, width := range []int64{320, 768, 1366, 1920} {
			p.size(width, 900)
			checkWidth(t, p, path, width)
			p.picture(fmt.Sprintf("%s-%d", or(strings.Trim(path, "/"), "home"), width))
		}
	}
	p.open(pathOf("bare"))
	if dead := read[[]string](p, `[...document.querySelectorAll("main a[href^='#']")].filter((a) => !document.getElementById(a.hash.slice(1))).map((a) => a.outerHTML)`); len(dead) > 0 {
		t.Errorf("links that lead nowhere: %q", dead)
	}
	if facts := read[string](p, "document.querySelector('.lesson-head').textContent"); !strings.Contains(facts, "1 minute") || strings.Contains(facts, "1 minutes") {
		t.Errorf("beneath the title stands %q", facts)
	}
	q := question{ID: "bare-quiz-1", Kind: "choice"}
	p.give(q, given{"B"})
	if said := p.verdict(q, false); !strings.Contains(said, "There is no table and no empty section.") {
		t.Errorf("said of the wrong answer: %q", said)
	}
	p.picture("answered")
	if !l.noScript {
		p.retry(q)
	}
	p.give(q, given{"A"})
	p.verdict(q, true)
}
