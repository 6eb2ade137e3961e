package main

import (
	"strings"
	"testing"
	"time"
)

func TestLedReport(t *testing.T) {
	const unit = time.Millisecond
	r := ledReport{
		site: "http://127.0.0.1:1", script: scripts["websocket-protocol"], students: 10, arrive: 5 * time.Second,
		duration: 1500 * unit, opened: 60, most: 50, fresh: 7, bytes: 9 << 10, acked: 8, counted: 8,
		byRow: map[int]rowTimes{
			1: {page: []time.Duration{4 * unit, 8 * unit}, bare: []time.Duration{2 * unit}, busy: []time.Duration{4 * unit}, act: []time.Duration{20 * unit}, whole: []time.Duration{24 * unit}},
			2: {page: []time.Duration{6 * unit}},
		},
		bare: []time.Duration{2 * unit, 2 * unit}, news: []time.Duration{3 * unit}, votes: []time.Duration{5 * unit}, joins: []time.Duration{7 * unit},
		through: true, failures: map[failure]int{},
	}
	if !r.good() {
		t.Error("nothing failed, but the report is not good")
	}
	var b strings.Builder
	r.print(&b)
	said := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{
		"a class walks websocket-protocol together on http://127.0.0.1:1 ",
		"joined 1 of 10 from one address within 5s, 1 of them after two wrong codes each ",
		"rows walked 1 of 100 ", "votes 8 acknowledged of 40, 8 counted ", "failed 0 ", "cockpit, screen 7 updates, 9 KiB ",
		"bare hub, to every reader 2.0 2.0 2.0 2.0 ",
		"bare hub, to readers who answer 4.0 4.0 4.0 4.0 2.0 × ",
		"step, to every page 6.0 8.0 8.0 8.0 4.0 × 2.0 × ",
		"question, begin and end, to every page 3.0 3.0 3.0 3.0 1.5 × ",
		"vote, until acknowledged 5.0 ", "joining, until let in 7.0 ",
		" 1 8.0 2.0 4.0 20.0 24.0 2 6.0 - - - -",
	} {
		if !strings.Contains(said+" ", want) {
			t.Errorf("the report does not have %q:\n%s", want, b.String())
		}
	}
	for name, spoil := range map[string]func(*ledReport){
		"it did not come to its end": func(r *ledReport) { r.through = false },
		"a page heard nothing":       func(r *ledReport) { r.failures = map[failure]int{{2, onClass, "x"}: 1} },
		"a vote was not counted":     func(r *ledReport) { r.counted = 7 },
		"it took too long to end":    func(r *ledReport) { r.ended, r.endTook = true, endingLimit },
		"it ended with a failure":    func(r *ledReport) { r.ended, r.endErr = true, errLongLine },
	} {
		bad := r
		spoil(&bad)
		if bad.good() {
			t.Errorf("%s, but the report is good", name)
		}
	}
}
