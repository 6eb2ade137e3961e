package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// instructorToken signs in at the program that all tests share.
const instructorToken = "the-instructor-of-these-tests"

// teacher is a tab in which an instructor is signed in.
func teacher(t *testing.T, l look) *page {
	t.Helper()
	p := visit(t, l)
	p.open("/teach/sign-in#" + instructorToken)
	p.wait("the first page of who teaches", "location.pathname === '/teach' && document.readyState === 'complete'")
	return p
}

// beside opens another tab of the same browser, with the same cookies.
func (p *page) beside(l look) *page {
	p.t.Helper()
	info, err := chromedp.Call(p.ctx, target.GetTargetInfo, target.GetTargetInfoParams{TargetID: chromedp.FromContext(p.ctx).Target.TargetID})
	if err != nil {
		p.t.Fatal(err)
	}
	if l.port == "" {
		l.port = p.look.port
	}
	return visitIn(p.t, l, chromedp.WithExistingBrowserContext(info.TargetInfo.BrowserContextID))
}

// cockpit is the page that a class is led from.
type cockpit struct {
	*page
	code string // eight letters
}

// newClass makes a class of all lessons.
func (p *page) newClass(title string) *cockpit {
	p.t.Helper()
	p.open("/teach")
	p.script("document.querySelector('#title').value = " + quote(title))
	p.click("form[action='/teach'] .btn.primary")
	p.wait("the cockpit", "location.pathname.startsWith('/teach/classes/') && document.readyState === 'complete'")
	return &cockpit{p, strings.TrimPrefix(read[string](p, "location.pathname"), "/teach/classes/")}
}

func (c *cockpit) path(of string) string { return "/teach/classes/" + c.code + of }

// pressed presses the button of that name in a region of the cockpit.
func (c *cockpit) pressed(region, name string) {
	c.t.Helper()
	c.wait("the button "+name, fmt.Sprintf(
		"[...document.querySelectorAll('[data-region=%s] button:enabled')].some((b) => b.textContent === %s)", region, quote(name)))
	c.script(fmt.Sprintf(
		"[...document.querySelectorAll('[data-region=%s] button:enabled')].find((b) => b.textContent === %s).click()", region, quote(name)))
}

// shows waits until a region says so.
func (p *page) shows(region, text string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("%q in %s", text, region), fmt.Sprintf(
		"document.querySelector('[data-region=%s]').textContent.replace(/\\s+/g, ' ').includes(%s)", region, quote(text)))
}

// student is somebody in a class, in a browser of their own.
type student struct {
	*page
	name string
	walk *walkthrough
}

// join joins a class as somebody who typed its code, or opened its link.
func join(t *testing.T, l look, code, name string, typed bool) *student {
	t.Helper()
	p := visit(t, l)
	if typed {
		p.open("/join")
		p.script("document.querySelector('#code').value = " + quote(strings.ToLower(code[:4]+" "+code[4:])))
		p.click(".btn.primary")
	} else {
		p.open("/join/" + code)
	}
	p.wait("the page that asks for a name", "document.querySelector('#name') && document.readyState === 'complete'")
	p.script("document.querySelector('#name').value = " + quote(name))
	p.click("[data-module=join] .btn.primary")
	p.wait("that the network is good enough", "location.pathname === '/class' && /^Yes\\./.test(document.querySelector('[data-checks-said]')?.textContent ?? '')")
	return &student{page: p, name: name}
}

// goes opens the walkthrough of a lesson.
func (s *student) goes(path string) {
	s.t.Helper()
	s.walk = s.lesson(path)
	s.script("document.querySelector('#walkthrough').scrollIntoView({ behavior: 'instant' })")
}

// bar waits until the bar of the class says so.
func (s *student) bar(text string) {
	s.t.Helper()
	s.wait(fmt.Sprintf("%s is told %q", s.name, text), fmt.Sprintf("document.querySelector('[data-class-now]')?.textContent.includes(%s)", quote(text)))
}
