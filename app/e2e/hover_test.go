package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// contrastScript is the contrast ratio of WCAG 2.2 between an element's text and
// what lies behind it.
const contrastScript = `((el) => {
	const parse = (color) => color.match(/[\d.]+/g).map(Number);
	let behind = el, paper = [0, 0, 0, 0];
	while (behind && (paper = parse(getComputedStyle(behind).backgroundColor)).length === 4 && paper[3] === 0) behind = behind.parentElement;
	const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
		.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
	const [a, b] = [light(parse(getComputedStyle(el).color)), light(paper)].sort((x, y) => y - x);
	return (a + 0.05) / (b + 0.05);
})`

// A button can be read while the mouse is on it, pressed or not; axe looks only
// at what no mouse is on.
func TestHoveredButtonsAreReadable(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{false, true} {
		t.Run(theme(dark), func(t *testing.T) {
			t.Parallel()
			l := laptop()
			l.dark, l.still = dark, true
			p := visit(t, l)
			w := p.lesson(lessonPath)
			w.live()
			w.to(1)
			w.press("data-show-all")
			for _, hook := range []string{"data-show-all", "data-flip", "data-mode-set=live", "data-mode-set=replay", "data-depth-set=plain", "data-depth-set=code", "data-count-set=frames", "data-count-set=http", "data-back", "data-next"} {
				selector := w.root + " [" + hook + "]"
				at := read[point](p, "((b) => ({ X: b.left + b.width / 2, Y: b.top + b.height / 2 }))((document.querySelector("+quote(selector)+").scrollIntoView({ block: 'center', behavior: 'instant' }), document.querySelector("+quote(selector)+").getBoundingClientRect()))")
				p.do("move the mouse onto "+hook, chromedp.MouseEvent("mouseMoved", at.X, at.Y))
				p.wait("the mouse on "+hook, "document.querySelector("+quote(selector)+").matches(':hover')")
				if ratio := read[float64](p, contrastScript+"(document.querySelector("+quote(selector)+"))"); ratio < 4.5 {
					t.Errorf("%s under the mouse has a contrast of %.2f, less than 4.5", hook, ratio)
				}
			}
		})
	}
}
