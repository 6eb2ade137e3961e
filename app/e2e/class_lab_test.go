package e2e

import (
	"strings"
	"testing"
)

// A class says what a lab will do, sees how it is split, runs it in everybody's own
// browser, and sees all of them in one chart.
func TestLabInAClass(t *testing.T) {
	t.Parallel()
	desk := teacher(t, laptop()).newClass("Networks")
	screen := desk.beside(look{width: 1920, height: 1080})
	screen.open(desk.path("/screen"))
	ada := join(t, laptop(), desk.code, "Ada", true)
	ada.expectRefusals()
	x := readLesson(t, "answers").Experiments[0]
	desk.script(`document.querySelector("form[data-act] [value='answers/` + x.Predict.ID + `/404']").form.requestSubmit()`)
	ada.wait("the question", "document.querySelector('[data-class-panel] form[data-vote]')?.checkVisibility()")
	ada.vote(t, "A")
	desk.pressed("asking", "Reveal")
	screen.shows("stage", "No browser has run it yet")
	ada.wait("the way to the lab", "document.querySelector('[data-class-panel] .trials a')?.checkVisibility()")
	ada.click("[data-class-panel] .trials a")
	ada.wait("the lab", "location.pathname === '/labs/answers'")
	run := ada.experiment(x.ID)
	ada.wait("the knob", "document.querySelector("+quote(run.root+" [name=variant]:checked")+").value === '404'")
	ada.wait("the panel to be out of the way", "!document.querySelector('[data-class-panel]').checkVisibility()")
	if o := run.run("C"); o.Right != "true" {
		t.Errorf("she is told %+v", o)
	}
	screen.shows("stage", "What one browser did")
	desk.shows("asking", "What one browser did")
	said := read[string](screen, "document.querySelector('.trials').innerText")
	if !strings.Contains(said, "as the standard expects") {
		t.Errorf("the screen says %q", said)
	}
	screen.picture("screen")
	ada.picture("student")
	desk.picture("cockpit")
}
