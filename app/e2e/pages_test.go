package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// allPages are the paths that every visitor can open; the last is a page that
// is not there.
func allPages(t *testing.T) []string {
	t.Helper()
	all := append(append([]string{"/", "/lessons", "/labs"}, lessonPaths()...), labPaths()...)
	return append(append(all, walkPaths(t)...), "/chooser", chosenPath, "/glossary", "/privacy", "/no-such-page")
}

func theme(dark bool) string {
	if dark {
		return "dark"
	}
	return "light"
}

// Every page, from a phone to a projector, light and dark: nothing in the console,
// nothing to scroll sideways, a title and one heading; and all of it by keyboard, by
// a finger, by ear, and in large text.
func TestPages(t *testing.T) {
	t.Parallel()
	const at = 6 // pages one after the other in a tab
	widths := []int64{320, 1366, 1920}
	if isThorough() {
		widths = append(widths, 390)
	}
	for i, paths := range slices.Collect(slices.Chunk(allPages(t), at)) {
		t.Run("from "+paths[0], func(t *testing.T) {
			t.Parallel()
			p := visit(t, look{width: 320, height: 640, dark: i%2 == 1})
			p.net.expect(`/no-such-page|404`)
			for _, path := range paths {
				p.size(320, 640)
				p.open(path)
				checkPage(t, p, path)
				p.checkWidths(path, widths...)
				p.checkLargeText(path)
				p.checkHeard(path)
			}
		})
	}
}

// checkWidths looks at the page that is open in windows of different widths, in
// both themes: a page that has loaded has nothing left to load for another look.
func (p *page) checkWidths(what string, widths ...int64) {
	p.t.Helper()
	for _, width := range widths {
		p.size(width, 900)
		if width == 320 || width == 1366 {
			p.checkReach(fmt.Sprintf("%s at %d", what, width))
		}
		for _, l := range []look{p.look.inverted(), p.look} {
			p.media("", l)
			checkWidth(p.t, p, what, width)
			p.picture(fmt.Sprintf("%s-%d-%s", or(strings.Trim(what, "/"), "home"), width, theme(l.dark)))
			if scheme := read[string](p, "getComputedStyle(document.documentElement).colorScheme"); !strings.Contains(scheme, theme(l.dark)) {
				p.t.Errorf("%s: the colour scheme is %q, the system asks for %s", what, scheme, theme(l.dark))
			}
		}
	}
}

func checkPage(t *testing.T, p *page, path string) {
	t.Helper()
	type facts struct {
		Title, Lang, Status, Description string
		Heading                          []string
		Duplicates, Nameless             []string
		Main                             int
		NoIndex                          bool
	}
	f := read[facts](p, `(() => {
		const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
		const name = (e) => (e.getAttribute("aria-label") ?? "") + (e.labels ? [...e.labels].map((l) => l.textContent).join("") : "") + e.textContent + (e.title ?? "") + (e.getAttribute("aria-labelledby") ?? "");
		return {
			Title: document.title,
			Lang: document.documentElement.lang,
			Status: [...document.querySelectorAll("[role=status]")].map((e) => e.id).join(),
			Description: document.querySelector("meta[name=description]")?.content ?? "",
			Heading: [...document.querySelectorAll("h1")].map((e) => e.textContent.trim()),
			Duplicates: ids.filter((id, i) => ids.indexOf(id) !== i),
			Nameless: [...document.querySelectorAll("button, a[href], input:not([type=hidden]), select")].filter((e) => !name(e).trim()).map((e) => e.outerHTML.slice(0, 100)),
			Main: document.querySelectorAll("main").length,
			NoIndex: !!document.querySelector("meta[name=robots][content=noindex]"),
		};
	})()`)
	if !strings.Contains(f.Title, "Wirewalk") || f.Lang != "en" || len(f.Heading) != 1 || f.Heading[0] == "" || f.Main != 1 || f.Status != "status" {
		t.Errorf("%s: %+v; want a title, English, one h1, one main and one role=status", path, f)
	}
	if len(f.Duplicates) > 0 || len(f.Nameless) > 0 {
		t.Errorf("%s: ids twice: %q; controls without a name: %q", path, f.Duplicates, f.Nameless)
	}
	if !f.NoIndex && f.Description == "" {
		t.Errorf("%s: no description", path)
	}
}

