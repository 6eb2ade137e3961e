package e2e

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// Before rows 4, 5, 6 and 9, and before no other, the page asks what will
// happen. Afterwards it holds what was said against what happened.
func TestPredictions(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	answers := map[int]string{4: "B", 5: "A", 9: "C"} // row 6 is skipped
	for n := 1; n <= 10; n++ {
		s := w.see()
		asks := slices.Contains([]int{4, 5, 6, 9}, n)
		switch {
		case asks != (s.Predict == n), asks != s.Skip:
			t.Fatalf("before row %d it asks about row %d; Skip is visible: %v", n, s.Predict, s.Skip)
		case asks && s.Next != "Commit and run":
			t.Errorf("before row %d Next reads %q", n, s.Next)
		case !asks && s.Next != "Next" && n > 1:
			t.Errorf("before row %d Next reads %q", n, s.Next)
		}
		answer := answers[n]
		if answer == "" {
			w.next(n)
			continue
		}
		p.click(fmt.Sprintf("%s form[data-predict='%d'] label:has(input[value=%s])", w.root, n, answer))
		w.press("data-next")
		w.lit(n)
		told := w.until("the outcome of the prediction", func(s state) bool { return s.Outcome != "" })
		if !strings.Contains(told.Outcome, "You said") || !strings.Contains(told.Outcome, "happened") {
			t.Errorf("after row %d the outcome is %q", n, told.Outcome)
		}
		right := read[string](p, fmt.Sprintf("document.querySelector(%s).dataset.right", quote(fmt.Sprintf("form[data-predict='%d'] .outcome", n))))
		if want := fmt.Sprint(n != 5); right != want {
			t.Errorf("the prediction %s before row %d is graded right=%s, want %s", answer, n, right, want)
		}
		p.picture(fmt.Sprintf("outcome-%d", n))
	}

	w.press("data-mode-set=replay")
	w.until("replay", func(s state) bool { return s.Mode == "replay" })
	for n := 9; n >= 3; n-- {
		w.press("data-back")
		if s := w.shown(n); s.Predict != 0 && s.Skip {
			t.Errorf("back at row %d it asks about row %d", n, s.Predict)
		}
	}
	for n := 4; n <= 6; n++ {
		if s := w.see(); s.Skip || s.Next == "Commit and run" {
			t.Errorf("in Replay it asks before row %d", n)
		}
		w.press("data-next")
		w.shown(n)
	}
}

// Next without an answer asks for one, and runs nothing.
func TestPredictionNeedsAnAnswer(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	w.to(3)
	before := w.see()
	w.press("data-next")
	w.until("a word about the missing answer", func(s state) bool { return s.Aside != before.Aside || s.Status != before.Status })
	if s := w.see(); !slices.Equal(s.Now, []int{3}) || s.readyState() != 0 {
		t.Errorf("without an answer it went on: %s", s)
	}
	w.press("data-skip")
	if s := w.lit(4); s.Predict == 4 {
		t.Error("row 4 is lit and still asked about")
	}
}

// predict answers the question before row n, right or wrong as the visitor's own
// run decides, and waits for the row and for what is said of the answer.
func (w *walkthrough) predict(lesson lessonFile, n int, right bool) {
	w.t.Helper()
	q := *lesson.Script.Steps[n-1].Predict
	form := fmt.Sprintf("%s form[data-predict='%d']", w.root, n)
	option := optionThatIs(w.t, lesson.slug, q, right)
	optionThatIs(w.t, lesson.slug, q, !right) // there is one of either kind
	w.p.click(fmt.Sprintf("%s label:has(input[value=%s])", form, option))
	w.press("data-next")
	w.lit(n)
	w.p.wait(fmt.Sprintf("the outcome before row %d", n), "document.querySelector("+quote(form+" .outcome")+")")
	said := read[outcome](w.p, `((o) => ({ Right: o.dataset.right, Text: o.textContent }))(document.querySelector(`+quote(form+" .outcome")+`))`)
	if said.Right != fmt.Sprint(right) || !contains(said.Text, q.Happened) {
		w.t.Errorf("%s, predicted %s: %+v, want right=%v", q.ID, option, said, right)
	}
}

// optionThatIs finds an option that the program calls right, or wrong, of the
// run that it ships.
func optionThatIs(t *testing.T, slug string, q question, right bool) string {
	t.Helper()
	for _, o := range q.Options {
		form := url.Values{"question": {q.ID}, "answer": {o.ID}}
		lesson, _, _ := strings.Cut(slug, "/code/")
		if strings.Contains(postForm(t, pathOf(lesson)+"/answers", form), fmt.Sprintf("data-right=%q", fmt.Sprint(right))) {
			return o.ID
		}
	}
	t.Fatalf("%s has no option that is right=%v", q.ID, right)
	return ""
}
