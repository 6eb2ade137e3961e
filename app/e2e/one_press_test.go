package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// middle is where a press on an element lands, which is brought into view first.
func (p *page) middle(selector string) (at struct{ X, Y float64 }) {
	p.t.Helper()
	p.script("document.querySelector(" + quote(selector) + ").scrollIntoView({ block: 'center', behavior: 'instant' })")
	p.still()
	return read[struct{ X, Y float64 }](p, "((b) => ({ X: b.left + b.width / 2, Y: b.top + b.height / 2 }))(document.querySelector("+quote(selector)+").getBoundingClientRect())")
}

// A double click on what runs an experiment is one press, and Enter on an answer
// leaves the focus where Stop is. What was predicted is settled from then on.
func TestOnePressRunsAnExperiment(t *testing.T) {
	thorough(t)
	t.Parallel()
	p := visit(t, laptop())
	p.expectRefusals()
	p.open(streamPath)
	x := p.experiment("who-comes-back")
	x.choose("event-stream")
	p.click(x.root + " label:has(input[name=answer])")
	at := p.middle(x.root + " .experiment-foot [data-next]")
	twice := func(e *input.DispatchMouseEventParams) { e.Button, e.ClickCount = input.MouseButtonLeft, 2 }
	p.do("press twice", chromedp.MouseClickXY(at.X, at.Y),
		chromedp.MouseEvent(chromedp.MousePressed, at.X, at.Y, twice), chromedp.MouseEvent(chromedp.MouseReleased, at.X, at.Y, twice))
	p.wait("the experiment to run", "document.querySelector("+quote(x.root+" [data-next]")+").innerText.includes('Stop')")
	p.wait("its end", "document.querySelector("+quote(x.root+" .outcome")+")")

	y := p.experiment("early-headers")
	p.click(y.root + " label:has(input[name=answer])")
	p.press("\r")
	p.wait("the experiment to run", "document.activeElement.innerText.includes('Stop') && document.activeElement.matches("+quote(y.root+" [data-next]")+")")
	if read[bool](p, "!!document.querySelector("+quote(y.root+" [type=radio]:enabled")+")") {
		t.Error("while the experiment runs its prediction can be changed")
	}
	p.wait("its end", "document.querySelector("+quote(y.root+" .outcome")+")")
	if !read[bool](p, "document.activeElement.matches("+quote(y.root+" [data-next]")+")") {
		t.Error("the end of the experiment took the focus away")
	}
}

// A click that begins on Next is Next's, though it moves away meanwhile; one
// that is dragged off is nobody's.
func TestNextMovesUnderTheFinger(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(framesPath)
	next := w.root + " [data-foot] [data-next]"
	left := func(e *input.DispatchMouseEventParams) { e.Button, e.ClickCount = input.MouseButtonLeft, 1 }
	move := func(by string) {
		p.script("document.querySelector(" + quote(w.root+" [data-foot]") + ").style.marginInlineStart = " + quote(by))
	}
	at := p.middle(next)
	p.do("press Next", chromedp.MouseEvent(chromedp.MousePressed, at.X, at.Y, left))
	move("40rem")
	p.do("let it go", chromedp.MouseEvent(chromedp.MouseReleased, at.X, at.Y, left))
	w.until("row 1", func(s state) bool { return len(s.Happened) == 1 })

	move("0")
	at = p.middle(next)
	p.do("press Next", chromedp.MouseEvent(chromedp.MousePressed, at.X, at.Y, left))
	p.do("drag off it and let it go", chromedp.MouseEvent(chromedp.MouseMoved, at.X, at.Y-80, left), chromedp.MouseEvent(chromedp.MouseReleased, at.X, at.Y-80, left))
	w.next(2)
}

// Where what a press needs cannot be fetched, the page says so beside it, and
// the next press works; nothing happens by itself in between.
func TestPressWithoutTheServer(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.net.expect(`experiment\.js failed|Failed to load resource`)
	p.open(streamPath)
	p.settled()
	block := func(urls ...*network.BlockPattern) {
		call(p, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: urls})
	}
	block(&network.BlockPattern{URLPattern: "*://*:*/static/*/js/experiment.js", Block: true})
	way := "[data-way=streamed]"
	p.click(way + " [data-next]")
	p.wait("a word about it", "document.querySelector("+quote(way+" [data-aside]")+").innerText.includes('cannot reach')")
	if !strings.Contains(read[string](p, "document.getElementById('status').textContent"), "cannot reach") {
		t.Error("a screen reader does not hear of it")
	}
	block()
	p.middle("[data-way=whole] [data-next]")
	p.script("document.querySelector('[data-way=whole] [data-next]').focus()")
	p.settled()
	if read[string](p, "document.querySelector("+quote(way+" [data-answer]")+").innerText") != "" {
		t.Error("the press that was told to have failed was done later")
	}
	p.click(way + " [data-next]")
	p.wait("the answer", "document.querySelector("+quote(way+" [data-answer]")+").innerText.includes('writing takes time')")
}
