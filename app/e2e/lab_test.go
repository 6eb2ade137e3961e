package e2e

import (
	"encoding/csv"
	"regexp"
	"strings"
	"testing"
	"time"
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
	began := time.Now()
	x.runAll(e)
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("%d positions took %v: one of them is throttled, or waits too long", len(e.Variants), took)
	}
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
	// One answer opens it. Of all others the page is told the same.
	for i, v := range e.Variants {
		want := regexp.MustCompile(`^error, close 1006; CLOSED \(3\) after [\d.]+ m?s ✓ as expected$`)
		switch v.ID {
		case "101":
			want = regexp.MustCompile(`^open; OPEN \(1\) after [\d.]+ m?s ✓ as expected$`)
		case "silence":
			want = regexp.MustCompile(`^error, close 1006; CLOSED \(3\) after 1\.\d s$`)
		}
		if row := rows[4+i]; len(row) != 3 || !contains(row[1], v.Standard) || !want.MatchString(row[2]) {
			t.Errorf("%s: %q, want %s", v.ID, row, want)
		}
	}
}

// What the server answered stands on the wire; JavaScript gets the same two events,
// whatever it was.
func TestCauseStaysOnTheWire(t *testing.T) {
	t.Parallel()
	e := readLesson(t, "answers").Experiments[1]
	p := visit(t, laptop())
	p.expectRefusals()
	p.open("/labs/answers")
	x := p.experiment(e.ID)
	x.runAll(e)
	causes := map[string]string{
		"403": "403 Forbidden", "404": "404 Not Found", "503": "503 Service Unavailable",
		"wrong-accept": "✗ it fits the key", "extension": "✗ no extension that was not offered",
	}
	for _, width := range []int64{320, 1366, 1920} {
		p.size(width, 900)
		checkWidth(t, p, "/labs/answers", width)
	}
	for _, v := range e.Variants {
		cause, refused := causes[v.ID]
		if !refused {
			continue
		}
		crossed, seen := x.lanes(v.ID)
		if !strings.Contains(crossed, cause) {
			t.Errorf("%s: the wire does not show %q: %q", v.ID, cause, crossed)
		}
		if strings.Contains(seen, cause) || !strings.Contains(seen, "1006") || !strings.Contains(seen, "error") {
			t.Errorf("%s: JavaScript saw %q", v.ID, seen)
		}
	}
}
