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

// led is a class whose instructor leads it through a lesson.
type led struct {
	site       *url.URL
	token      string // the instructor's
	script     script
	students   int
	arrive     time.Duration // within which they join
	think      time.Duration // before a vote; the instructor, between two rows
	patience   time.Duration // how long the instructor waits for everyone
	conns      connections
	instructor *instructor
	hub        *yardstick
	all        *meetings
	deleted    bool // the class is

	walked, row, failures atomic.Int64 // for the progress line

	mu sync.Mutex
	r  ledReport
}

func newLed(site *url.URL, token string, s script, students int, arrive, think time.Duration) *led {
	return &led{
		site: site, token: token, script: s, students: students, arrive: arrive, think: think,
		patience: patience, all: newMeetings(students),
		r: ledReport{
			site: site.String(), script: s, students: students, arrive: arrive, think: think,
			byRow: map[int]rowTimes{}, failures: map[failure]int{},
		},
	}
}

// status is the progress line.
func (l *led) status() string {
	return fmt.Sprintf("row %d of %d · %d rows walked · %d students · %d failed",
		l.row.Load(), len(l.script.rows), l.walked.Load(), l.all.left(), l.failures.Load())
}

// walk lets everyone join, walk the whole script together and leave, and returns
// when the class is deleted.
func (l *led) walk(ctx context.Context) *ledReport {
	began := time.Now()
	ctx, stop := context.WithCancel(ctx)
	var students sync.WaitGroup
	err := l.open(ctx)
	if err == nil {
		for n := range l.students {
			students.Go(func() { l.attend(ctx, n) })
		}
		err = l.lead(ctx)
	}
	l.r.through = err == nil
	l.failed(ctx, err)
	stop()
	students.Wait()
	if l.hub != nil {
		l.hub.end()
	}
	if l.instructor != nil {
		l.tidy(ctx)
		l.instructor.leave()
		l.r.fresh, l.r.bytes = l.instructor.fresh.Load(), l.instructor.bytes.Load()
	}
	l.r.duration = time.Since(began)
	l.r.opened, l.r.most = l.conns.opened.Load(), l.conns.most.Load()
	return &l.r
}

// tidy deletes the class where the walk did not come to its end.
func (l *led) tidy(ctx context.Context) {
	if l.deleted || l.instructor.code == "" {
		return
	}
	_ = l.instructor.remove(context.WithoutCancel(ctx)) // why it ended was told before
}

// open makes the class, and what it is compared with.
func (l *led) open(ctx context.Context) (err error) {
	if l.hub, err = startYardstick(ctx, l.students); err != nil {
		return &failure{0, onHub, err.Error()}
	}
	l.instructor = newInstructor(l.site, &l.conns)
	if err = l.instructor.signIn(ctx, l.token); err != nil {
		return err
	}
	if err = l.instructor.begin(ctx, l.script.id); err != nil {
		return err
	}
	return l.instructor.watch(ctx)
}

func (l *led) attend(ctx context.Context, n int) {
	f := newFollower(ctx, l, n)
	if err := f.attend(ctx, l.arrive*time.Duration(n)/time.Duration(l.students)); err != nil {
		l.all.quit(n)
		l.failed(ctx, err)
	}
}

// failed counts why somebody went, unless they were all stopped.
func (l *led) failed(ctx context.Context, err error) {
	if ctx.Err() == nil {
		l.fail(err)
	}
}

func (l *led) joined(took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.r.joins = append(l.r.joins, took)
}

func (l *led) acknowledged(took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.r.votes = append(l.r.votes, took)
}

// fail counts a *failure; what is none says it elsewhere.
func (l *led) fail(err error) {
	var f *failure
	if !errors.As(err, &f) {
		return
	}
	l.failures.Add(1)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.r.failures[*f]++
}
