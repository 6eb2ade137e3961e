package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// classPages are the pages of a class for who teaches, who is in it and who is
// about to join.
type classPages struct {
	desk   *cockpit
	member *student
	guest  *page
}

func newClassPages(t *testing.T, l look) classPages {
	t.Helper()
	desk := teacher(t, l).newClass("Networks")
	return classPages{desk, join(t, l, desk.code, "Ada", false), visit(t, l)}
}

// each calls do for every page, in a tab that may see it.
func (c classPages) each(do func(p *page, path string)) {
	for _, path := range []string{"/teach", c.desk.path(""), c.desk.path("/gradebook"), c.desk.path("/asked"), c.desk.path("/screen"), sheetPath} {
		do(c.desk.page, path)
	}
	for _, path := range []string{"/class", lessonPath, "/"} {
		do(c.member.page, path)
	}
	for _, path := range []string{"/join", "/join/" + c.desk.code, "/teach/sign-in", lessonPath} {
		do(c.guest, path)
	}
}

// Every page of a class, from a phone to a projector, light and dark: nothing in
// the console, nothing to scroll sideways, a title and one heading.
func TestClassPages(t *testing.T) {
	thorough(t)
	t.Parallel()
	c := newClassPages(t, look{width: 1366, height: 900})
	c.each(func(p *page, path string) {
		p.size(320, 640)
		p.open(path)
		checkPage(t, p, path)
		p.checkWidths(strings.ReplaceAll(path, c.desk.code, "CODE"), 320, 1366, 1920)
		p.checkHeard(path)
	})
}

// axe-core finds nothing on them, also while something is asked, revealed and
// plugged in.
func TestClassAxe(t *testing.T) {
	rules := axeRules(t)
	t.Parallel()
	l := laptop()
	c := newClassPages(t, l)
	c.each(func(p *page, path string) {
		if p == c.guest && path == lessonPath {
			return // the page of everyone
		}
		p.open(path)
		if path == lessonPath {
			p.axeIn("html", rules, path, painted...)
		} else {
			p.axe(rules, path)
		}
	})
	desk, ada := c.desk, c.member
	screen := desk.beside(l)
	screen.open(desk.path("/screen"))
	desk.open(desk.path(""))
	all := func(what string, but ...string) {
		desk.axeIn("html", rules, "the cockpit, "+what, but...)
		screen.axeIn("html", rules, "the screen, "+what, but...)
		ada.axeIn("[data-class-bar], [data-class-panel]", rules, "a student's page, "+what, but...)
	}
	ada.goes(lessonPath)
	desk.script("document.querySelector('#lead-lesson').value = 'websocket-protocol'")
	desk.pressed("lead", "Together")
	desk.pressed("lead", "Next for everyone")
	ada.walk.lit(1)
	ada.axeIn("#walkthrough", rules, "a student's page, a row", painted...)
	all("a row")
	desk.script(`document.querySelector("form[data-act] [value='websocket-protocol/P003-quiz-1']").form.requestSubmit()`)
	ada.wait("the question", "document.querySelector('[data-class-panel] form[data-vote]')?.checkVisibility()")
	screen.shows("stage", "answered")
	all("a question", painted...)
	ada.vote(t, "A")
	desk.pressed("asking", "Reveal")
	screen.shows("stage", "1 of 1 right")
	ada.wait("the results", "document.querySelector('[data-class-panel] .results')")
	all("results", painted...)
	desk.pressed("asking", "Put away")
	ada.net.expect("/class/plug/|closed before the connection is established")
	desk.pressed("plug", "Plug in")
	desk.shows("plug", "WebSockets open: 1 of 1")
	screen.shows("stage", "WebSockets open: 1 of 1")
	all("the plug", painted...)
}

// Without JavaScript somebody joins, reads what the class does, answers what it
// is asked, and leaves; and an instructor leads.
func TestClassWithoutJavaScript(t *testing.T) {
	t.Parallel()
	desk := teacher(t, laptop()).newClass("Networks")
	l := laptop()
	l.noScript = true
	p := visit(t, l)
	p.open("/join")
	p.typed("#code", desk.code)
	p.click(".btn.primary")
	p.wait("the page that asks for a name", "document.querySelector('#name')")
	p.typed("#name", "Ada")
	p.click("[data-module=join] .btn.primary")
	p.wait("the class", "location.pathname === '/class'")
	desk.shows("crowd", "of 1")
	desk.script(`document.querySelector("form[data-act] [value='websocket-protocol/P003-quiz-1']").form.requestSubmit()`)
	desk.shows("asking", "answered")
	p.open("/class")
	p.click("[data-vote] .option")
	p.click("[data-vote] .btn.primary")
	p.wait("that it is stored", "document.body.textContent.includes('Your answer is stored')")
	desk.shows("asking", "1 of")
	p.click("form[action='/class/leave'] .btn")
	p.wait("the page for joining", "location.pathname === '/join'")
}

// typed writes into a field as a visitor does.
func (p *page) typed(selector, text string) {
	p.t.Helper()
	p.click(selector)
	p.press(text)
}

// By the keyboard alone: a student finds the question, answers and sends it, and
// an instructor opens, closes and reveals it. Nothing takes the focus away.
func TestClassByKeyboard(t *testing.T) {
	t.Parallel()
	desk := teacher(t, laptop()).newClass("Networks")
	ada := join(t, laptop(), desk.code, "Ada", true)
	ada.goes(lessonPath)
	ada.script("document.querySelector('#walkthrough [data-next]').focus()")
	desk.script(`document.querySelector("form[data-act] [value='websocket-protocol/P003-quiz-1']").form.requestSubmit()`)
	ada.wait("the question", "document.querySelector('[data-class-panel] form[data-vote]')?.checkVisibility()")
	if !read[bool](ada.page, "document.activeElement.matches('[data-next]')") {
		t.Error("the question took the focus from Next")
	}
	if said := read[string](ada.page, "document.querySelector('#status').textContent"); !strings.Contains(said, "asks a question") {
		t.Errorf("a screen reader is told %q", said)
	}
	ada.script("document.querySelector('#walkthrough [data-next]').blur()")
	ada.script("scrollTo(0, 0)")
	ada.tabTo("the first option", "document.activeElement.matches('[data-class-panel] [name=answer]')")
	ada.press(" ")
	ada.press(kb.ArrowDown)
	ada.tabTo("Send", "document.activeElement.textContent === 'Send'")
	ada.press(kb.Enter)
	ada.wait("that it is stored", "/^Stored/.test(document.querySelector('[data-vote-saved]').textContent)")
	if !read[bool](ada.page, "document.activeElement.textContent === 'Send'") {
		t.Error("sending moved the focus")
	}
	desk.shows("asking", "1 of 1 answered")
	desk.tabTo("Close", "document.activeElement.textContent === 'Close'")
	desk.press(kb.Enter)
	desk.shows("asking", "closed, not revealed")
	desk.wait("the focus to stay in the region", "document.activeElement.closest('[data-region=asking]')")
	desk.tabBackTo("Reveal", "document.activeElement.textContent === 'Reveal'")
	desk.press(kb.Enter)
	desk.shows("asking", "revealed")
}
