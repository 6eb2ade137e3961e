package e2e

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
)

// A lab is sent with its knob where it is to stand. At one press all positions
// run, without a prediction, and the student's own table becomes a file.
func TestRunThemAll(t *testing.T) {
	t.Parallel()
	e := readLesson(t, "answers").Experiments[0]
	p := visit(t, laptop())
	p.expectRefusals()
	p.open("/labs/answers?" + e.ID + "=404")
	x := p.experiment(e.ID)
	p.wait("the knob", "document.querySelector("+quote(x.root+" [name=variant]:checked")+")?.value === '404'")
	x.choose("200")
	if at := read[string](p, "location.search"); at != "?"+e.ID+"=200" {
		t.Errorf("the address says %q", at)
	}
	// A silent server is waited for 10 s.
	p.script(`
		const plainly = setTimeout;
		globalThis.setTimeout = (act, ms, ...rest) => plainly(act, ms === 10000 ? 1500 : ms, ...rest);
		URL.createObjectURL = (blob) => (blob.text().then((text) => (globalThis.saved = text)), "#");`)
	p.click(x.root + " [data-run-all]")
	p.wait("all positions", fmt.Sprintf("document.querySelectorAll(%s).length === %d && document.querySelector(%s).textContent === 'Run them all'",
		quote(x.root+" [data-results] tbody tr"), len(e.Variants), quote(x.root+" [data-run-all] span")))
	if said := read[string](p, "document.querySelector("+quote(x.root+" .outcome")+").innerText"); !strings.HasPrefix(said, "What happened:") {
		t.Errorf("who said nothing is told %q", said)
	}
	p.click(x.root + " [data-download] button")
	p.wait("the file", "globalThis.saved")
	r := csv.NewReader(strings.NewReader(read[string](p, "saved")))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 4+len(e.Variants) {
		t.Fatalf("%d lines, %v: %q", len(rows), err, rows)
	}
	for i, v := range e.Variants {
		if row := rows[4+i]; len(row) != 3 || !contains(row[1], v.Standard) || row[2] == "" {
			t.Errorf("%s: %q", v.ID, row)
		}
	}
}
