package e2e

import (
	_ "embed"
	"strings"
	"testing"
)

//go:embed scripts/contrast.js
var contrastScript string

// faint are the texts in what a selector finds that are too faint to read.
func (p *page) faint(selector string) []string {
	p.t.Helper()
	return read[[]string](p, "[...document.querySelectorAll("+quote(selector)+")].flatMap("+contrastScript+")")
}

// contrast fails the test where a text in what a selector finds is too faint.
func (p *page) contrast(selector, what string) {
	p.t.Helper()
	if found := p.faint(selector); len(found) > 0 {
		p.t.Errorf("%s: too faint:\n  %s", what, strings.Join(found[:min(4, len(found))], "\n  "))
	}
}

// The check of contrast finds what is too faint, in colours of its own or through
// what is half transparent, and nothing else.
func TestFaintIsFound(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open("/privacy")
	for style, want := range map[string]int{
		"color: #777; background: #fff":                                    1, // 4.48
		"color: #767676; background: #fff":                                 0, // 4.54
		"color: #777; background: #fff; font-size: 24px":                   0,
		"color: #777; background: #fff; font-size: 19px; font-weight: 700": 0,
		"color: #999; background: #fff; font-size: 24px":                   1, // 2.85
		"color: rgb(0 0 0 / 0.5); background: #fff":                        1, // 3.95
		"color: #000; background: #fff; opacity: 0.4":                      1,
		"color: #000; background: rgb(0 0 0 / 0.6)":                        1,
		"color: color-mix(in srgb, black 45%, white); background: #fff":    1,
		"color: #fff; background: #fff; visibility: hidden":                0,
		"color: #fff; background: #fff; display: none":                     0,
		"color: oklch(0.6 0 0); background: oklch(1 0 0)":                  1,
		"color: oklch(0.4 0 0); background: oklch(1 0 0)":                  0,
	} {
		p.script("document.querySelector('main').innerHTML = '<div><p>text</p></div>'; document.querySelector('main div').style.background = 'white'; document.querySelector('main p').style.cssText = " + quote(style))
		if found := p.faint("main"); len(found) != want {
			t.Errorf("%s: it finds %q, want %d", style, found, want)
		}
	}
	for _, c := range []struct {
		markup, style string // of the link
		want          int
	}{
		{"<p>a text with <a href='/'>a link</a></p>", "", 0},
		{"<p>a text with <a href='/'>a link</a></p>", "text-decoration: none", 1},
		{"<p>a text with <a href='/'>a link</a></p>", "text-decoration: none; border-bottom: 1px solid", 0},
		{"<p><a href='/'>alone</a></p>", "text-decoration: none", 0},
	} {
		p.script("document.querySelector('main').innerHTML = " + quote(c.markup) + "; document.querySelector('main a').style.cssText = " + quote(c.style))
		if found := p.faint("main"); len(found) != c.want {
			t.Errorf("%s, %s: it finds %q, want %d", c.markup, c.style, found, c.want)
		}
	}
}
