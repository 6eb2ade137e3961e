package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Firefox walks every lesson once, by keyboard: each prediction is answered, each
// row happens as the table says and shows its bytes, the quiz is graded, and
// nothing of ours stands in the console. What this browser does in its own way
// may not make a page untrue.
func TestFirefoxWalksEveryLesson(t *testing.T) {
	thorough(t)
	t.Parallel()
	f := startFirefox(t)
	f.expectRefusals()
	for _, slug := range slugs() {
		t.Run(slug, func(t *testing.T) {
			f.t = t
			lesson := readLesson(t, slug)
			f.open(pathOf(slug))
			own := recording{}
			if len(lesson.Script.Steps) > 0 {
				own = f.walk(lesson)
			}
			for _, q := range lesson.graded() {
				f.answer(q, q.right(t, own))
			}
			f.wait("the score", fmt.Sprintf("document.querySelector('[data-score]').textContent.includes('%[1]d of %[1]d')", len(lesson.graded())))
			f.picture("end")
		})
	}
}

// walk walks live to the last row, and returns what the program has of the run.
func (f *firefox) walk(lesson lessonFile) recording {
	f.t.Helper()
	const root, next = "#walkthrough", "document.activeElement.matches('#walkthrough [data-next]')"
	f.wait("the page's script", "document.querySelector('#walkthrough[data-mode=live]')")
	f.tabTo("the link that skips to the content", "document.activeElement.matches('a.skip')")
	f.tabTo("the tab for the bytes", "document.activeElement.matches('[data-depth-set]')")
	for !ask[bool](f, "document.activeElement.matches('[data-depth-set=bytes]')") {
		f.press(kb.ArrowRight)
	}
	f.press(kb.Enter)
	f.tabTo("Next", next)
	see := func() state { return ask[state](f, "("+walkScript+")("+quote(root)+")") }
	for i, step := range lesson.Script.Steps {
		n := i + 1
		if step.Predict != nil {
			f.tabBackTo(fmt.Sprint("the question before row ", n), fmt.Sprintf("document.activeElement.matches('form[data-predict=\"%d\"] input')", n))
			f.press(" ")
			f.tabTo("Next", next)
		}
		f.press(kb.Enter)
		var s state
		waitFor(f.t, fmt.Sprintf("row %d lit, and its run told", n), eventWait, func() (bool, error) {
			var err error
			s, err = tryAsk[state](f, "("+walkScript+")("+quote(root)+")")
			if err == nil && !(slices.Equal(s.Now, []int{n}) && s.Run[key(n)] != "") {
				err = fmt.Errorf("it shows %s", s)
			}
			return err == nil, err
		})
		if s.readyState() != step.ReadyState || !strings.HasSuffix(s.Run[key(n)], "as expected") {
			f.t.Errorf("row %d: readyState is %d, want %d; your run says %q", n, s.readyState(), step.ReadyState, s.Run[key(n)])
		}
		if !strings.Contains(s.Focus, "next") {
			f.t.Errorf("row %d: the focus is on %s %q, want Next", n, s.Focus, s.FocusText)
		}
		if step.Predict != nil {
			f.wait(fmt.Sprint("the outcome before row ", n), fmt.Sprintf("document.querySelector(`form[data-predict='%d'] .outcome`)?.textContent.includes('happened')", n))
		}
		f.crossed(see(), n)
		f.picture(fmt.Sprintf("row-%02d", n))
	}
	waitFor(f.t, "the end", eventWait, func() (bool, error) { s := see(); return s.After && s.NextOff, nil })
	return f.recording(see())
}

// crossed wants in a row's bytes as many events as the program has of the row, all
// of them to be seen.
func (f *firefox) crossed(s state, n int) {
	f.t.Helper()
	if s.runID() == "" {
		return // nothing but code was read so far
	}
	lane := fmt.Sprintf("#walkthrough [data-wire-live='%d']", n)
	waitFor(f.t, fmt.Sprintf("the bytes of row %d", n), eventWait, func() (bool, error) {
		want := 0
		for _, e := range f.recording(s).Events {
			if e.Step == n {
				want++
			}
		}
		got, err := tryAsk[[]shownEvent](f, fmt.Sprintf("(%s)(%s)", crossedScript, quote(lane)))
		visible := !slices.ContainsFunc(got, func(e shownEvent) bool { return !e.Visible })
		if err == nil && (len(got) != want || !visible) {
			err = fmt.Errorf("it shows %d of %d, all visible: %v", len(got), want, visible)
		}
		return err == nil, err
	})
}

func (f *firefox) recording(s state) recording {
	f.t.Helper()
	return decodeRecording(f.t, ask[string](f, "fetch('/runs/"+s.runID()+"/recording.json').then((r) => r.text())"))
}

// answer gives an answer by keyboard where a key is all it takes, and waits until
// it is told to be right.
func (f *firefox) answer(q question, answer given) {
	f.t.Helper()
	form := q.form()
	focus := func(selector string) { f.t.Helper(); f.focus(form + " " + selector) }
	focus("button, input, select") // what connects the quiz
	send := true
	switch q.Kind {
	case "order":
		f.wait("the buttons that move", "document.querySelector("+quote(form+" [data-up]")+")")
		now := func() []string {
			return ask[[]string](f, "[...document.querySelectorAll("+quote(form+" select[name=answer]")+")].map((s) => s.value)")
		}
		for i, id := range answer {
			for at := slices.Index(now(), id); at > i; at-- {
				focus(fmt.Sprintf("li:nth-child(%d) [data-up]", at+1))
				f.press(kb.Enter)
			}
		}
	case "match":
		for i, target := range answer {
			ask[any](f, fmt.Sprintf("((s) => { s.value = %s; s.dispatchEvent(new Event('change', { bubbles: true })); })(document.querySelectorAll(%s)[%d])", quote(target), quote(form+" select[name=answer]"), i))
		}
	case "fill-in":
		focus("input[name=answer]")
		ask[any](f, "document.activeElement.select()")
		f.press(answer[0])
	case "click-byte":
		focus("button[name=answer][value='" + answer[0] + "']")
		send = false
	default:
		focus("input[name=answer][value='" + answer[0] + "']")
		f.press(" ")
	}
	if send {
		focus(".actions button:not([type=button])")
	}
	f.press(kb.Enter)
	f.wait("the verdict on "+q.ID, "document.querySelector("+quote(form+" .verdict")+")")
	if right := ask[string](f, "document.querySelector("+quote(form+" .verdict")+").dataset.right"); right != "true" {
		f.t.Errorf("%s, answered %q: right=%s", q.ID, answer, right)
	}
}

// expectRefusals lets the console say what JavaScript never learns.
func (f *firefox) expectRefusals() {
	f.expect(`(can’t establish a connection|was interrupted while the page was loading)`)
}
