package e2e

import (
	"context"
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

//go:embed scripts/watch.js
var watchScript string

const (
	// commandWait bounds one command to the browser; only a broken one takes longer.
	// axe-core works for five seconds on a lesson where it has a processor to itself.
	commandWait = 3 * time.Minute
	// eventWait bounds what a page does after a press: the program answers a step
	// within five seconds, and the machine may be busy.
	eventWait = 10 * time.Second
	// glance is how soon a condition is looked at again, at first: looking costs the
	// page time of its own, so what lasts is looked at less and less often.
	glance     = 15 * time.Millisecond
	rareGlance = 100 * time.Millisecond
)

// look is what a visitor's browser is like.
type look struct {
	width, height int64
	dark          bool
	noScript      bool
	moving        bool   // without prefers-reduced-motion
	host          string // "classroom.test" unless set
	port          string // the program's unless set
}

// laptop is a small laptop's window, the size that must show everything at once.
func laptop() look { return look{width: 1366, height: 657} }

// moves is a look of who does not ask for less motion, as most do not. It takes a
// machine twice the work.
func (l look) moves() look {
	l.moving = true
	return l
}

// inverted is a look in the other theme.
func (l look) inverted() look {
	l.dark = !l.dark
	return l
}

// page is a tab with cookies, storage and cache of its own.
type page struct {
	t    *testing.T
	ctx  context.Context
	base string
	net  *traffic
	look look
}

// visit opens a tab that is looked after until the test ends: what it wrote to
// its console as an error and what it could not load fail the test.
func visit(t *testing.T, l look) *page {
	t.Helper()
	return visitIn(t, l, chromedp.WithNewBrowserContext())
}

func visitIn(t *testing.T, l look, in chromedp.ContextOption) *page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chromium.ctx, in)
	t.Cleanup(cancel)
	p := &page{t: t, ctx: ctx, net: newTraffic(), look: l}
	p.base = "http://" + or(l.host, "classroom.test") + ":" + or(l.port, wirewalk.port)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal("open a tab:", err)
	}
	if err := chromedp.Listen(ctx, p.net.see); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			p.picture("failed")
		}
		for _, fault := range p.net.faults() {
			t.Errorf("the browser complained: %s", fault)
		}
	})
	call(p, cdpage.AddScriptToEvaluateOnNewDocument, cdpage.AddScriptToEvaluateOnNewDocumentParams{Source: watchScript})
	// Tabs of a headless browser would otherwise take the focus from each other.
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.noScript})
	if l.noScript {
		p.net.expect(`\.js failed: +csp`) // how Chromium says that it loads none
	}
	p.size(l.width, l.height)
	p.media("", l)
	return p
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (p *page) size(width, height int64) {
	p.t.Helper()
	call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 600,
	})
}

// media sets the medium, "" or "print", and the visitor's preferences.
func (p *page) media(medium string, l look) {
	p.t.Helper()
	scheme, motion := "light", "reduce"
	if l.dark {
		scheme = "dark"
	}
	if l.moving {
		motion = "no-preference"
	}
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium, Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: motion},
	}})
}

// open goes to a path of the program and waits until the page has loaded.
func (p *page) open(path string) {
	p.t.Helper()
	p.do("open "+path, chromedp.Navigate(p.base+path))
}

func (p *page) reload() {
	p.t.Helper()
	p.do("reload", chromedp.Reload())
}

// do runs actions that must succeed.
func (p *page) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, commandWait)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// read evaluates an expression in the page; a promise is waited for.
func read[T any](p *page, expression string) T {
	p.t.Helper()
	got, err := tryRead[T](p, expression)
	if err != nil {
		p.t.Fatalf("%s: %v", shorten(expression), err)
	}
	return got
}

func tryRead[T any](p *page, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, commandWait)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// script evaluates statements whose value does not matter.
func (p *page) script(statements string) {
	p.t.Helper()
	read[chromedp.Void](p, "{"+statements+"\n}")
}

// wait returns when the condition, an expression, holds in the page.
func (p *page) wait(what, condition string) {
	p.t.Helper()
	p.waitFor(what, eventWait, func() (bool, error) { return tryRead[bool](p, "!!("+condition+")") })
}

func (p *page) waitFor(what string, most time.Duration, holds func() (bool, error)) {
	p.t.Helper()
	waitFor(p.t, what, most, holds)
}

// waitFor returns when a condition of a page holds, in whatever browser it is.
func waitFor(t *testing.T, what string, most time.Duration, holds func() (bool, error)) {
	t.Helper()
	limit := time.Now().Add(most)
	for pause := glance; ; pause = min(pause*4/3, rareGlance) {
		ok, err := holds()
		if ok && err == nil {
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("waited %v in vain: %s (last error: %v)", most, what, err)
		}
		time.Sleep(pause)
	}
}

// press types keys of package kb, or characters.
func (p *page) press(keys string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.do("press a key", chromedp.KeyEvent(keys, options...))
}

// picture saves what the window shows, where WIREWALK_SCREENSHOTS says.
func (p *page) picture(name string) {
	dir := os.Getenv("WIREWALK_SCREENSHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, commandWait)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		file := notInNames.ReplaceAllString(p.t.Name()+"-"+name, "-") + ".png"
		err = os.WriteFile(filepath.Join(dir, file), png, 0o644)
	}
	if err != nil {
		p.t.Logf("no picture %s: %v", name, err)
	}
}

var notInNames = regexp.MustCompile(`[^A-Za-z0-9.]+`)

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 160 {
		return s[:160] + "…"
	}
	return s
}
