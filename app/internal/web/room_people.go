package web

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
)

// attend notes that a person is connected here, until leave.
func (r *room) attend(person string) (leave func()) {
	change := func(by int) {
		r.mu.Lock()
		before := r.here[person]
		r.here[person] += by
		after := r.here[person]
		if after == 0 {
			delete(r.here, person)
		}
		r.mu.Unlock()
		if (before == 0) != (after == 0) {
			poke(r.shares)
			r.s.changed(r.code, notePeople, "")
		}
	}
	change(1)
	return sync.OnceFunc(func() {
		change(-1)
		// This person alone: a class that starts its runs leaves three hundred streams
		// at one moment, and each is followed by another.
		r.saw(context.Background(), person)
	})
}

// sawAll tells the store who is connected.
func (r *room) sawAll(ctx context.Context) {
	r.saw(ctx, slices.Collect(maps.Keys(r.present()))...)
}

// saw tells the store that people are connected, or were until now.
func (r *room) saw(ctx context.Context, ids ...string) {
	ctx, cancel := context.WithTimeout(ctx, readWait)
	defer cancel()
	r.mu.Lock()
	gone := r.gone
	r.mu.Unlock()
	if len(ids) == 0 || gone {
		return
	}
	if err := r.s.store.SawPeople(ctx, ids, r.s.now()); err != nil && ctx.Err() == nil {
		r.s.log.LogAttrs(ctx, slog.LevelWarn, "who is connected could not be stored", errorAttr(err))
	}
}

// present are the people who are connected here.
func (r *room) present() map[string]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make(map[string]bool, len(r.here))
	for id := range r.here {
		all[id] = true
	}
	return all
}

// here are the people of a class who are connected, to whatever instance; the map
// is the caller's.
func (rs *rooms) here(code string) map[string]bool {
	rs.mu.Lock()
	r := rs.of[code]
	rs.mu.Unlock()
	all := map[string]bool{}
	if r != nil {
		all = r.present()
	}
	for _, of := range rs.s.elsewhere(code) {
		for _, id := range of.People {
			all[id] = true
		}
	}
	return all
}
