package e2e

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	cdpage "github.com/chromedp/cdproto/page"
)

//go:embed scripts/reach.js
var reachScript string

// checkReach wants all of a page to be usable by keyboard, by a finger and by ear: Tab
// goes as the eye does, what has the focus can be seen and is covered by nothing,
// targets are large or far apart (WCAG 2.2, 2.4.3, 2.4.7, 2.4.11, 2.5.8), and there is
// one voice. A scroll that moves would take time: it is for a look that does not.
func (p *page) checkReach(what string) {
	p.t.Helper()
	for _, fault := range read[[]string](p, "("+reachScript+")()") {
		p.t.Errorf("%s: %s", what, fault)
	}
}

// named are the roles that nobody can use without a name.
var named = []string{
	"button", "link", "textbox", "searchbox", "combobox", "listbox", "radio", "checkbox", "slider", "spinbutton",
	"tab", "tabpanel", "region", "navigation", "table", "image", "dialog", "progressbar", "radiogroup",
}

// checkHeard wants of what a screen reader is given that each control, landmark and
// table has a name, and that nothing is called wrong before anybody has done anything.
// A page that was asked for its accessibility tree keeps one from then on, at several
// times the work for each change: ask last.
func (p *page) checkHeard(what string) {
	p.t.Helper()
	for _, n := range call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role, name := axText(n.Role), axText(n.Name)
		if slices.Contains(named, role) && strings.TrimSpace(name) == "" {
			p.t.Errorf("%s: a %s without a name, in the tree beneath %s", what, role, n.ParentID)
		}
		for _, of := range n.Properties {
			if of.Name == "invalid" && axText(of.Value) == "true" {
				p.t.Errorf("%s: %s %q is called wrong before it was touched", what, role, name)
			}
		}
	}
}

// axText is a value of the accessibility tree as text.
func axText(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var text any
	if json.Unmarshal(v.Value, &text) != nil || text == nil {
		return ""
	}
	return fmt.Sprint(text)
}

// checkLargeText wants nothing to be lost where somebody has set text to twice its
// size, which WCAG 2.2 asks for in 1.4.4.
func (p *page) checkLargeText(what string) {
	p.t.Helper()
	const usual, usualFixed = 16, 13 // Chromium's own
	p.size(1366, 657)
	call(p, cdpage.SetFontSizes, cdpage.SetFontSizesParams{FontSizes: &cdpage.FontSizes{Standard: 2 * usual, Fixed: 2 * usualFixed}})
	p.wait("text of twice its size", "parseFloat(getComputedStyle(document.documentElement).fontSize) >= 32")
	checkWidth(p.t, p, what+", text of twice its size", 1366)
	for _, cut := range read[[]string](p, cutOff) {
		p.t.Errorf("%s, text of twice its size: cut off: %s", what, cut)
	}
	p.picture(what + "-large-text")
	call(p, cdpage.SetFontSizes, cdpage.SetFontSizesParams{FontSizes: &cdpage.FontSizes{Standard: usual, Fixed: usualFixed}})
}

// cutOff are the elements that hide a part of what stands in them, other than those
// that are only to be heard.
const cutOff = `[...document.querySelectorAll("main, main *")].filter((el) => {
	const style = getComputedStyle(el);
	if (!el.checkVisibility() || el.clientWidth < 2 || style.clipPath !== "none") return false;
	return ["hidden", "clip"].includes(style.overflowX) && el.scrollWidth > el.clientWidth + 2 && !!el.innerText?.trim();
}).map((el) => el.scrollWidth + " in " + el.clientWidth + " px: " + el.outerHTML.replace(/\s+/g, " ").slice(0, 90))`
