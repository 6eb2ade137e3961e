package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"text/tabwriter"
	"time"
)

// report is what a walk found.
type report struct {
	site     string
	script   script
	students int
	think    time.Duration
	duration time.Duration
	took     map[int][]time.Duration // from the click to the step event, by step
	failures map[failure]int
	opened   int64 // TCP connections
	most     int64 // at once
	ending   *ending
}

// ending is how the program ended while connections were open.
type ending struct {
	held     int // students that held an open connection and a trace
	goodbyes int // connections that were told so: a Close with 1001, or the stream's end
	traces   int // that ended
	took     time.Duration
	err      error
	failures map[failure]int
}

// endingLimit is how long the program may take to end.
const endingLimit = 5 * time.Second

// good reports whether nothing failed.
func (r *report) good() bool {
	return len(r.failures) == 0 && (r.ending == nil || r.ending.good())
}

func (e *ending) good() bool {
	return e.err == nil && len(e.failures) == 0 && e.goodbyes == e.held && e.traces == e.held && e.took < endingLimit
}

func (r *report) print(w io.Writer) {
	var all []time.Duration
	for _, took := range r.took {
		all = append(all, took...)
	}
	failed := 0
	for _, n := range r.failures {
		failed += n
	}
	fmt.Fprintf(w, "%s on %s\n", r.script.id, r.site)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "students\t%d, thinking %s between rows\n", r.students, r.think)
	fmt.Fprintf(t, "rows walked\t%d of %d\n", len(all), r.students*len(r.script.rows))
	fmt.Fprintf(t, "failed steps\t%d\n", failed)
	fmt.Fprintf(t, "click to event\t%s\n", spread(all))
	fmt.Fprintf(t, "duration\t%.2f s\n", r.duration.Seconds())
	fmt.Fprintf(t, "connections\t%d opened, at most %d at once\n", r.opened, r.most)
	if e := r.ending; e != nil {
		goodbye := "told 1001"
		if r.script.protocol == "event-stream" {
			goodbye = "ended"
		}
		fmt.Fprintf(t, "SIGTERM\tgone in %.0f ms with %d connections open, %d %s, %d traces ended\n",
			ms(e.took), e.held, e.goodbyes, goodbye, e.traces)
	}
	_ = t.Flush()

	if len(all) > 0 {
		fmt.Fprintln(w, "\nclick to event by row")
		for _, step := range slices.Sorted(maps.Keys(r.took)) {
			fmt.Fprintf(w, "%4d  %s\n", step, spread(r.took[step]))
		}
	}
	list(w, "failed steps", r.failures)
	if e := r.ending; e != nil {
		list(w, "failed while ending", e.failures)
		if e.err != nil {
			fmt.Fprintln(w, "\nending the program:", e.err)
		}
		if e.took >= endingLimit {
			fmt.Fprintf(w, "\nending the program took longer than %s\n", endingLimit)
		}
	}
}

// list prints failures, the row first where they began.
func list(w io.Writer, title string, failures map[failure]int) {
	if len(failures) == 0 {
		return
	}
	fmt.Fprintln(w, "\n"+title)
	all := slices.SortedFunc(maps.Keys(failures), func(a, b failure) int {
		return cmp.Or(a.step-b.step, cmp.Compare(a.kind, b.kind), cmp.Compare(a.why, b.why))
	})
	for _, f := range all {
		fmt.Fprintf(w, "%5d ×  %s\n", failures[f], f.Error())
	}
}

// spread is the usual percentiles of d in ms.
func spread(d []time.Duration) string {
	if len(d) == 0 {
		return "nothing measured"
	}
	sorted := slices.Sorted(slices.Values(d))
	return fmt.Sprintf("p50 %.1f ms   p95 %.1f ms   p99 %.1f ms   max %.1f ms",
		ms(percentile(sorted, 50)), ms(percentile(sorted, 95)), ms(percentile(sorted, 99)), ms(sorted[len(sorted)-1]))
}

// percentile is the smallest of sorted that at least p percent do not exceed
// (nearest rank). sorted must not be empty, p is above 0 and at most 100.
func percentile(sorted []time.Duration, p float64) time.Duration {
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
