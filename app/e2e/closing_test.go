package e2e

import (
	"regexp"
	"strings"
	"testing"
)

// Who closed and how is told by code and clean; what is late is seen on one side
// alone.
func TestClosing(t *testing.T) {
	t.Parallel()
	lab := map[string]experiment{}
	for _, e := range readLesson(t, "closing").Experiments {
		lab[e.ID] = e
	}
	p := visit(t, look{width: 1366, height: 900, dark: true})
	p.expectRefusals()
	p.open("/labs/closing")

	told := p.experiment("told")
	got := told.runAll(lab["told"])
	for variant, want := range map[string]string{
		"page-1000": "open, close 1000, clean", "page-3001": "open, close 3001, clean", "page-plain": "open, close 1005, clean",
		"server-1000": "open, close 1000, clean", "server-1001": "open, close 1001, clean", "server-4000": "open, close 4000, clean",
		"server-plain": "open, close 1005, clean", "cut": "open, close 1006", "reset": "open, close 1006",
	} {
		if !regexp.MustCompile(`^` + want + `; CLOSED \(3\) after [\d.]+ m?s ✓ as expected$`).MatchString(got[variant]) {
			t.Errorf("%s: the table says %q, want %q", variant, got[variant], want)
		}
	}
	if _, seen := told.lanes("server-4000"); !strings.Contains(seen, `code 4000, "Class is over", clean`) {
		t.Errorf("JavaScript saw %q", seen)
	}
	if wire, _ := told.lanes("page-plain"); strings.Contains(wire, "1005") {
		t.Errorf("1005 crossed: %q", wire)
	}

	comes := p.experiment("still-comes")
	comes.runAll(lab["still-comes"])
	if n := comes.frames("three", "server"); n != 4 {
		t.Errorf("three messages after close(), and a Close: %d frames crossed", n)
	}
	if _, seen := comes.lanes("three"); strings.Contains(seen, "message") {
		t.Errorf("three messages after close(): JavaScript saw %q", seen)
	}
	if _, seen := comes.lanes("both"); strings.Count(seen, "News") != 1 {
		t.Errorf("one message before close() and one after: JavaScript saw %q", seen)
	}

	goes := p.experiment("still-goes")
	goes.runAll(lab["still-goes"])
	if _, seen := goes.lanes("after"); !strings.Contains(seen, "bufferedAmount 5") || !strings.Contains(seen, "bufferedAmount 10") || goes.frames("after", "client") != 1 {
		t.Errorf("two messages behind close(): %d frames crossed, JavaScript saw %q", goes.frames("after", "client"), seen)
	}

	// JavaScript cannot end what is CLOSING. Who stops the waiting has this server do it.
	ends := p.experiment("tcp-end")
	ends.choose("never")
	p.click(ends.root + " label:has(input[name=answer])")
	p.click(ends.root + " [data-next]")
	p.wait("CLOSING", "document.querySelector("+quote(ends.table("never").root+" [data-lamp]")+").dataset.state === '2'")
	p.click(ends.root + " [data-next]")
	p.wait("the outcome", "document.querySelector("+quote(ends.root+" .outcome")+")")
	if n := ends.frames("never", "server"); n != 0 {
		t.Errorf("a Close that is never answered: %d frames came", n)
	}
	if _, seen := ends.lanes("never"); !strings.Contains(seen, "code 1006, not clean") {
		t.Errorf("never answered, and stopped: JavaScript saw %q", seen)
	}
	for _, width := range []int64{320, 1366, 1920} {
		p.size(width, 900)
		checkWidth(t, p, "/labs/closing", width)
	}
}
