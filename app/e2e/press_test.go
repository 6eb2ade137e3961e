package e2e

import (
	_ "embed"
	"errors"
	"fmt"

	"github.com/chromedp/chromedp"
)

//go:embed scripts/point.js
var pointScript string

// point is where a press on an element lands.
type point struct {
	X, Y    float64
	Problem string
}

// restFrames is for how many frames a page must not have moved to be at rest. A
// smooth scroll is seen in the second frame after it was asked for; a busy machine
// draws them late, so that no time would do.
const restFrames = 4

// click presses the mouse on the first element that the selector finds, where a
// visitor would: it must be visible and at rest, and nothing may cover it.
func (p *page) click(selector string) {
	p.t.Helper()
	frames := restFrames
	if p.look.noScript {
		frames = 0 // Chromium calls nothing back there, and only a link scrolls
	}
	var at, last point
	p.waitFor("press "+selector, eventWait, func() (bool, error) {
		last = at
		var err error
		at, err = tryRead[point](p, fmt.Sprintf("(%s)(%s, %d)", pointScript, quote(selector), frames))
		switch {
		case err == nil && at.Problem != "":
			err = errors.New(at.Problem)
		case err == nil && frames == 0 && at != last:
			err = errors.New("it moves")
		}
		return err == nil, err
	})
	p.do("press "+selector, chromedp.MouseClickXY(at.X, at.Y))
}

// still waits until the page scrolls no more.
func (p *page) still() {
	p.t.Helper()
	p.waitFor("the scrolling to end", eventWait, func() (bool, error) {
		return tryRead[bool](p, fmt.Sprintf(`(async () => {
			const before = scrollY;
			for (let n = 0; n < %d; n++) await new Promise((drawn) => requestAnimationFrame(drawn));
			return scrollY === before;
		})()`, restFrames))
	})
}
