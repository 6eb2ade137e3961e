package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// class is all students of one walk.
type class struct {
	site     *url.URL
	script   script
	students int
	think    time.Duration
	arrive   time.Duration // within which they begin; 0: all at one moment
	conns    connections

	walking, walked, failed atomic.Int64 // for the progress line

	mu       sync.Mutex
	took     map[int][]time.Duration // by step
	failures map[failure]int
}

func newClass(site *url.URL, s script, students int, think time.Duration) *class {
	return &class{
		site: site, script: s, students: students, think: think,
		took: map[int][]time.Duration{}, failures: map[failure]int{},
	}
}

// status is the progress line.
func (c *class) status() string {
	return fmt.Sprintf("%d of %d rows · %d students walking · %d failed",
		c.walked.Load(), c.students*len(c.script.rows), c.walking.Load(), c.failed.Load())
}

// walk lets every student walk the whole script, and returns when the last one is
// through or has failed.
func (c *class) walk(ctx context.Context) *report {
	began := time.Now()
	c.each(func(i int) {
		select {
		case <-time.After(c.arrive * time.Duration(i) / time.Duration(c.students)):
		case <-ctx.Done():
			return
		}
		c.walking.Add(1)
		defer c.walking.Add(-1)
		s := newStudent(c.site, c.script, c.think, &c.conns, c.tookStep)
		defer s.leave()
		v, err := s.walk(ctx, len(c.script.rows))
		if err != nil {
			c.fail(err)
			return
		}
		v.leave()
	})
	return &report{
		site: c.site.String(), script: c.script, students: c.students, think: c.think,
		duration: time.Since(began), took: c.took, failures: c.failures,
		opened: c.conns.opened.Load(), most: c.conns.most.Load(),
	}
}

// holdAndEnd lets every student make another run and walk until its connection
// is open, then ends the program and looks at what each connection was told.
func (c *class) holdAndEnd(ctx context.Context, own *program) *ending {
	visits := make([]*visit, c.students)
	failures := newClass(c.site, c.script, c.students, 0)
	c.each(func(i int) {
		s := newStudent(c.site, c.script, 0, &c.conns, func(int, time.Duration) {})
		v, err := s.walk(ctx, c.script.open)
		if err != nil {
			failures.fail(err)
			s.leave()
			return
		}
		visits[i] = v
	})
	e := &ending{failures: failures.failures}
	for _, v := range visits {
		if v != nil {
			e.held++
		}
	}
	e.took, e.err = own.end()
	var mu sync.Mutex
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c.each(func(i int) {
		v := visits[i]
		if v == nil {
			return
		}
		defer v.student.leave()
		defer v.leave()
		goodbye := v.conn.goodbye(ctx)
		traced := v.traceEnded(ctx)
		mu.Lock()
		defer mu.Unlock()
		if goodbye == nil {
			e.goodbyes++
		} else {
			e.failures[failure{c.script.open, onConn, "after SIGTERM: " + bare(goodbye)}]++
		}
		if traced {
			e.traces++
		}
	})
	return e
}

// each calls f for every student at once, and returns when all have.
func (c *class) each(f func(i int)) {
	var all sync.WaitGroup
	for i := range c.students {
		all.Go(func() { f(i) })
	}
	all.Wait()
}

func (c *class) tookStep(n int, took time.Duration) {
	c.walked.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took[n] = append(c.took[n], took)
}

// fail counts a failed step; a student that was stopped has not failed.
func (c *class) fail(err error) {
	var f *failure
	if !errors.As(err, &f) {
		return
	}
	c.failed.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failures[*f]++
}
