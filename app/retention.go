package main

import (
	"context"
	"log/slog"
	"time"

	"wirewalk/app/internal/bus"
)

// expireEvery is how much longer than its time a class may be kept.
const expireEvery = time.Hour

// expire deletes the classes in which nothing happened for the retention, at once
// and then each expireEvery, until ctx ends.
func (p *program) expire(ctx context.Context) {
	if p.config.retention == 0 {
		return
	}
	again := time.NewTicker(expireEvery)
	defer again.Stop()
	for {
		codes, err := p.store.ExpireClasses(ctx, p.now().Add(-p.config.retention))
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			p.log.Error("old classes could not be deleted; it is tried again in an hour", "error", err)
		case len(codes) > 0:
			p.log.Info("old classes deleted", slog.Int("classes", len(codes)))
		}
		for _, code := range codes {
			if err := p.bus.Publish(ctx, bus.Note{Class: code, Kind: bus.Everything}); err != nil {
				p.log.Warn("pages of a deleted class may not know it yet", "error", err)
			}
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return
		}
	}
}
