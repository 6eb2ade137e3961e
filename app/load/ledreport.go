package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"
)

// ledReport is what a class found that was led.
type ledReport struct {
	site     string
	script   script
	students int
	arrive   time.Duration
	think    time.Duration
	duration time.Duration
	byRow    map[int]rowTimes
	news     []time.Duration // what is no row, from the instructor's POST to each page
	bare     []time.Duration // as much from the bare hub, from its POST to each reader
	joins    []time.Duration // from the form's POST to its answer
	votes    []time.Duration // until acknowledged; of a vote that was sent twice, both times
	acked    int             // votes that were acknowledged, each once
	counted  int             // that the server counted
	fresh    int64           // what kept cockpit and screen fresh: events,
	bytes    int64           // and bytes of data
	through  bool            // the class came to its end
	failures map[failure]int
	opened   int64 // TCP connections
	most     int64 // at once
	ended    bool  // the program was ended here:
	endTook  time.Duration
	endErr   error
}

// rowTimes are those of one row, of each student.
type rowTimes struct {
	page  []time.Duration // from the instructor's POST to the page
	bare  []time.Duration // from the bare hub's POST to its reader, just before
	busy  []time.Duration // the same, where each reader answers with a POST at once
	act   []time.Duration // from the page to the row on its connection
	whole []time.Duration // from the instructor's POST to that
}

// good reports whether nothing failed.
func (r *ledReport) good() bool {
	return r.through && len(r.failures) == 0 && r.acked == r.counted && (!r.ended || r.endErr == nil && r.endTook < endingLimit)
}

func (r *ledReport) print(w io.Writer) {
	walked, failed := 0, 0
	for _, of := range r.byRow {
		walked += len(of.act)
	}
	for _, n := range r.failures {
		failed += n
	}
	asked, mistyped := 0, 0
	for _, of := range r.script.rows {
		if of.asks != "" {
			asked++
		}
	}
	for n := range r.students {
		if mistypes(n) {
			mistyped++
		}
	}
	fmt.Fprintf(w, "a class walks %s together on %s\n", r.script.id, r.site)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "joined\t%d of %d from one address within %s, %d of them after two wrong codes each\n", len(r.joins), r.students, r.arrive, mistyped)
	fmt.Fprintf(t, "rows walked\t%d of %d\n", walked, r.students*len(r.script.rows))
	fmt.Fprintf(t, "votes\t%d acknowledged of %d, %d counted\n", r.acked, r.students*asked, r.counted)
	fmt.Fprintf(t, "failed\t%d\n", failed)
	fmt.Fprintf(t, "cockpit, screen\t%d updates, %d KiB\n", r.fresh, r.bytes>>10)
	fmt.Fprintf(t, "duration\t%.2f s\n", r.duration.Seconds())
	fmt.Fprintf(t, "connections\t%d opened, at most %d at once\n", r.opened, r.most)
	if r.ended {
		fmt.Fprintf(t, "SIGTERM\tgone in %.0f ms\n", ms(r.endTook))
	}
	_ = t.Flush()

	if len(r.bare) > 0 {
		r.printTimes(w)
	}
	list(w, "failed", r.failures)
	if r.endErr != nil {
		fmt.Fprintln(w, "\nending the program:", r.endErr)
	}
	if r.endTook >= endingLimit {
		fmt.Fprintf(w, "\nending the program took longer than %s\n", endingLimit)
	}
}

// printTimes prints how long everything took, beside the bare hub.
func (r *ledReport) printTimes(w io.Writer) {
	var page, busy, act, whole []time.Duration
	for _, of := range r.byRow {
		page, busy, act, whole = append(page, of.page...), append(busy, of.busy...), append(act, of.act...), append(whole, of.whole...)
	}
	fmt.Fprintln(w, "\nThe bare hub is net/http, a mutex and channels, in a process of its own. Just before each step it sends the same\n"+
		"bytes to as many readers; before a row once more to readers who answer with a POST at once, as pages do then.")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "ms\tp50\tp95\tp99\tmax\tp99 / bare\tp99 / answering\t\n")
	line := func(what string, took, bare, busy []time.Duration) {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t\n", what, columns(took), ratio(took, bare), ratio(took, busy))
	}
	line("bare hub, to every reader", r.bare, nil, nil)
	line("bare hub, to readers who answer", busy, r.bare, nil)
	line("step, to every page", page, r.bare, busy)
	line("question, begin and end, to every page", r.news, r.bare, nil)
	line("page, to the row on its connection", act, nil, nil)
	line("step, to the row on every connection", whole, nil, nil)
	line("vote, until acknowledged", r.votes, nil, nil)
	line("joining, until let in", r.joins, nil, nil)
	_ = t.Flush()

	if len(r.byRow) > 0 {
		fmt.Fprintln(w, "\np99 by row, ms")
		t = tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprint(t, "row\tto every page\tbare\tanswering\tpage to row\tto every row\t\n")
		for _, step := range slices.Sorted(maps.Keys(r.byRow)) {
			of := r.byRow[step]
			fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\t%s\t\n", step, p99(of.page), p99(of.bare), p99(of.busy), p99(of.act), p99(of.whole))
		}
		_ = t.Flush()
	}
}

// columns are the usual percentiles of d in ms.
func columns(d []time.Duration) string {
	if len(d) == 0 {
		return "-\t-\t-\t-"
	}
	sorted := slices.Sorted(slices.Values(d))
	return fmt.Sprintf("%.1f\t%.1f\t%.1f\t%.1f",
		ms(percentile(sorted, 50)), ms(percentile(sorted, 95)), ms(percentile(sorted, 99)), ms(sorted[len(sorted)-1]))
}

func p99(d []time.Duration) string {
	if len(d) == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", ms(percentile(slices.Sorted(slices.Values(d)), 99)))
}

// ratio is how many times the p99 of beside that of d is; "" where one is
// missing.
func ratio(d, beside []time.Duration) string {
	if len(d) == 0 || len(beside) == 0 {
		return ""
	}
	of := func(d []time.Duration) float64 {
		return float64(percentile(slices.Sorted(slices.Values(d)), 99))
	}
	return fmt.Sprintf("%.1f ×", of(d)/of(beside))
}
