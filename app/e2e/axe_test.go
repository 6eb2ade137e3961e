package e2e

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// axe-core finds nothing on any page, light and dark, nor, for each form of table,
// in the states that a walk goes through. WIREWALK_AXE names its axe.min.js.
func TestAxe(t *testing.T) {
	rules := axeRules(t)
	if rules == "" {
		t.Skip("WIREWALK_AXE does not name axe.min.js; .ci/run does")
	}
	t.Parallel()
	for _, dark := range []bool{false, true} {
		t.Run(theme(dark), func(t *testing.T) {
			t.Parallel()
			l := laptop()
			l.dark, l.still = dark, true
			p := visit(t, l)
			p.net.expect(`/no-such-page|404`)
			forms := append(eachForm(), walks(t)[0])
			for _, path := range allPages(t) {
				// Lessons are alike in their colours.
				if of, lesson := strings.CutPrefix(path, "/lessons/"); dark && lesson && !slices.Contains(forms, of) {
					continue
				}
				p.open(path)
				p.axe(rules, path)
			}
			for _, slug := range forms {
				axeLesson(p, rules, readLesson(t, slug))
			}
		})
	}
}

// axeRules is axe-core, "" where nothing names it.
func axeRules(t *testing.T) string {
	t.Helper()
	file := os.Getenv("WIREWALK_AXE")
	if file == "" {
		return ""
	}
	rules, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(rules)
}

// axeLesson looks at a lesson in its states: a question asked, each depth,
// verdicts of every kind, an experiment that was run, the end, a phone.
func axeLesson(p *page, rules string, lesson lessonFile) {
	p.t.Helper()
	p.expectRefusals()
	p.size(1366, 657)
	w := p.lesson(pathOf(lesson.slug))
	w.live()
	last := len(lesson.Script.Steps)
	asked := 0
	for i, step := range lesson.Script.Steps {
		if step.Predict != nil && asked == 0 {
			asked = i + 1
		}
	}
	w.to(asked - 1)
	p.axe(rules, lesson.slug+", a row with its question")
	w.next(asked)
	for i, depth := range []string{"bytes", "code"} {
		w.press("data-depth-set=" + depth)
		w.next(asked + 1 + i)
		p.axe(rules, lesson.slug+", the depth "+depth)
	}
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
	p.axe(rules, lesson.slug+", the end of the walk")
	p.size(320, 640)
	p.axe(rules, lesson.slug+", a phone")
}

// axe fails the test with what the rules find on the page as it is now. In the dark
// only colours are other than in the light, where the same is looked at.
func (p *page) axe(rules, what string) {
	p.t.Helper()
	type violation struct {
		ID, Impact, Help string
		Nodes            []string
	}
	p.script("if (!window.axe) {" + rules + "\n}")
	found := read[[]violation](p, `axe.run(document, {
		resultTypes: ["violations"],
		iframes: false, // what runs in them has no markup
		...(matchMedia("(prefers-color-scheme: dark)").matches ? { runOnly: ["color-contrast"] } : {}),
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
}
