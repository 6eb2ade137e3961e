package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Each question of each lesson wrong, then right: only what was answered is
// explained, nothing is known before, and the score is still there after a
// reload. What a run decides, the visitor's own decides.
func TestQuiz(t *testing.T) {
	thorough(t)
	t.Parallel()
	for _, slug := range slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			lesson := readLesson(t, slug)
			p := visit(t, laptop())
			p.expectRefusals()
			p.open(pathOf(slug))
			if leaked := lesson.secretsIn(read[string](p, "document.documentElement.outerHTML")); len(leaked) > 0 {
				t.Errorf("before any answer the page holds %q", leaked)
			}
			checkNoMark(t, p, lesson)
			var own recording
			if furthest := lesson.furthest(); furthest > 0 {
				w := p.walkthrough("#walkthrough")
				w.live()
				own = w.recording(w.to(furthest).runID())
			}
			for i, q := range lesson.graded() {
				if q.Kind == "click-byte" {
					checkOwnBytes(t, p, q, own)
				}
				wrong, right := q.wrong(t, own), q.right(t, own)
				p.give(q, wrong)
				explains(t, q, wrong, false, p.verdict(q, false))
				p.picture(q.ID + "-wrong")
				p.retry(q)
				for _, o := range q.Options {
					if o.Free {
						p.give(q, given{o.ID})
						explains(t, q, given{o.ID}, false, p.verdict(q, false))
						if free := read[string](p, "document.querySelector("+quote(q.form()+" .verdict")+").dataset.free"); free != "true" {
							t.Errorf("%s %s: data-free is %q, want true", q.ID, o.ID, free)
						}
						p.retry(q)
					}
				}
				p.give(q, right)
				explains(t, q, right, true, p.verdict(q, true))
				p.wait("the score", fmt.Sprintf("document.querySelector('[data-score]').textContent.includes('%d of %d')", i+1, len(lesson.graded())))
			}
			if pointing := "form[data-question] [data-show-rows]"; read[bool](p, "!!document.querySelector("+quote(pointing)+")") {
				p.click(pointing)
				p.wait("the focus in the table", "document.activeElement.closest('#walkthrough')")
				p.picture("show-it")
			}

			score := read[string](p, "document.querySelector('[data-score]').textContent")
			chip := "document.querySelector('[data-progress=" + slug + "]').textContent"
			before := read[string](p, chip)
			p.reload()
			p.wait("the score after a reload", "document.querySelector('[data-score]').textContent === "+quote(score))
			if got := read[string](p, chip); got != before || !strings.Contains(got, fmt.Sprintf("%d of %d answers", len(lesson.graded()), len(lesson.graded()))) {
				t.Errorf("after a reload the progress says %q, before %q", got, before)
			}
		})
	}
}

// furthest is the last row that a question of the quiz asks about.
func (l lessonFile) furthest() int {
	n := 0
	for _, q := range l.graded() {
		n = max(n, q.Step)
	}
	return n
}

// checkOwnBytes wants the buttons to be the bytes of the visitor's own run, by
// name, and to say nothing of their fields.
func checkOwnBytes(t *testing.T, p *page, q question, own recording) {
	t.Helper()
	e, _ := own.fieldOf(t, q.Step, q.Field)
	n := len(e.Bytes) / 2
	want := make([]string, n)
	for i := range want {
		want[i] = e.byteAt(t, i)
	}
	p.script("document.querySelector(" + quote(q.form()) + ").scrollIntoView({ behavior: 'instant' })")
	// All of them: under another masking key, one byte in 256 is the same.
	p.wait("the own bytes of "+q.ID, "[...document.querySelectorAll("+quote(q.form()+" button[name=answer]")+")].map((b) => b.textContent.trim()).join() === "+quote(strings.Join(want, ",")))
	names := read[[]string](p, "[...document.querySelectorAll("+quote(q.form()+" button[name=answer]")+")].map((b) => b.getAttribute('aria-label'))")
	for i, name := range names {
		if want := fmt.Sprintf("byte %d of %d, hex %s", i+1, n, want[i]); name != want {
			t.Errorf("%s: a byte is called %q, want %q", q.ID, name, want)
		}
	}
}

