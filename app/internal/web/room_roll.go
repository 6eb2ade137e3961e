package web

import (
	"context"
	"maps"
	"sync"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/class"
)

// roll is everyone in a class, as a cockpit needs them.
type roll struct {
	class    *class.Class
	people   []class.Person
	progress map[string][]class.Progress // by person
	answers  map[string][]class.Answer   // by person
	here     map[string]bool
}

// readEveryone reads what cockpits show, where there are any.
func (r *room) readEveryone(ctx context.Context, dirty map[bus.Note]bool) error {
	r.mu.Lock()
	had, cockpits := r.roll, r.cockpits
	r.mu.Unlock()
	if cockpits == 0 {
		return nil // the first one reads everything
	}
	var of *class.Class
	if had != nil && !classMoved(dirty) {
		of = had.class
	} else {
		var err error
		if of, err = r.s.store.Class(ctx, r.code); err != nil {
			return err
		}
	}
	next, err := r.s.readRoll(ctx, of, had, dirty)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cockpits == 0 {
		return nil
	}
	r.roll = next
	close(r.changed)
	r.changed = make(chan struct{})
	return nil
}

// readRoll reads of everyone in a class what is dirty since had was read; where
// had is nil, all of it.
func (s *Server) readRoll(ctx context.Context, of *class.Class, had *roll, dirty map[bus.Note]bool) (*roll, error) {
	next := &roll{class: of}
	all := had == nil || dirty[bus.Note{Kind: bus.Everything}]
	if all || dirty[bus.Note{Kind: noteProgress}] {
		// Everybody's: a class that walks together has moved as a whole.
		progress, err := s.store.Progress(ctx, of.Code)
		if err != nil {
			return nil, err
		}
		next.progress = map[string][]class.Progress{}
		for _, p := range progress {
			next.progress[p.Person] = append(next.progress[p.Person], p)
		}
	} else {
		next.progress = maps.Clone(had.progress) // others read it
	}
	if all {
		answers, err := s.store.Answers(ctx, of.Code)
		if err != nil {
			return nil, err
		}
		next.answers = map[string][]class.Answer{}
		for _, a := range answers {
			next.answers[a.Person] = append(next.answers[a.Person], a)
		}
	} else {
		next.answers = maps.Clone(had.answers)
		for n := range dirty {
			if n.Kind != notePerson {
				continue
			}
			var err error
			if next.answers[n.ID], err = s.store.PersonAnswers(ctx, n.ID); err != nil {
				return nil, err
			}
		}
	}
	people, err := s.store.People(ctx, of.Code)
	if err != nil {
		return nil, err
	}
	next.people, next.here = people, s.rooms.here(of.Code)
	for _, p := range people {
		if p.Simulated {
			next.here[p.ID] = true // a student of a rehearsal has no page
		}
	}
	// Who is deleted is no part of any count.
	there := map[string]bool{}
	for _, p := range people {
		there[p.ID] = true
	}
	maps.DeleteFunc(next.progress, func(id string, _ []class.Progress) bool { return !there[id] })
	maps.DeleteFunc(next.answers, func(id string, _ []class.Answer) bool { return !there[id] })
	return next, nil
}

// watch asks for everyone, for a cockpit, until leave.
func (r *room) watch() (leave func()) {
	r.mu.Lock()
	r.cockpits++
	r.rolled.dirty[bus.Note{Kind: notePeople}] = true
	r.mu.Unlock()
	r.rolled.poke()
	return sync.OnceFunc(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.cockpits--; r.cockpits == 0 {
			r.roll = nil
		}
	})
}

// everyone is the roll, nil before it was first read; changed is closed when
// there is another; gone says that there will be none.
func (r *room) everyone() (now *roll, changed <-chan struct{}, gone bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.roll, r.changed, r.gone
}
