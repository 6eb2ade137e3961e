package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// forced has the system's few colours take the place of the page's, as Windows'
// contrast themes do.
func (p *page) forced() {
	p.t.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "forced-colors", Value: "active"}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// differs wants two elements to look different in one of these properties.
func (p *page) differs(what, one, other string, properties ...string) {
	p.t.Helper()
	of := func(selector string) []string {
		return read[[]string](p, fmt.Sprintf("((s) => %s.map((name) => s[name]))(getComputedStyle(document.querySelector(%s)))", list(properties), quote(selector)))
	}
	if a, b := of(one), of(other); fmt.Sprint(a) == fmt.Sprint(b) {
		p.t.Errorf("in forced colours %s cannot be told: %s of %s and of %s are both %q", what, properties, one, other, a)
	}
}

// Where the system chooses the colours, what they say is still to be seen, and
// nothing moves for who wants it still.
func TestForcedColours(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	p.forced()
	w.live()
	w.to(2)
	q := readLesson(t, "websocket-protocol").Quiz[0]
	row := func(n int) string { return fmt.Sprintf("#walkthrough tr[data-step='%d']", n) }
	p.differs("the lit row", row(2), row(3), "outlineStyle")
	p.differs("whether it is live", "[data-mode-set=live]", "[data-mode-set=replay]", "backgroundColor")
	p.differs("how deep one looks", "[data-depth-set=plain]", "[data-depth-set=bytes]", "backgroundColor")
	p.differs("the lamp", "#walkthrough .lamp svg", "body", "color", "backgroundColor")
	p.click(fmt.Sprintf("%s [data-hint='1'] summary", q.form()))
	p.wait("the hint", "document.querySelector('#walkthrough .hinted')")
	p.differs("what a hint lights", "#walkthrough .hinted", row(3)+" td:not(.hinted)", "outlineStyle")
	if n := read[int](p, "document.getAnimations().length"); n != 0 {
		t.Errorf("%d animations run, and the visitor wants none", n)
	}
	p.picture("lesson")

	p.open("/labs/restart")
	p.differs("who was refused", ".crowd-key .refused", ".crowd-key .tried", "backgroundColor")
	for _, part := range []string{"tried", "refused"} {
		p.differs("a bar", ".crowd-key ."+part, "body", "backgroundColor")
	}
	p.picture("crowd")
}
