package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// axe-core finds nothing on any page, light and dark, nor in the states that a
// walk goes through. WIREWALK_AXE names its axe.min.js.
func TestAxe(t *testing.T) {
	file := os.Getenv("WIREWALK_AXE")
	if file == "" {
		t.Skip("WIREWALK_AXE does not name axe.min.js; .ci/run does")
	}
	rules, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, dark := range []bool{false, true} {
		t.Run(theme(dark), func(t *testing.T) {
			l := laptop()
			l.dark, l.still = dark, true
			p := visit(t, l)
			p.net.expect(`/no-such-page|404`)
			for _, path := range allPages() {
				p.open(path)
				p.axe(string(rules), path)
			}
			w := p.lesson(lessonPath)
			w.live()
			w.to(3)
			p.axe(string(rules), "row 3 with its question")
			w.next(4)
			for i, depth := range []string{"bytes", "code"} {
				w.press("data-depth-set=" + depth)
				w.next(5 + i)
				p.axe(string(rules), "the depth "+depth)
			}
			q := questions()[0]
			p.answer(q, q.wrong)
			p.verdict(q, "false")
			w.to(10)
			p.axe(string(rules), "the end of the walk")
			p.size(320, 640)
			p.axe(string(rules), "a phone")
		})
	}
}

// axe fails the test with what the rules find on the page as it is now.
func (p *page) axe(rules, what string) {
	p.t.Helper()
	type violation struct {
		ID, Impact, Help string
		Nodes            []string
	}
	p.script("if (!window.axe) {" + rules + "\n}")
	found := read[[]violation](p, `axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) => ({
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
