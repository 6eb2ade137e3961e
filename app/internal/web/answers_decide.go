package web

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

const (
	captureOwn      = "own"
	captureRecorded = "recorded"
)

// decision is what decides a question. It is empty for one that its key decides.
type decision struct {
	seen    quiz.Observed
	capture string    // captureOwn: the visitor's run; captureRecorded: the recording that is shipped; "": neither
	run     *live.Run // the visitor's, where it decided; nil elsewhere
	// Of an experiment's prediction.
	experiment *lessons.Experiment
	variant    *lessons.Variant
}

// decide asks the run that the form names, if it is the visitor's and of the
// script in question, and, as long as that does not tell, the recording of the
// same script. Of an experiment's variants the run says which; without one it is
// the form's, or the first. It is false where the form names no variant of it.
func (s *Server) decide(c echo.Context, l *lessons.Lesson, asked lessons.Asked, form url.Values) (decision, bool) {
	var d decision
	for i := range l.Experiments {
		if x := &l.Experiments[i]; asked.Question == &x.Predict && x.HasBench() {
			return decideBench(x, form)
		}
	}
	if len(asked.Scripts) == 0 {
		return d, true
	}
	script := asked.Scripts[0]
	var own *wire.Recording
	run, err := s.runs.Get(form.Get("run"))
	if err == nil && run.Visitor() == s.knownVisitor(c) && slices.Contains(asked.Scripts, run.Script) {
		script, own = run.Script, run.Recording()
	}
	// A walkthrough's script is no variant, unless an experiment asks about it.
	for i := range l.Experiments {
		x := &l.Experiments[i]
		if asked.Question != &x.Predict {
			continue
		}
		d.experiment = x
		d.variant = variantOf(x, script, form.Get("variant"), own != nil)
		if d.variant == nil {
			return d, false
		}
		script = d.variant.Script
	}
	if d.seen = lessons.Observe(asked.Question, own, asked.Step); tells(d.seen) {
		d.capture, d.run = captureOwn, run
	} else if d.seen = lessons.Observe(asked.Question, s.course.Recording(script.ID), asked.Step); tells(d.seen) {
		d.capture = captureRecorded
	}
	return d, true
}

// maxBenchValue bounds what a page may say that its bench observed: the values of
// options are words.
const maxBenchValue = 40

// decideBench takes what the page says that its bench observed, and where it says
// nothing, as without JavaScript, what was measured when the lab was written. It
// carries no marks, so a page that makes it up fools nobody else.
func decideBench(x *lessons.Experiment, form url.Values) (decision, bool) {
	d := decision{experiment: x, variant: variantOf(x, nil, form.Get("variant"), false)}
	value := form.Get("observed")
	if d.variant == nil || len(value) > maxBenchValue {
		return d, false
	}
	d.capture = captureOwn
	if value == "" {
		d.capture, value = captureRecorded, d.variant.Measured
	}
	d.seen = quiz.Observed{Value: value}
	return d, true
}

// variantOf is the one that script is of where a run says so, else the one with
// that id, else, where none is named, the first.
func variantOf(x *lessons.Experiment, script *lessons.Script, id string, run bool) *lessons.Variant {
	for i := range x.Variants {
		v := &x.Variants[i]
		if run && v.Script == script || !run && (v.ID == id || id == "") {
			return v
		}
	}
	return nil
}

func tells(seen quiz.Observed) bool { return seen.Value != "" || len(seen.Parts) > 0 }
