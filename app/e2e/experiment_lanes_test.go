package e2e

import "fmt"

// runAll runs all positions of the knob, and returns what the table says that this
// browser did, by position.
func (x *experimenting) runAll(e experiment) map[string]string {
	x.t.Helper()
	x.p.click(x.root + " [data-run-all]")
	x.p.wait("all positions", fmt.Sprintf("document.querySelectorAll(%s).length === %d && document.querySelector(%s).textContent === 'Run them all'",
		quote(x.root+" [data-results] tbody tr"), len(e.Variants), quote(x.root+" [data-run-all] span")))
	return read[map[string]string](x.p, "Object.fromEntries([...document.querySelectorAll("+quote(x.root+" [data-results] tbody tr")+")].map((tr) => [tr.dataset.variant, tr.cells[2].textContent]))")
}

// lanes are the texts of both sides of one position: what crossed, and what
// JavaScript saw.
func (x *experimenting) lanes(variant string) (wire, seen string) {
	x.t.Helper()
	text := func(of string) string {
		return read[string](x.p, "[...document.querySelectorAll("+quote(x.table(variant).root+" "+of)+")].map((e) => e.textContent).join(' ').replace(/\\s+/g, ' ')")
	}
	return text("[data-wire-live]"), text("[data-seen-live]")
}

// frames is how many frames one side has sent in one position.
func (x *experimenting) frames(variant, from string) int {
	x.t.Helper()
	return read[int](x.p, "document.querySelectorAll("+quote(x.table(variant).root+" [data-wire-live] > [data-kind=frame][data-from="+from+"]")+").length")
}
