package e2e

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
)

// A lab of several experiments runs all of them at one press, which stops them
// too, and has one table of the whole page, and one file.
func TestRunTheWholePage(t *testing.T) {
	thorough(t)
	t.Parallel()
	lesson := readLesson(t, "faults")
	total := 0
	for _, x := range lesson.Experiments {
		total += len(x.Variants)
	}
	p := visit(t, laptop())
	p.expectRefusals()
	p.open("/labs/faults")
	p.script(`URL.createObjectURL = (blob) => (blob.text().then((text) => (globalThis.saved = text)), "#");`)
	rows := `document.querySelectorAll("[data-page-results] tbody tr:has(td)").length`
	label := `document.querySelector("[data-run-page] span").textContent`
	all := read[string](p, label)
	if !strings.Contains(all, fmt.Sprint(total)) {
		t.Errorf("the button says %q, there are %d positions", all, total)
	}

	p.wait("the button", `!document.querySelector("[data-run-page]").disabled`)
	p.click("[data-run-page]")
	p.wait("a first row", rows+" > 0 && "+label+".startsWith('Stop')")
	p.click("[data-run-page]")
	p.wait("the stop", label+" === "+quote(all))
	if n := read[int](p, rows); n == 0 || n >= total {
		t.Errorf("after it was stopped the table has %d rows", n)
	}

	p.click("[data-run-page]")
	p.waitFor("all of them", 3*eventWait, func() (bool, error) {
		return tryRead[bool](p, fmt.Sprintf("%s === %d && %s === %s", rows, total, label, quote(all)))
	})
	p.picture("all")
	p.click("[data-download-page]")
	p.wait("the file", "globalThis.saved")
	r := csv.NewReader(strings.NewReader(read[string](p, "saved")))
	r.FieldsPerRecord = -1
	lines, err := r.ReadAll()
	if err != nil || len(lines) != 4+total {
		t.Fatalf("%d lines, %v: %q", len(lines), err, lines)
	}
	lines = lines[4:]
	for _, x := range lesson.Experiments {
		title := read[string](p, "document.querySelector("+quote("[data-experiment='"+x.ID+"'] h3")+").textContent")
		for _, v := range x.Variants {
			line := lines[0]
			lines = lines[1:]
			if len(line) != 4 || line[0] != title || line[1] == "" || !contains(line[2], v.Standard) {
				t.Fatalf("%s/%s: %q", x.ID, v.ID, line)
			}
			as := ""
			switch {
			case v.Measured != "":
				as = "✗ not as expected"
			case v.Expect != "":
				as = "✓ as expected"
			}
			if did := line[3]; !strings.HasPrefix(did, "open") || !strings.HasSuffix(did, as) || as == "" && strings.Contains(did, "expected") {
				t.Errorf("%s/%s: this browser did %q, want %q at its end", x.ID, v.ID, did, as)
			}
		}
	}
	p.checkStreams()
}
