package e2e

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// experimenting is an experiment on a page: a prediction, a knob, a run.
type experimenting struct {
	p    *page
	t    *testing.T
	root string // the selector of its root
}

func (p *page) experiment(id string) *experimenting {
	p.t.Helper()
	x := &experimenting{p, p.t, "[data-experiment='" + id + "']"}
	p.wait("the experiment "+id, "document.querySelector("+quote(x.root)+")")
	return x
}

// table is the walkthrough of one position of the knob.
func (x *experimenting) table(variant string) *walkthrough {
	return &walkthrough{x.p, x.t, x.root + " [data-variant='" + variant + "'][data-walkthrough]"}
}

// choose turns the knob, where there is one.
func (x *experimenting) choose(variant string) {
	x.t.Helper()
	knob := x.root + " label:has(input[type=radio][name=variant][value='" + variant + "'])"
	if read[bool](x.p, "!!document.querySelector("+quote(knob)+")") {
		x.p.click(knob)
	}
	// A bench has no tables.
	x.p.wait("the table of "+variant, "document.querySelector("+quote(x.table(variant).root)+")?.checkVisibility() ?? !!document.querySelector("+quote(x.root+"[data-bench]")+")")
}

// outcomeWait bounds an experiment, of which the longest takes 10 s on a machine
// that has nothing else to do.
const outcomeWait = 90 * time.Second

// outcome is what the server said of a prediction.
type outcome struct {
	Right, Variant, Observed, Expected, Text string
}

// run predicts an option, "" for the first, runs the variant that is chosen, and
// returns the outcome. A browser that waits for ever is stopped.
func (x *experimenting) run(option string) outcome {
	x.t.Helper()
	answer := x.root + " label:has(input[name=answer])"
	if option != "" {
		answer = x.root + " label:has(input[name=answer][value='" + option + "'])"
	}
	x.p.click(answer)
	x.p.click(x.root + " [data-next]")
	var o outcome
	began := time.Now()
	stopped := false
	x.p.waitFor("the outcome of "+x.root, outcomeWait, func() (bool, error) {
		at, err := tryRead[struct {
			Outcome *outcome
			Waits   bool
			Seen    string
		}](x.p, `((o) => ({
			Outcome: o && { Right: o.dataset.right ?? "", Variant: o.dataset.variant ?? "", Observed: o.dataset.observed ?? "", Expected: o.dataset.expected ?? "", Text: o.innerText },
			Waits: !o && `+x.waits()+`,
			Seen: __e2e.seen.map((e) => e.type).join(),
		}))(document.querySelector(`+quote(x.root+" .outcome")+`))`)
		switch {
		case err != nil:
			return false, err
		case at.Outcome != nil && at.Outcome.Text != "":
			o = *at.Outcome
			return true, nil
		case at.Waits && !stopped && time.Since(began) > 2*time.Second:
			stopped = true
			x.p.click(x.root + " [data-next]") // Stop
		}
		return false, errors.New("so far JavaScript saw: " + at.Seen)
	})
	return o
}

// waits says that the lit row of the experiment is one at which only the
// browser's patience goes on.
func (x *experimenting) waits() string {
	return `((tr) => !!tr && tr.dataset.action === "wait" && tr.dataset.actor === "browser" && !tr.dataset.ms)(
		[...document.querySelectorAll(` + quote(x.root+" tr[data-step]") + `)].filter((tr) => tr.checkVisibility()).at(-1))`
}

// expectRefusals lets the console say what JavaScript never learns.
func (p *page) expectRefusals() {
	p.net.expect(`WebSocket connection to .* failed|WebSocket is closed before|EventSource|net::ERR_|Failed to load resource|already in CLOSING or CLOSED|/runs/[a-z0-9]+/(ws|events)|/pairs/[a-z0-9]+/(stream|watch)`)
}

// spare are knobs of a bench's own that leave a busy machine time for other tests.
var spare = map[string]string{"contest": "?rounds=3"}

// Each position of each knob, on a connection of the visitor's own: one predicted
// wrong, the others right, and what this browser did agrees with what the standard
// expects wherever the lesson says that it does.
func TestExperiments(t *testing.T) {
	t.Parallel()
	slugs := walked()
	if isThorough() {
		slugs = append(slugs, labSlugs()...) // which have tests of their own, too
	}
	for _, slug := range slugs {
		lesson := readLesson(t, slug)
		for i, e := range lesson.Experiments {
			if i > 0 && !isThorough() {
				break
			}
			t.Run(slug+"/"+e.ID, func(t *testing.T) {
				t.Parallel()
				runExperiment(t, lesson, e)
			})
		}
	}
}

