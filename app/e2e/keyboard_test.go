package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// All rows by keyboard alone, from the top of the page: Tab to Next, Enter for
// each row, answers with arrows. The focus stays on Next, and the lit row on the
// screen, also where the way to an answer has moved the page. What keys do depends
// on the page alone and not on what a lesson says.
func TestWalkByKeyboard(t *testing.T) {
	t.Parallel()
	for _, slug := range append(mostForms(), walks(t)[0]) {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			lesson := readLesson(t, slug)
			p := visit(t, laptop())
			p.expectRefusals()
			w := p.lesson(pathOf(slug))
			w.depth("code")
			p.tabTo("the link that skips to the content", "document.activeElement.matches('a.skip')")
			const next = "document.activeElement.matches('#walkthrough [data-next]')"
			p.tabTo("Next", next)
			asked := 0
			for i, step := range lesson.Script.Steps {
				n := i + 1
				predict := w.see().Predict
				if predict != 0 {
					asked++
				}
				switch {
				case predict == 0:
					p.press(kb.Enter)
				case asked%2 == 1:
					p.tabBackTo("the options before row "+key(n), fmt.Sprintf("document.activeElement.matches('form[data-predict=\"%d\"] input')", n))
					p.press(" ")
					p.tabTo("Next", next)
					p.press(kb.Enter)
				default:
					p.tabTo("Skip", "document.activeElement.matches('#walkthrough [data-skip]')")
					p.press(" ")
				}
				s := w.lit(n)
				if s.readyState() != step.ReadyState {
					t.Errorf("row %d: readyState is %d", n, s.readyState())
				}
				if !strings.Contains(s.Focus, "next") {
					t.Errorf("row %d: the focus is on %s %q, want Next", n, s.Focus, s.FocusText)
				}
				checkOnScreen(t, p, fmt.Sprintf("row %d", n))
			}
			p.picture("end")
		})
	}
}

// On a phone the navigation stands beneath the switch between light and dark, and Tab
// comes to it after that.
func TestTabOnAPhone(t *testing.T) {
	t.Parallel()
	p := visit(t, look{width: 320, height: 640})
	p.open("/")
	var passed []string
	for range 4 {
		p.press(kb.Tab)
		passed = append(passed, read[string](p, "document.activeElement.className || document.activeElement.textContent"))
	}
	if want := []string{"skip", "brand", "btn icon js-only", "Lessons"}; !slices.Equal(passed, want) {
		t.Errorf("Tab passes %q, want %q", passed, want)
	}
}

// The keys of the walkthrough act inside it and nowhere else.
func TestWalkthroughKeys(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	w.live()
	p.script("document.querySelector('#walkthrough').focus({ preventScroll: true })")
	p.press(kb.ArrowRight)
	w.lit(1)
	p.press(kb.ArrowRight)
	w.lit(2)
	p.press(kb.ArrowLeft)
	w.shown(1)
	p.press("?")
	p.wait("the list of keys", "document.querySelector('[data-keys-dialog]').open")
	p.picture("keys")
	p.press(kb.Escape)
	p.wait("the list to close", "!document.querySelector('[data-keys-dialog]').open")

	p.script("document.activeElement.blur()")
	p.press(kb.ArrowRight)
	p.click("#why-title")
	p.press(kb.ArrowRight)
	if s := w.see(); !slices.Equal(s.Now, []int{1}) {
		t.Errorf("an arrow outside the walkthrough moved it to %v", s.Now)
	}

	p.script("document.querySelector('#walkthrough [data-scrub]').focus({ preventScroll: true })")
	p.press(kb.End)
	if s := w.lit(10); s.readyState() != 3 {
		t.Errorf("End on the slider shows %s", s)
	}
	p.press(kb.Home)
	w.shown(0)
}

// The three depths are tabs that the arrows choose among and Enter opens, and
// the choice outlives a step and a reload.
func TestDepthTabs(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	w := p.lesson(lessonPath)
	p.script("document.querySelector('[data-depth-set=plain]').focus()")
	p.press(kb.ArrowRight)
	p.press(kb.ArrowRight)
	if outline := read[string](p, "getComputedStyle(document.activeElement).outlineStyle"); outline != "solid" {
		t.Errorf("the focused tab has outline %q: nobody sees where the focus is", outline)
	}
	if s := w.see(); s.Depth != "plain" || s.FocusText != "Bytes" {
		t.Errorf("two arrows chose %s and focused %q; only Enter may choose", s.Depth, s.FocusText)
	}
	p.press(kb.Enter)
	w.until("the bytes", func(s state) bool { return s.Depth == "bytes" })
	w.live()
	w.to(2)
	if s := w.see(); s.Depth != "bytes" {
		t.Errorf("a step changed the depth to %s", s.Depth)
	}
	p.reload()
	w.until("the bytes after a reload", func(s state) bool { return s.Depth == "bytes" })
}

// tabTo presses Tab until a condition on the focus holds.
func (p *page) tabTo(what, condition string) { p.t.Helper(); p.tab(what, condition) }

// tabBackTo presses Shift and Tab until it does.
func (p *page) tabBackTo(what, condition string) {
	p.t.Helper()
	p.tab(what, condition, chromedp.KeyModifiers(chromedp.ModifierShift))
}

func (p *page) tab(what, condition string, options ...chromedp.KeyOption) {
	p.t.Helper()
	const most = 200
	var path []string
	for range most {
		if read[bool](p, "!!("+condition+")") {
			return
		}
		p.press(kb.Tab, options...)
		path = append(path, read[string](p, "document.activeElement.outerHTML.slice(0, 70)"))
	}
	p.t.Fatalf("%d presses of Tab do not reach %s; the last passed %q", most, what, path[len(path)-5:])
}
