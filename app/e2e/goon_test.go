package e2e

import "testing"

// A browser that has walked is led back to the row where it was; one that has
// not, or has no JavaScript, is offered nothing.
func TestContinue(t *testing.T) {
	t.Parallel()
	const shown = "document.querySelector('[data-continue]').checkVisibility()"
	p := visit(t, laptop())
	for _, path := range []string{"/", "/lessons"} {
		p.open(path)
		if read[bool](p, shown) {
			t.Errorf("%s offers to continue what was not begun", path)
		}
	}
	p.lesson(framesPath + "#step-4").shown(4)
	w := p.lesson(lessonPath)
	w.live()
	w.to(2)
	p.open("/")
	p.wait("the way back", shown)
	p.picture("home")
	p.open("/lessons")
	p.wait("the way back", shown)
	p.picture("lessons")
	title := read[string](p, "document.querySelector('.course a[href=\""+lessonPath+"\"]').textContent")
	if said := read[string](p, "document.querySelector('[data-continue]').textContent"); said != "Continue "+title+", row 2" {
		t.Errorf("it says %q", said)
	}
	p.click("[data-continue] a")
	p.wait("the lesson", "location.pathname === "+quote(lessonPath)+" && location.hash === '#step-2'")
	p.walkthrough("#walkthrough").shown(2)

	p.script("localStorage.setItem('wirewalk.last', 'a-lesson-that-is-gone#step-1')")
	p.open("/lessons")
	p.wait("the page", "document.readyState === 'complete'")
	if read[bool](p, shown) {
		t.Error("it leads to a lesson that is not here")
	}

	l := laptop()
	l.noScript = true
	p = visit(t, l)
	p.open("/lessons")
	if read[bool](p, shown) {
		t.Error("without JavaScript it is offered")
	}
}
