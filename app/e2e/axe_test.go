package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// axe-core finds nothing on any page nor, for each form of table, in the states
// that a walk goes through. WIREWALK_AXE names its axe.min.js. In the dark only
// colours are other: they are looked at in the same places.
func TestAxe(t *testing.T) {
	rules := axeRules(t)
	t.Parallel()
	l := laptop()
	const at = 8 // pages one after the other in a tab
	for paths := range slices.Chunk(allPages(t), at) {
		t.Run("from "+paths[0], func(t *testing.T) {
			t.Parallel()
			p := visit(t, l)
			p.net.expect(`/no-such-page|404`)
			for _, path := range paths {
				p.open(path)
				long := strings.HasPrefix(path, "/lessons/") || strings.HasPrefix(path, "/labs/")
				if long && path != labPaths()[0] { // axeLesson asks it of a lesson
					p.axeIn("html", rules, path, painted...)
				} else {
					p.axe(rules, path)
				}
			}
		})
	}
	for _, slug := range append(eachForm(), walks(t)[0]) {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			axeLesson(visit(t, l), rules, readLesson(t, slug))
		})
	}
}

// painted are the rules that ask what is painted. On a long page they take five times
// as long as all others; where the same is painted as elsewhere, contrast asks the
// styles, in both themes.
var painted = []string{"color-contrast", "link-in-text-block"}

// axeRules is axe-core's script; without it the test is skipped.
func axeRules(t *testing.T) string {
	t.Helper()
	file := os.Getenv("WIREWALK_AXE")
	if file == "" {
		t.Skip("WIREWALK_AXE does not name axe.min.js; .ci/run does")
	}
	rules, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(rules)
}

// axeLesson looks at a lesson in its states: a question asked and the bytes of a row;
// the end, with its code, verdicts of every kind and an experiment that was run; and
// of the first form a phone.
func axeLesson(p *page, rules string, lesson lessonFile) {
	p.t.Helper()
	p.expectRefusals()
	w := p.lesson(pathOf(lesson.slug))
	w.live()
	last := len(lesson.Script.Steps)
	asked := 0
	for i, step := range lesson.Script.Steps {
		if step.Predict != nil && asked == 0 {
			asked = i + 1
		}
	}
	w.press("data-depth-set=bytes")
	w.to(asked - 1)
	p.axeIn(w.root, rules, lesson.slug+", the bytes of a row, and a question", painted...)
	w.press("data-depth-set=code")
	run := w.recording(w.to(last).runID())
	kinds := map[string]bool{}
	for _, q := range lesson.graded() {
		if kinds[q.Kind] {
			continue
		}
		kinds[q.Kind] = true
		p.give(q, q.wrong(p.t, run))
		p.verdict(q, false)
	}
	if len(lesson.Experiments) > 0 {
		e := lesson.Experiments[len(lesson.Experiments)-1]
		x := p.experiment(e.ID)
		x.choose(e.Variants[0].ID)
		x.run("")
	}
	if read[bool](p, `!!document.querySelector("[data-run-code]")`) {
		p.net.expect(`snippets|is not (a function|defined)`) // some run to show how they fail
		p.script(`document.querySelector("[data-run-code]").click()`)
		p.wait("a sample that prints", `document.querySelector("[data-lines] > div")`)
	}
	if lesson.slug != eachForm()[0] {
		p.axeIn("html", rules, lesson.slug+", the end of the walk", painted...)
		return
	}
	p.axe(rules, lesson.slug+", the end of the walk")
	p.size(320, 640)
	p.axeIn(w.root, rules, lesson.slug+", a phone", painted...)
}

// axe fails the test with what the rules find on the page as it is now, and where
// a text is too faint in either theme.
func (p *page) axe(rules, what string) { p.t.Helper(); p.axeIn("html", rules, what) }

// axeIn does so for what of a page has changed since it was looked at, all rules but
// some.
func (p *page) axeIn(selector, rules, what string, but ...string) {
	p.t.Helper()
	type violation struct {
		ID, Impact, Help string
		Nodes            []string
	}
	p.script("if (!window.axe) {" + rules + "\n}")
	disabled, err := json.Marshal(but)
	if err != nil {
		p.t.Fatal(err)
	}
	found := read[[]violation](p, `axe.run(`+quote(selector)+`, {
		rules: Object.fromEntries((`+string(disabled)+` ?? []).map((rule) => [rule, { enabled: false }])),
		resultTypes: ["violations"],
		iframes: false, // what runs in them has no markup
	}).then((r) => r.violations.map((v) => ({
		ID: v.id, Impact: v.impact, Help: v.help,
		Nodes: v.nodes.slice(0, 4).map((n) => n.target.join(" ") + " " + n.html.slice(0, 120) + " | " + (n.failureSummary ?? "").replace(/\s+/g, " ").slice(0, 200)),
	})))`)
	for _, v := range found {
		p.t.Errorf("%s: axe finds %s (%s): %s\n  %s", what, v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n  "))
	}
	if len(found) > 0 {
		p.picture(fmt.Sprintf("axe-%s", what))
	}
	for _, l := range []look{p.look.inverted(), p.look} {
		p.media("", l)
		p.contrast(selector, what+", "+theme(l.dark))
	}
}
