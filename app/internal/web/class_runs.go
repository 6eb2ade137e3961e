package web

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/live"
	"wirewalk/app/internal/store"
)

const (
	// lastWords is how long after the end of a run its page may still report what
	// JavaScript saw; then the recording is stored.
	lastWords = time.Second
	// progressEvery is how often progress is stored, all of it at once: three
	// hundred people step at the same moment.
	progressEvery = 200 * time.Millisecond
	// storeWait bounds the storing of what nobody waits for.
	storeWait = 10 * time.Second
	// keptAtOnce is how many recordings are packed and stored at once: a class ends
	// three hundred runs at one moment, and what its instructor does next must not
	// wait for a processor behind all of them.
	keptAtOnce = 4
)

// classRuns are the runs of people in classes: how far they have come is stored
// as they go, and their recordings when they are over.
type classRuns struct {
	s       *Server
	ctx     context.Context
	stop    context.CancelFunc
	work    sync.WaitGroup
	keeping chan struct{} // holds one for each recording that is being stored

	mu       sync.Mutex
	of       map[string]*class.Person     // by run, while it goes on
	progress map[[2]string]class.Progress // by person and lesson, not yet stored
	classes  map[string]string            // their classes, by person
	timer    *time.Timer                  // nil while there is nothing to store
}

func newClassRuns(s *Server) *classRuns {
	ctx, stop := context.WithCancel(context.Background())
	return &classRuns{s: s, ctx: ctx, stop: stop, keeping: make(chan struct{}, keptAtOnce), of: map[string]*class.Person{}, progress: map[[2]string]class.Progress{}, classes: map[string]string{}}
}

// close stores what is not stored yet. All runs must be over.
func (cr *classRuns) close() {
	cr.stop()
	cr.work.Wait()
	cr.flush()
}

// add makes a run that of a person.
func (cr *classRuns) add(run *live.Run, p *class.Person) {
	cr.mu.Lock()
	cr.of[run.ID] = p
	cr.mu.Unlock()
	leave := func() {}
	if cr.s.peers != nil {
		_, leave = cr.s.rooms.enter(p.Class) // which hears where they are put out
	}
	cr.work.Go(func() {
		defer leave()
		<-run.Done()
		select {
		case <-time.After(lastWords):
		case <-cr.ctx.Done():
		}
		cr.moved(run)
		cr.save(run, p)
		cr.mu.Lock()
		delete(cr.of, run.ID)
		cr.mu.Unlock()
	})
}

// end ends the runs of people who are out, so that whoever sits there next does not
// walk for them.
func (cr *classRuns) end(isOut func(*class.Person) bool) {
	cr.mu.Lock()
	var ids []string
	for id, p := range cr.of {
		if isOut(p) {
			ids = append(ids, id)
		}
	}
	cr.mu.Unlock()
	for _, id := range ids {
		if run, err := cr.s.runs.Get(id); err == nil {
			run.End(live.Closed, "This browser is not in the class any more as who made this run, so this server ended it. Press Next to open another connection.")
		}
	}
}

// whose is the person that a run is of, or nil.
func (cr *classRuns) whose(run string) *class.Person {
	cr.mu.Lock()
	defer cr.mu.Unlock()
	return cr.of[run]
}

// save stores the recording of a run.
func (cr *classRuns) save(run *live.Run, p *class.Person) {
	select {
	case cr.keeping <- struct{}{}:
		defer func() { <-cr.keeping }()
	case <-cr.ctx.Done(): // the server ends, and nobody else is waiting
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeWait)
	defer cancel()
	err := cr.s.store.SaveRecording(ctx, p.ID, run.ID, run.Recording())
	if errors.Is(err, store.ErrNotFound) {
		return // they have left meanwhile, and what was theirs is deleted
	}
	if err != nil {
		cr.s.log.LogAttrs(ctx, slog.LevelError, "a recording could not be stored", slog.String("run", run.ID), errorAttr(err))
	}
}

// moved notes how far a run of a lesson's walkthrough has come; other runs are
// no progress.
func (cr *classRuns) moved(run *live.Run) {
	p := cr.whose(run.ID)
	if p == nil || run.Script.ID != run.Script.Lesson().Slug {
		return
	}
	done := run.StepsDone()
	if done == 0 {
		return
	}
	cr.note(p.Class, class.Progress{
		Person: p.ID, Lesson: run.Script.ID, Step: done, At: done, Run: run.ID,
		Held: run.HoldingStep() > 0, Moved: cr.s.now(),
	})
}

// note has progress stored with the next flush, in place of what was noted before it.
func (cr *classRuns) note(code string, moved class.Progress) {
	cr.mu.Lock()
	defer cr.mu.Unlock()
	cr.keep(code, moved, cr.progress[[2]string{moved.Person, moved.Lesson}])
}

// noteAgain is note for what could not be stored: what was noted meanwhile is newer.
func (cr *classRuns) noteAgain(code string, moved class.Progress) {
	cr.mu.Lock()
	defer cr.mu.Unlock()
	newest, noted := cr.progress[[2]string{moved.Person, moved.Lesson}]
	if !noted {
		newest = moved
	}
	cr.keep(code, newest, moved)
}

// keep keeps moved for the next flush, and of what was before it the furthest row.
// cr.mu is held.
func (cr *classRuns) keep(code string, moved, before class.Progress) {
	moved.Step = max(moved.Step, before.Step)
	cr.progress[[2]string{moved.Person, moved.Lesson}] = moved
	cr.classes[moved.Person] = code
	if cr.timer == nil && cr.ctx.Err() == nil {
		cr.timer = time.AfterFunc(progressEvery, cr.flush)
	}
}

// flush stores the progress that was noted. Where it cannot be, it is noted
// again with the next.
func (cr *classRuns) flush() {
	cr.mu.Lock()
	moved, classes := cr.progress, cr.classes
	cr.progress, cr.classes, cr.timer = map[[2]string]class.Progress{}, map[string]string{}, nil
	cr.mu.Unlock()
	if len(moved) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeWait)
	defer cancel()
	if err := cr.s.store.SaveProgress(ctx, slices.Collect(maps.Values(moved))); err != nil {
		cr.s.log.LogAttrs(ctx, slog.LevelError, "progress could not be stored", errorAttr(err))
		for _, m := range moved {
			cr.noteAgain(classes[m.Person], m)
		}
		return
	}
	told := map[string]bool{}
	for _, code := range classes {
		if !told[code] {
			told[code] = true
			cr.s.changed(code, noteProgress, "")
		}
	}
}
