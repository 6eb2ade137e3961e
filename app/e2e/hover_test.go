package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// A button can be read while the mouse is on it, pressed or not; axe looks only
// at what no mouse is on.
func TestHoveredButtonsAreReadable(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{false, true} {
		t.Run(theme(dark), func(t *testing.T) {
			t.Parallel()
			l := laptop()
			l.dark = dark
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
				p.contrast(selector, hook+" under the mouse")
			}
		})
	}
}
