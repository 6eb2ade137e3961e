package e2e

import "testing"

// A term that is pointed at, or reached by keyboard, says what it means; the
// page itself does not carry the meanings.
func TestTermsAreExplained(t *testing.T) {
	t.Parallel()
	const term = `[...document.querySelectorAll("main a[href^='/glossary#']")].find((a) => a.checkVisibility())`
	for name, reach := range map[string]func(p *page){
		"pointed at": func(p *page) {
			p.script(term + `.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }))`)
		},
		"focused": func(p *page) { p.script(term + ".focus()") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := visit(t, laptop())
			p.open(lessonPath)
			if title := read[string](p, term+".title"); title != "" {
				t.Errorf("before that its title is %q", title)
			}
			reach(p)
			p.wait("the meaning", term+".title.length > 20")
			if left := read[int](p, `document.querySelectorAll("main a[href^='/glossary#']:not([title])").length`); left > 0 {
				t.Errorf("%d terms are not explained", left)
			}
		})
	}
}
