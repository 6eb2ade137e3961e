package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"time"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/store"
)

// lane is one thing that a room keeps up with. There are two, so that the step
// of an instructor never waits until everybody's tile was read.
type lane struct {
	wake  chan struct{}     // has room for one
	dirty map[bus.Note]bool // what has changed; the room's mu guards it
}

func newLane(dirty ...bus.Note) *lane {
	l := &lane{wake: make(chan struct{}, 1), dirty: map[bus.Note]bool{}}
	for _, n := range dirty {
		l.dirty[n] = true
	}
	return l
}

func (l *lane) poke() { poke(l.wake) }

// poke wakes whoever waits at a channel of capacity 1, now or next.
func poke(wake chan<- struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}

// keepUp lets read read what has changed, until ctx ends: what is decided about
// the class at once, counts and people at most each countsEvery.
func (r *room) keepUp(ctx context.Context, l *lane, read func(context.Context, map[bus.Note]bool) error) {
	var counted time.Time
	for {
		var later <-chan time.Time
		if wait := countsEvery - time.Since(counted); r.waits(l) && wait > 0 {
			later = time.After(wait)
		}
		select {
		case <-ctx.Done():
			return
		case <-later:
		case <-l.wake:
		}
		all := time.Since(counted) >= countsEvery
		if all {
			counted = time.Now()
		}
		dirty := r.take(l, all)
		if len(dirty) == 0 {
			continue
		}
		err := r.within(ctx, dirty, read)
		if err == nil || errors.Is(err, store.ErrNotFound) || ctx.Err() != nil {
			continue
		}
		r.mu.Lock()
		maps.Copy(l.dirty, dirty)
		r.mu.Unlock()
		r.s.log.LogAttrs(ctx, slog.LevelError, "a class could not be read; it is tried again", slog.String("class", r.code), errorAttr(err))
	}
}

// within bounds a reading, also one that panics: a fault that one class brings about
// is to be no other's.
func (r *room) within(ctx context.Context, dirty map[bus.Note]bool, read func(context.Context, map[bus.Note]bool) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			r.s.metrics.Panicked("class")
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, readWait)
	defer cancel()
	return read(ctx, dirty)
}

// waits reports whether something has changed that may wait for a moment.
func (r *room) waits(l *lane) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(l.dirty) > 0
}

// take returns what has changed: all of it, or only what is decided.
func (r *room) take(l *lane, all bool) map[bus.Note]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone {
		return nil
	}
	if all {
		dirty := l.dirty
		l.dirty = map[bus.Note]bool{}
		return dirty
	}
	decided := bus.Note{Kind: noteClass}
	if !l.dirty[decided] {
		return nil
	}
	delete(l.dirty, decided)
	return map[bus.Note]bool{decided: true}
}
