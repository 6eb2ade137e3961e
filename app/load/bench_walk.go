package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// walk lets students walk a lesson, each on a connection of their own.
func (b *bench) walk(ctx context.Context) error {
	own, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	defer own.kill()
	c := newClass(own.site, scripts["websocket-protocol"], b.walkers, b.think)
	c.arrive = b.arrive
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		for watching.Err() == nil {
			b.now("walking: %s", c.status())
			time.Sleep(redraw)
		}
	}()
	r := c.walk(ctx)
	stop()
	if !r.good() {
		for f, n := range r.failures {
			b.table.bad = append(b.table.bad, fmt.Sprintf("walking: %d × %s", n, f.Error()))
		}
	}
	failures := 0
	for _, n := range r.failures {
		failures += n
	}
	var took []time.Duration
	for _, of := range r.took {
		took = append(took, of...)
	}
	if len(took) == 0 {
		return failed(own, fmt.Errorf("walking: nobody came to row 1"))
	}
	slices.Sort(took)
	of := fmt.Sprintf("%d students walk: ", b.walkers)
	b.table.within(of+"failed steps", "%.0f", float64(failures), 0, "", atMost(0, "none"))
	b.table.within(of+"p50 from click to event, ms", "%.1f", ms(percentile(took, 50)), 0, "", goal{})
	b.table.within(of+"p99 from click to event, ms", "%.1f", ms(percentile(took, 99)), 0, "", atMost(100, "< 100 ms"))
	b.table.note("Students look at a row for %s, give or take half, and begin within %s of each other.", c.think, c.arrive)
	return nil
}