// The hints come one by one and light the table.
func TestHints(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.lesson(lessonPath)
	q := readLesson(t, "websocket-protocol").Quiz[0]
	for i, lights := range []string{"[data-col=state]", "tr[data-step='3']"} {
		plain := read[string](p, styleOf("#walkthrough "+lights))
		p.click(fmt.Sprintf("%s [data-hint='%d'] summary", q.form(), i+1))
		p.wait(fmt.Sprintf("hint %d to light %s", i+1, lights), styleOf("#walkthrough "+lights)+" !== "+quote(plain))
	}
}

// styleOf is an expression of how an element is painted, and its classes.
func styleOf(selector string) string {
	return `((e, s) => [e.className, s.backgroundColor, s.boxShadow, s.outline, s.color].join())(document.querySelector(` + quote(selector) + `), getComputedStyle(document.querySelector(` + quote(selector) + `)))`
}

// checkNoMark wants the options of a question to differ in nothing but their texts:
// no attribute and no order of attributes marks the right one.
func checkNoMark(t *testing.T, p *page, lesson lessonFile) {
	t.Helper()
	bare := read[[][]string](p, `[...document.querySelectorAll("form[data-question], form[data-predict]")].map((form) =>
		[...form.querySelectorAll("label:has(input[name=answer][type=radio]), button[name=answer]")].map((label) => {
			const copy = label.cloneNode(true);
			(copy.querySelector("input") ?? copy).setAttribute("value", "");
			for (const el of copy.querySelectorAll("code, a")) el.remove();
			const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
			while (texts.nextNode()) texts.currentNode.data = "";
			copy.removeAttribute("aria-label");
			copy.removeAttribute("tabindex"); // of a group that one Tab reaches, the first has it
			return copy.outerHTML;
		}))`)
	if want := len(lesson.questions()); len(bare) != want {
		t.Fatalf("%s has %d questions, want %d", lesson.slug, len(bare), want)
	}
	for i, options := range bare {
		for _, o := range options {
			if o != options[0] {
				t.Errorf("%s, question %d: an option is marked up as\n%s\nand another as\n%s", lesson.slug, i+1, options[0], o)
			}
		}
	}
}

// checkNothingIsSent wants nothing that the program sends before an answer to tell
// a key or a reason: what the page has asked for, and the run.
func checkNothingIsSent(t *testing.T, w *walkthrough, lesson lessonFile) {
	t.Helper()
	urls := map[string]bool{}
	for _, r := range w.p.net.requests() {
		// Files are the same for every lesson.
		if r.method == "GET" && !strings.HasSuffix(r.url.Path, "/trace") && !strings.HasPrefix(r.url.Path, "/static/") {
			urls[r.url.Path] = true
		}
	}
	if !urls[pathOf(lesson.slug)] {
		t.Fatalf("the page loaded only %v", urls)
	}
	urls["/runs/"+w.see().runID()+"/recording.json"] = true
	for path := range urls {
		_, body := get(t, path)
		if leaked := lesson.secretsIn(body); len(leaked) > 0 {
			t.Errorf("%s holds %q", path, leaked)
		}
	}
}

// The quiz by keyboard alone: choose, send, hear, choose again.
func TestQuizByKeyboard(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.lesson(lessonPath)
	q := readLesson(t, "websocket-protocol").Quiz[0]
	p.click("#quiz-title")
	p.tabTo("the first option", "document.activeElement.closest("+quote(q.form())+") && document.activeElement.type === 'radio'")
	p.press(kb.ArrowDown) // B
	p.tabTo("Check", "document.activeElement.closest("+quote(q.form())+") && document.activeElement.matches('button:not([type=button])')")
	p.press(kb.Enter)
	p.verdict(q, false)
	if said := read[string](p, "document.querySelector('[role=status]').textContent"); said == "" {
		t.Error("a screen reader hears no verdict")
	}
	p.tabTo("Try again", "document.activeElement.matches('[data-retry]')")
	p.press(kb.Enter)
	p.tabTo("the options again", "document.activeElement.closest("+quote(q.form())+") && document.activeElement.type === 'radio'")
	p.press(" ") // A, the first
	p.tabTo("Check", "document.activeElement.closest("+quote(q.form())+") && document.activeElement.matches('button:not([type=button])')")
	p.press(kb.Enter)
	p.verdict(q, true)
}