// checkWidth wants nothing to scroll sideways, and names what sticks out.
func checkWidth(t *testing.T, p *page, path string, width int64) {
	t.Helper()
	type overflow struct {
		Scroll int64
		Wide   []string
	}
	p.wait(fmt.Sprintf("a window %d wide", width), fmt.Sprintf("document.documentElement.clientWidth === %d", width))
	o := read[overflow](p, `(() => {
		const Scroll = document.scrollingElement.scrollWidth, edge = document.documentElement.clientWidth;
		const clipped = (e) => e && e !== document.documentElement && (getComputedStyle(e).overflowX !== "visible" || clipped(e.parentElement));
		const Wide = Scroll <= edge ? [] : [...document.querySelectorAll("body *")]
			.filter((e) => e.getBoundingClientRect().right > edge + 1 && e.checkVisibility() && !clipped(e.parentElement))
			.slice(-5).map((e) => e.outerHTML.slice(0, 90) + " to " + Math.round(e.getBoundingClientRect().right));
		return { Scroll, Wide };
	})()`)
	if o.Scroll > width {
		t.Errorf("%s at %d scrolls sideways to %d: %s", path, width, o.Scroll, strings.Join(o.Wide, "; "))
	}
}

// On the smallest phone nothing scrolls sideways: not the whole table, and no row of
// a walk at any depth. Each question is whole, and each row has its panes beneath it.
func TestWalkOnAPhone(t *testing.T) {
	thorough(t)
	t.Parallel()
	for _, slug := range walkable(t) {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			steps := readLesson(t, slug).Script.Steps
			p := visit(t, look{width: 320, height: 568})
			p.expectRefusals()
			w := p.lesson(pathOf(slug))
			last := key(len(steps))
			w.press("data-show-all")
			w.until("the whole table", func(s state) bool { return s.Cells[last][2] != "?" })
			checkWidth(t, p, "the whole table", 320)
			p.picture("whole-table")
			w.press("data-show-all")
			w.live()
			p.script("document.querySelector('#walkthrough').scrollIntoView({ behavior: 'instant' })")
			for i, step := range steps {
				n := i + 1
				if step.Predict != nil {
					checkQuestionIsWhole(t, w, n)
				}
				w.next(n)
				for depth, wide := range w.widths("code", "bytes", "plain") {
					if wide > 320 { // it names what sticks out
						w.depth(depth)
						checkWidth(t, p, fmt.Sprintf("row %d, %s", n, depth), 320)
					}
				}
				inRow := read[bool](p, fmt.Sprintf("!!document.querySelector('#walkthrough tr[data-step=\"%d\"] + tr [data-panes]')", n))
				if !inRow {
					t.Errorf("the panes of row %d are not beneath it", n)
				}
				bar := read[float64](p, "document.querySelector('#walkthrough [data-foot]').getBoundingClientRect().height")
				if bar > 64 {
					t.Errorf("row %d: the foot bar is %v px high, more than 64", n, bar)
				}
				p.picture(fmt.Sprintf("row-%02d", n))
			}
		})
	}
}

// The theme can be switched against the system's, and stays.
func TestThemeSwitch(t *testing.T) {
	t.Parallel()
	p := visit(t, laptop())
	p.open("/")
	paper := func() string { return read[string](p, "getComputedStyle(document.body).backgroundColor") }
	light := paper()
	for range 3 {
		if paper() != light {
			break
		}
		p.click("[data-theme-toggle]")
	}
	dark := paper()
	if dark == light {
		t.Fatalf("three presses of the theme button leave the paper %s", light)
	}
	p.open(lessonPath)
	if got := paper(); got != dark {
		t.Errorf("on the next page the paper is %s, want %s", got, dark)
	}
}
