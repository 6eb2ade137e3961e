package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// asked is a question of the lesson and how it is answered here.
type asked struct {
	id, wrong, right string
	free             string // wrong, and costs no mark
}

func questions() []asked {
	return []asked{
		{id: "P003-quiz-1", wrong: "B", right: "A"},
		{id: "P003-quiz-2", wrong: "A", right: "C"},
		{id: "P003-quiz-3", wrong: "A", right: "B", free: "C"},
	}
}

func (q asked) form() string { return "form[data-question='" + q.id + "']" }

// Each question wrong, then right: only the chosen option is explained, nothing
// is known before, and the score is still there after a reload.
func TestQuiz(t *testing.T) {
	lesson := readLesson(t, "websocket-protocol")
	p := visit(t, laptop())
	p.lesson(lessonPath)
	if leaked := lesson.secretsIn(read[string](p, "document.documentElement.outerHTML")); len(leaked) > 0 {
		t.Errorf("before any answer the page holds %q", leaked)
	}
	for i, q := range questions() {
		p.answer(q, q.wrong)
		p.verdict(q, "false")
		explains(t, p, lesson, q, q.wrong)
		p.picture(q.id + "-wrong")
		p.click(q.form() + " [data-retry]")
		if q.free != "" {
			p.answer(q, q.free)
			p.verdict(q, "false")
			if free := read[string](p, "document.querySelector("+quote(q.form()+" .verdict")+").dataset.free"); free != "true" {
				t.Errorf("%s %s: data-free is %q, want true", q.id, q.free, free)
			}
			explains(t, p, lesson, q, q.free)
			p.click(q.form() + " [data-retry]")
		}
		p.answer(q, q.right)
		p.verdict(q, "true")
		explains(t, p, lesson, q, q.right)
		p.wait("the score", fmt.Sprintf("document.querySelector('[data-score]').textContent.includes('%d of 3')", i+1))
	}
	p.click(questions()[1].form() + " [data-show-rows]")
	p.wait("the focus in the table", "document.activeElement.closest('#walkthrough')")
	p.picture("show-it")

	score := read[string](p, "document.querySelector('[data-score]').textContent")
	chip := read[string](p, "document.querySelector('[data-progress=websocket-protocol]').textContent")
	p.reload()
	p.wait("the score after a reload", "document.querySelector('[data-score]').textContent === "+quote(score))
	if got := read[string](p, "document.querySelector('[data-progress=websocket-protocol]').textContent"); got != chip || !strings.Contains(got, "3 of 3 answers") {
		t.Errorf("after a reload the progress says %q, before %q", got, chip)
	}
}

// The hints come one by one and light the table.
func TestHints(t *testing.T) {
	p := visit(t, laptop())
	p.lesson(lessonPath)
	q := questions()[0]
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

// The options of a question differ in nothing but their texts: no attribute and
// no order of attributes marks the right one.
func TestNoMarkOnTheRightOption(t *testing.T) {
	p := visit(t, laptop())
	p.lesson(lessonPath)
	bare := read[[][]string](p, `[...document.querySelectorAll("form[data-question], form[data-predict]")].map((form) =>
		[...form.querySelectorAll("label:has(input[name=answer])")].map((label) => {
			const copy = label.cloneNode(true);
			copy.querySelector("input").value = "";
			const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
			while (texts.nextNode()) texts.currentNode.data = "";
			for (const el of copy.querySelectorAll("code, a")) el.remove();
			return copy.outerHTML;
		}))`)
	if len(bare) < 8 {
		t.Fatalf("the page has %d questions, want three of the quiz, four of rows and one of an experiment", len(bare))
	}
	for i, options := range bare {
		if len(options) < 2 {
			t.Errorf("question %d has %d options", i+1, len(options))
		}
		for _, o := range options {
			if o != options[0] {
				t.Errorf("question %d: an option is marked up as\n%s\nand another as\n%s", i+1, options[0], o)
			}
		}
	}
}

// Nothing that the program sends before an answer tells the key or a reason.
func TestNothingIsSentBeforeTheAnswer(t *testing.T) {
	lesson := readLesson(t, "websocket-protocol")
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	w.to(3)
	urls := map[string]bool{}
	for _, r := range p.net.requests() {
		if r.method == "GET" && !strings.HasSuffix(r.url.Path, "/trace") {
			urls[r.url.Path] = true
		}
	}
	if len(urls) < 3 {
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

// answer chooses an option and sends the form, with the mouse.
func (p *page) answer(q asked, option string) {
	p.t.Helper()
	p.click(q.form() + " label:has(input[value=" + option + "])")
	p.click(q.form() + " button:not([type=button])")
}

// verdict waits until a question's verdict is on the option that is chosen.
func (p *page) verdict(q asked, right string) {
	p.t.Helper()
	p.wait("the verdict on "+q.id, `((v, chosen) => v && chosen && v.dataset.right === `+quote(right)+` && v.querySelector("b").textContent === chosen.value + ".")(
		document.querySelector(`+quote(q.form()+" .verdict")+`), document.querySelector(`+quote(q.form()+" input:checked")+`))`)
}

// explains wants the reason of the chosen option in the page, and of no other.
func explains(t *testing.T, p *page, lesson lessonFile, q asked, option string) {
	t.Helper()
	said := read[string](p, "document.querySelector("+quote(q.form()+" .verdict")+").textContent")
	for _, o := range lesson.question(t, q.id).Options {
		found := contains(said, o.Reason)
		if found != (o.ID == option) {
			t.Errorf("%s, %s chosen: the reason of %s is in the verdict: %v\n%s", q.id, option, o.ID, found, said)
		}
	}
}

// The quiz by keyboard alone: choose, send, hear, choose again.
func TestQuizByKeyboard(t *testing.T) {
	p := visit(t, laptop())
	p.lesson(lessonPath)
	q := questions()[0]
	p.click("#quiz-title")
	p.tabTo("the first option", "document.activeElement.closest("+quote(q.form())+") && document.activeElement.type === 'radio'")
	p.press(kb.ArrowDown) // B
	p.tabTo("Check", "document.activeElement.closest("+quote(q.form())+") && document.activeElement.matches('button:not([type=button])')")
	p.press(kb.Enter)
	p.verdict(q, "false")
	if said := read[string](p, "document.querySelector('[role=status]').textContent"); said == "" {
		t.Error("a screen reader hears no verdict")
	}
	p.tabTo("Try again", "document.activeElement.matches('[data-retry]')")
	p.press(kb.Enter)
	p.tabTo("the options again", "document.activeElement.closest("+quote(q.form())+") && document.activeElement.type === 'radio'")
	p.press(" ") // A, the first
	p.tabTo("Check", "document.activeElement.closest("+quote(q.form())+") && document.activeElement.matches('button:not([type=button])')")
	p.press(kb.Enter)
	p.verdict(q, "true")
}
