package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// follower is a student in a class, whose page does what the instructor's step
// says, on a connection of its own (static/js/follower.js). What a page asks for
// besides, to show it, is left out: its judgement of a prediction, its axis.
type follower struct {
	*student
	n   int // which of the class, from 0
	led *led

	visit *visit // nil before row 1
	done  int    // the last row that happened
	voted int    // the last question that was answered

	mu    sync.Mutex
	state classState
	err   error         // why nothing more is heard
	wake  chan struct{} // of capacity 1
}

func newFollower(ctx context.Context, l *led, n int) *follower {
	f := &follower{n: n, led: l, wake: make(chan struct{}, 1)}
	f.student = newStudent(l.site, l.script, l.think, &l.conns, func(int, time.Duration) {})
	f.link = &link{ctx: ctx, browser: &f.browser, path: "/class/stream", hears: f.hear, fails: f.lose}
	return f
}

// hear takes an event of the class, from whichever stream carries it.
func (f *follower) hear(e event, at time.Time) {
	switch e.name {
	case "class":
		state, err := readState(e.data)
		if err != nil {
			f.lose("the class event is not JSON: " + err.Error())
			return
		}
		f.led.all.come(f.n, mark{onPage, state.moment}, at)
		f.mu.Lock()
		f.state = state
		f.mu.Unlock()
		f.poke()
	case "gone":
		f.led.all.come(f.n, mark{what: toldOff}, at)
	}
}

// lose says why the class is not heard any more.
func (f *follower) lose(why string) {
	f.mu.Lock()
	f.err = &failure{f.state.Step, onClass, why}
	f.mu.Unlock()
	f.poke()
}

func (f *follower) poke() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// attend joins after a while, and follows the instructor until ctx ends. The
// error is a *failure, or ctx's when that ended first.
func (f *follower) attend(ctx context.Context, after time.Duration) error {
	defer f.student.leave()
	select {
	case <-time.After(after):
	case <-ctx.Done():
		return ctx.Err()
	}
	took, err := f.join(ctx, f.led.instructor.code)
	if err != nil {
		return err
	}
	f.led.joined(took)
	f.link.listen()
	defer f.link.hush()
	defer func() {
		if f.visit != nil {
			f.visit.leave()
		}
	}()
	for {
		select {
		case <-f.wake:
		case <-ctx.Done():
			return ctx.Err()
		}
		f.mu.Lock()
		state, err := f.state, f.err
		f.mu.Unlock()
		if err == nil {
			err = f.follow(ctx, state)
		}
		if err != nil {
			return err
		}
	}
}

// follow does what a state of the class asks of a page.
func (f *follower) follow(ctx context.Context, state classState) error {
	if !state.Together {
		return nil
	}
	if state.Predicts > 0 && state.asking != f.voted {
		f.pause(ctx)
		if err := f.vote(ctx, state); err != nil {
			return err
		}
	}
	for f.done < min(state.Step, len(f.script.rows)) {
		if err := f.row(ctx, f.script.rows[f.done]); err != nil {
			return err
		}
	}
	return nil
}

// vote commits to a prediction. One in ten sends it twice, as a page does whose
// first answer got lost.
func (f *follower) vote(ctx context.Context, state classState) error {
	if state.Predicts > len(f.script.rows) || f.script.rows[state.Predicts-1].asks == "" {
		return &failure{state.Predicts, onVote, "the class is asked before a row that has no question"}
	}
	form := url.Values{
		"asking": {strconv.Itoa(state.asking)}, "round": {strconv.Itoa(state.round)},
		"answer": {f.choice(state.Predicts)},
	}
	times := 1
	if mistypes(f.n) {
		times = 2
	}
	for range times {
		began := time.Now()
		if _, err := f.submit(ctx, "/class/answers", form, true, http.StatusNoContent); err != nil {
			return &failure{state.Predicts, onVote, "POST /class/answers: " + err.Error()}
		}
		f.led.acknowledged(time.Since(began))
	}
	f.voted = state.asking
	f.led.all.come(f.n, mark{voted, state.moment}, time.Now())
	return nil
}

// choice is what this student says a row will do; all answers are given by
// somebody.
func (f *follower) choice(step int) string {
	options := f.script.rows[step-1].asks
	return options[f.n%len(options) : f.n%len(options)+1]
}

// row lets a row happen on this student's own connection.
func (f *follower) row(ctx context.Context, r row) error {
	if f.visit == nil {
		v, err := f.student.visit(ctx)
		f.visit = v
		if err != nil {
			return err
		}
	}
	if _, err := f.visit.walk(ctx, r); err != nil {
		return err
	}
	f.done = r.step
	f.led.walked.Add(1)
	f.led.all.come(f.n, mark{walked, moment{Together: true, Step: r.step}}, f.visit.happened)
	if r.step < len(f.script.rows) {
		return nil
	}
	if err := f.visit.finished(ctx); err != nil {
		return err
	}
	f.visit.leave()
	return f.comeBack(ctx)
}

// comeBack waits until the page hears of the class by a stream of its own again.
func (f *follower) comeBack(ctx context.Context) error {
	f.link.mu.Lock()
	own := f.link.own
	f.link.mu.Unlock()
	select {
	case <-own.spoken:
		f.led.all.come(f.n, mark{what: back}, time.Now())
	case <-own.ended: // why is heard next
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
