package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// Firefox opens every lab and runs the experiment that the page begins with, by
// keyboard. What this browser does is told, and stands in the table of results; the
// log says where it differs from what was measured.
func TestFirefoxRunsALabOfEach(t *testing.T) {
	thorough(t)
	t.Parallel()
	f := startFirefox(t)
	f.expectRefusals()
	f.expect(`Cross-Origin Request Blocked: .*/stream\. \(Reason: CORS request did not succeed\)`) // as it calls what waited in vain and was closed
	for _, slug := range labSlugs() {
		t.Run(slug, func(t *testing.T) {
			f.t = t
			lab := readLesson(t, slug)
			e := lab.Experiments[0]
			f.open(pathOf(slug) + spare[e.Bench])
			o := f.experiment(e)
			v := e.Variants[0]
			if o.Variant != v.ID || o.Right == "" || !contains(o.Text, v.Standard) {
				t.Errorf("the outcome is %+v", o)
			}
			if o.Observed != or(v.Measured, v.Expect) && !v.Varies {
				t.Logf("%s: this browser did %q, measured is %q, the standard expects %q: %s", v.ID, o.Observed, v.Measured, v.Expect, o.Text)
			}
			if n := ask[int](f, "document.querySelectorAll("+quote("[data-experiment='"+e.ID+"'] [data-results] tbody tr")+").length"); n != 1 {
				t.Errorf("the table of results has %d rows, want 1", n)
			}
			f.picture("outcome")
		})
	}
}

// experiment predicts the first option, runs the position that the knob stands at,
// and returns the outcome. A browser that waits for ever is stopped.
func (f *firefox) experiment(e experiment) outcome {
	f.t.Helper()
	root := "[data-experiment='" + e.ID + "']"
	f.focus(root + " [name=answer]")
	f.press(" ")
	f.focus(root + " .experiment-foot [data-next]")
	f.press(kb.Enter)
	var o outcome
	began, stopped := time.Now(), false
	waitFor(f.t, "the outcome of "+e.ID, outcomeWait, func() (bool, error) {
		at, err := tryAsk[*outcome](f, `((o) => o && { Right: o.dataset.right ?? "", Variant: o.dataset.variant ?? "", Observed: o.dataset.observed ?? "", Expected: o.dataset.expected ?? "", Text: o.innerText })(document.querySelector(`+quote(root+" .outcome")+`))`)
		if err != nil || at != nil {
			if at != nil {
				o = *at
			}
			return at != nil, err
		}
		if waits, _ := tryAsk[bool](f, (&experimenting{root: root}).waits()); waits && !stopped && time.Since(began) > 2*time.Second {
			stopped = true
			f.press(kb.Enter) // Stop, on which the focus is
		}
		return false, fmt.Errorf("so far JavaScript saw: %s", ask[string](f, "__e2e.seen.map((e) => e.type).join()"))
	})
	return o
}
