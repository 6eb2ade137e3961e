package main

import (
	"context"
	"slices"
	"time"
)

// start measures from the program's start, with an empty data folder, until its
// first page has arrived whole, and its memory when nobody asks for anything.
func (b *bench) start(ctx context.Context) error {
	var took []time.Duration
	var memory int64
	for n := range b.starts {
		b.now("starting: %d of %d", n+1, b.starts)
		began := time.Now()
		p, err := b.fresh(ctx)
		if err != nil {
			return err
		}
		took = append(took, time.Since(began))
		if n == b.starts-1 {
			b.now("starting: memory when idle")
			select {
			case <-time.After(b.settle):
			case <-ctx.Done():
			}
			memory, err = memoryOf(p.cmd.Process.Pid)
		}
		p.kill()
		if err != nil {
			return err
		}
	}
	slices.Sort(took)
	b.table.within("from start to the first page, ms", "%.0f", ms(percentile(took, 50)), 0, "", atMost(400, "< 400 ms"))
	b.table.within("memory when idle, MB", "%.1f", float64(memory)/1e6, 0, "", atMost(60, "< 60 MB"))
	return nil
}
