package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// chosenPath is the chooser with every question answered.
const chosenPath = "/chooser?speaks=sometimes&often=soon&carries=text&missed=later&between=tabs&listeners=many"

// By keyboard alone: an answer with the arrows, the next question with Tab, the
// advice with Enter. The page opens at it, and the address has the answers.
func TestChooserByKeyboard(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open("/chooser")
	p.tabTo("the first question", "document.activeElement.name === 'speaks'")
	p.press(" ")
	p.press(kb.ArrowDown)
	p.tabTo("the second question", "document.activeElement.name === 'often'")
	p.press(" ")
	p.press(kb.Enter)
	p.advice("What fits: a stream that fetch reads")
	if search := read[string](p, "location.search"); search != "?speaks=answer&often=rarely" {
		t.Errorf("the address has %q", search)
	}
	p.wait("the advice in the window", `((b) => b.top >= 0 && b.top < innerHeight / 2)(document.querySelector("#advice").getBoundingClientRect())`)
	p.picture("some")
	p.press(kb.Tab)
	if inside := read[bool](p, "document.querySelector('#advice').contains(document.activeElement)"); !inside {
		t.Error("the next Tab is not within the advice")
	}
	p.script("setTimeout(() => history.back())") // after this command has been answered
	p.wait("the questions again", "location.search === '' && document.readyState === 'complete'")
}

// Without JavaScript it is the same page, and what would change the advice is a
// link that does.
func TestChooserWithoutJavaScript(t *testing.T) {
	t.Parallel()
	p := visit(t, look{width: 390, height: 780, noScript: true})
	p.open("/chooser")
	p.click("input[name=speaks][value=both]")
	p.click("input[name=missed][value=late]")
	p.click(".chooser button")
	p.advice("What fits: neither, but WebRTC or WebTransport")
	p.picture("late")
	turn := read[string](p, "[...document.querySelectorAll('#advice a')].find((a) => a.search.includes('missed=newest')).getAttribute('href')")
	p.click("#advice a[href='" + turn + "']")
	p.advice("What fits: a WebSocket")
	if chosen := read[[]string](p, "[...document.querySelectorAll('.chooser :checked')].map((i) => i.value)"); strings.Join(chosen, " ") != "both newest" {
		t.Errorf("chosen are %q", chosen)
	}
	p.click("#advice .effects .seen-at")
	p.wait("the place in the course", "location.pathname.startsWith('/lessons/') && document.querySelector(location.hash)")
}

// advice waits for the page that gives it.
func (p *page) advice(title string) {
	p.t.Helper()
	p.wait("the advice "+title, "document.readyState === 'complete' && document.querySelector('#advice-title')?.textContent === "+quote(title))
}
