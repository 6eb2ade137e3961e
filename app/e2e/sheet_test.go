package e2e

import (
	"fmt"
	"testing"
)

// sheetPath is the run sheet of the lesson on frames.
const sheetPath = framesPath + "/sheet"

// On A4 a run sheet begins with its title, has nothing to press, is nowhere wider
// than the paper, and cuts no stop and no key in two.
func TestSheetOnPaper(t *testing.T) {
	thorough(t)
	t.Parallel()
	// A4 with margins of 1 cm, at 96 pixels to the inch.
	const paperWidth, paperHeight = 718, 1047
	for _, path := range []string{lessonPath, framesPath, streamPath} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			p := teacher(t, look{width: paperWidth, height: paperHeight})
			p.open(path)
			p.click("#next a[href='" + path + "/sheet']")
			p.wait("the sheet", "location.pathname.endsWith('/sheet') && document.readyState === 'complete'")
			p.media("print", laptop())
			type piece struct {
				What, Break string
				Height      float64
			}
			pieces := read[[]piece](p, `[...document.querySelectorAll(".sheet-stop, .key")].map((e) => ({
				What: e.querySelector("h3").textContent, Break: getComputedStyle(e).breakInside, Height: e.getBoundingClientRect().height,
			}))`)
			for _, e := range pieces {
				if e.Break != "avoid" || e.Height == 0 || e.Height > paperHeight {
					t.Errorf("%q may be cut: break-inside %s, %.0f px high", e.What, e.Break, e.Height)
				}
			}
			if len(pieces) < 10 {
				t.Errorf("%d stops and keys", len(pieces))
			}
			if shown := read[[]string](p, `[...document.querySelectorAll("header, nav, footer, button, form, .skip")].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80))`); len(shown) > 0 {
				t.Errorf("these are printed: %q", shown)
			}
			if top := read[float64](p, "document.querySelector('h1').getBoundingClientRect().top"); top > 60 {
				t.Errorf("the title begins %.0f px down the paper", top)
			}
			if page := read[string](p, "getComputedStyle(document.querySelector('.keys-part')).breakBefore"); page != "page" {
				t.Errorf("the keys begin on the sheet that may be left on a desk: break-before %s", page)
			}
			checkWidth(t, p, path+"/sheet", paperWidth)
			for i := range 3 {
				p.script(fmt.Sprintf("scrollTo({ top: %d, behavior: 'instant' })", i*paperHeight))
				p.picture(fmt.Sprintf("part-%d", i+1))
			}
		})
	}
}
