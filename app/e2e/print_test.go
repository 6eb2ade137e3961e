package e2e

import (
	"slices"
	"testing"
)

// checkPaper wants every step to be open on paper, and the table whole.
func checkPaper(t *testing.T, w *walkthrough, lesson lessonFile) {
	t.Helper()
	w.p.media("print", w.p.look)
	defer w.p.media("", w.p.look)
	s := w.see()
	for i := range lesson.Script.Steps {
		if !slices.Contains(s.Panes, i+1) {
			t.Errorf("the pane of row %d is not printed", i+1)
		}
	}
	checkWholeTable(t, lesson, s)
	pressed := `[...document.querySelectorAll("button:not(.source-word, .byte)")].filter((e) => e.checkVisibility()).map((e) => e.textContent.trim())`
	if found := read[[]string](w.p, pressed); len(found) > 0 {
		t.Errorf("on paper nothing can be pressed, but these are printed: %q", found)
	}
}

// Who asks for less motion gets none that lasts.
func TestReducedMotion(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	w.to(5)
	moving := read[[]string](p, `[...document.querySelectorAll("*")].flatMap((el) => ["", "::before", "::after"].map((part) => {
		const s = getComputedStyle(el, part || undefined);
		const seconds = (list) => Math.max(...list.split(",").map((d) => d.trim().endsWith("ms") ? parseFloat(d) / 1000 : parseFloat(d)));
		const long = seconds(s.transitionDuration) > 0.02 || (s.animationName !== "none" && seconds(s.animationDuration) > 0.02) || (!part && s.scrollBehavior === "smooth");
		return long ? el.outerHTML.slice(0, 80) + part : "";
	})).filter(Boolean).slice(0, 5)`)
	if len(moving) > 0 {
		t.Errorf("these still move: %q", moving)
	}
}
