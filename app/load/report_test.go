package main

import (
	"strings"
	"testing"
	"time"
)

func TestPercentile(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i + 1)
	}
	tests := []struct {
		sorted []time.Duration
		p      float64
		want   time.Duration
	}{
		{[]time.Duration{7}, 50, 7},
		{[]time.Duration{7}, 99, 7},
		{[]time.Duration{1, 2}, 50, 1},
		{[]time.Duration{1, 2}, 51, 2},
		{[]time.Duration{1, 2, 3}, 50, 2},
		{[]time.Duration{1, 2, 3}, 0.1, 1},
		{hundred, 50, 50},
		{hundred, 95, 95},
		{hundred, 99, 99},
		{hundred, 99.5, 100},
		{hundred, 100, 100},
	}
	for _, test := range tests {
		if got := percentile(test.sorted, test.p); got != test.want {
			t.Errorf("percentile of %d values, %g: got %d, want %d", len(test.sorted), test.p, got, test.want)
		}
	}
}

func TestReport(t *testing.T) {
	r := report{
		site: "http://127.0.0.1:1", script: scripts["websocket-protocol"], students: 2, think: time.Second,
		duration: 1500 * time.Millisecond, opened: 6, most: 5,
		took:     map[int][]time.Duration{1: {2 * time.Millisecond, 4 * time.Millisecond}, 2: {6 * time.Millisecond}},
		failures: map[failure]int{},
	}
	if !r.good() {
		t.Error("nothing failed, but the report is not good")
	}
	r.failures[failure{2, onPost, "409 Conflict: wait"}] = 1
	r.ending = &ending{held: 2, goodbyes: 2, traces: 2, took: 120 * time.Millisecond}
	if r.good() {
		t.Error("a step failed, but the report is good")
	}
	var b strings.Builder
	r.print(&b)
	for _, want := range []string{
		"rows walked     3 of 20\n",
		"failed steps    1\n",
		"p50 4.0 ms   p95 6.0 ms   p99 6.0 ms   max 6.0 ms\n",
		"duration        1.50 s\n",
		"connections     6 opened, at most 5 at once\n",
		"gone in 120 ms with 2 connections open, 2 told 1001, 2 traces ended\n",
		"   1  p50 2.0 ms",
		"    1 ×  row 2, post: 409 Conflict: wait\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report does not have %q:\n%s", want, b.String())
		}
	}
}

func TestEndingIsGoodOnlyWhenAllOfItIs(t *testing.T) {
	good := ending{held: 3, goodbyes: 3, traces: 3, took: time.Second}
	if !good.good() {
		t.Error("a good ending is not good")
	}
	for name, spoil := range map[string]func(*ending){
		"one socket was not told":  func(e *ending) { e.goodbyes = 2 },
		"one trace did not end":    func(e *ending) { e.traces = 2 },
		"it took too long":         func(e *ending) { e.took = endingLimit },
		"it exited with a failure": func(e *ending) { e.err = errLongLine },
		"a student did not hold":   func(e *ending) { e.failures = map[failure]int{{1, onPost, "x"}: 1} },
	} {
		e := good
		spoil(&e)
		if e.good() {
			t.Errorf("%s, but the ending is good", name)
		}
	}
}