func runExperiment(t *testing.T, lesson lessonFile, e experiment) {
	p := visit(t, laptop())
	p.expectRefusals()
	p.open(pathOf(lesson.slug) + spare[e.Bench])
	x := p.experiment(e.ID)
	if leaked := lesson.secretsIn(read[string](p, "document.querySelector("+quote(x.root)+").outerHTML")); len(leaked) > 0 {
		t.Errorf("before the answer the experiment holds %q", leaked)
	}
	p.click(x.root + " [data-next]")
	p.wait("a word about the missing answer", "document.querySelector('[role=status]').textContent.includes('Choose')")
	if n := read[int](p, "__e2e.sockets.length + __e2e.streams.length"); n != 0 {
		t.Fatalf("without a prediction it made %d connections", n)
	}
	erred := false // once
	for i, v := range e.trials() {
		if i > 0 && i == len(e.trials())-len(e.Variants) {
			p.reload() // a prediction is made once
			x = p.experiment(e.ID)
		}
		right, wrong := e.Predict.Key, ""
		does := cmp.Or(v.Measured, v.Expect) // what this browser does, where the lab knows
		if v.Varies {
			does = "" // it may as well do another thing
		}
		for _, o := range e.Predict.Options {
			if does != "" && o.Value == does {
				right = o.ID
			}
		}
		for _, o := range e.Predict.Options {
			if o.ID != right {
				wrong = o.ID
			}
		}
		x.choose(v.ID)
		said, wants := right, "true"
		if !v.Varies && !erred {
			said, wants, erred = wrong, "false", true
		}
		o := x.run(said)
		if wants == "false" && !strings.Contains(o.Text, "otherwise") {
			t.Errorf("%s, predicted %s: %+v", v.ID, said, o)
		}
		if v.Varies {
			e.checkVaries(t, v, o)
		}
		// What the standard leaves open nobody can be right about beforehand.
		if said != "" && o.Right != wants || o.Variant != v.ID {
			t.Errorf("%s, predicted %s: %+v", v.ID, said, o)
		}
		if v.Expect != "" && (o.Observed != does || o.Expected != v.Expect) {
			t.Errorf("%s: this browser did %q; the standard expects %q, the page says %q", v.ID, o.Observed, v.Expect, o.Expected)
		}
		for what, text := range map[string]string{"what happened": v.Happened, "the standard": v.Standard, "why": e.Why} {
			if !contains(o.Text, text) && what != "why" {
				t.Errorf("%s: the outcome does not say %s: %q", v.ID, what, o.Text)
			}
		}
		switch {
		case e.Bench == "":
			asShipped(t, lesson.slug+"/"+e.ID+"/"+v.ID, checkExperiment(t, x, v))
		case o.Observed != v.Measured && !v.Varies:
			t.Errorf("%s: this browser did %q, the lab says that %q was measured", v.ID, o.Observed, v.Measured)
		}
		p.picture(v.ID)
	}
	p.checkStreams()
	rows := read[[]string](p, "[...document.querySelectorAll("+quote(x.root+" [data-results] tbody tr")+")].map((tr) => tr.innerText.replace(/\\s+/g, ' '))")
	if len(rows) != len(e.Variants) && len(e.Variants) > 1 {
		t.Errorf("the table of results has %d rows, want %d: %q", len(rows), len(e.Variants), rows)
	}
	for i, row := range rows {
		if !contains(row, e.Variants[i].Standard) && len(e.Variants) > 1 {
			t.Errorf("row %d of the results is %q", i+1, row)
		}
	}
}

// trials are the positions of the knob as they are run. Of those that can be
// predicted the first is predicted wrong and the others right; where there is but
// one, it is run once more before.
func (e experiment) trials() []variant {
	certain := slices.DeleteFunc(slices.Clone(e.Variants), func(v variant) bool { return v.Varies })
	if len(certain) == 1 {
		return append(certain, e.Variants...)
	}
	return e.Variants
}

// checkVaries holds the first option, which was chosen, against what was observed,
// whatever that was.
func (e experiment) checkVaries(t *testing.T, v variant, o outcome) {
	t.Helper()
	options := e.Predict.Options
	if !slices.ContainsFunc(options, func(of option) bool { return of.Value == o.Observed }) {
		t.Errorf("%s: this browser did %q, which none of the options says", v.ID, o.Observed)
	}
	if right := options[0].Value == o.Observed; (o.Right == "true") != right {
		t.Errorf("%s: this browser did %q, and who said %q is told %+v", v.ID, o.Observed, options[0].Value, o)
	}
}

// checkExperiment holds a variant's table against the recording of its run, which
// it returns, and the script in the lesson's file.
func checkExperiment(t *testing.T, x *experimenting, v variant) string {
	t.Helper()
	w := x.table(v.ID)
	s := w.see()
	last := len(v.Script.Steps)
	text := w.reported(s.runID(), last)
	r := decodeRecording(t, text)
	if r.Pace != "full" || len(r.Steps) != last {
		t.Errorf("%s: a recording of pace %s with %d of %d steps", v.ID, r.Pace, len(r.Steps), last)
	}
	if !slices.Equal(s.Happened, upTo(last)) {
		t.Errorf("%s: %v happened, want all %d rows", v.ID, s.Happened, last)
	}
	if want := v.Script.Steps[last-1].ReadyState; r.Seen[len(r.Seen)-1].ReadyState != want {
		t.Errorf("%s: readyState was %d in the end, want %d", v.ID, r.Seen[len(r.Seen)-1].ReadyState, want)
	}
	shown := read[int](x.p, "document.querySelectorAll("+quote(w.root+" [data-wire-live] > .wire-event")+").length")
	if shown != len(r.Events) {
		x.p.waitFor(fmt.Sprintf("%s: %d events in the lane", v.ID, len(r.Events)), eventWait, func() (bool, error) {
			n, err := tryRead[int](x.p, "document.querySelectorAll("+quote(w.root+" [data-wire-live] > .wire-event")+").length")
			return n == len(r.Events), err
		})
	}
	for _, step := range v.Script.Steps {
		for _, want := range step.Done {
			if !slices.ContainsFunc(r.Events, func(e event) bool {
				return e.From == want.From && (e.Kind == want.Kind || want.Kind == "end" && e.Kind == "reset")
			}) {
				t.Errorf("%s: no %s from the %s crossed", v.ID, want.Kind, want.From)
			}
		}
	}
	return text
}
