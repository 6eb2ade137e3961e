package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"
)

// student is one who walks a script.
type student struct {
	browser
	script script
	think  time.Duration
	step   func(n int, took time.Duration) // told of every row that was walked
	link   *link                           // to their class; nil: they are in none
}

func newStudent(site *url.URL, s script, think time.Duration, c *connections, step func(int, time.Duration)) *student {
	return &student{browser: newBrowser(site, c), script: s, think: think, step: step}
}

// walk makes a run and walks its rows up to the step last. The visit is
// returned as it stands then, the caller leaves it. The error is a *failure, or
// ctx's when that ended first.
func (s *student) walk(ctx context.Context, last int) (*visit, error) {
	v, err := s.visit(ctx)
	at := 0
	for i := 0; err == nil && i < len(s.script.rows) && s.script.rows[i].step <= last; i++ {
		if i > 0 {
			s.pause(ctx)
		}
		r := s.script.rows[i]
		at = r.step
		var took time.Duration
		if took, err = v.walk(ctx, r); err == nil {
			s.step(r.step, took)
		}
	}
	if err == nil && at == len(s.script.rows) {
		err = v.finished(ctx)
	}
	if err != nil {
		v.leave()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	return v, nil
}

// pause is the time to read a row: think, give or take half.
func (s *student) pause(ctx context.Context) {
	if s.think == 0 {
		return
	}
	select {
	case <-time.After(s.think/2 + rand.N(s.think)):
	case <-ctx.Done():
	}
}

// made is what POST /runs answers.
type made struct {
	ID    string `json:"id"`
	URL   string `json:"url"`
	Trace string `json:"trace"`
}

// visit makes a run and opens its trace. It never returns nil.
func (s *student) visit(ctx context.Context) (*visit, error) {
	ctx, stop := context.WithCancel(ctx)
	v := &visit{student: s, ctx: ctx, stop: stop}
	fail := func(why string) (*visit, error) { return v, &failure{0, onStart, why} }

	soon, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answer, err := s.post(soon, "/runs", map[string]string{"script": s.script.id, "pace": "step"})
	if err != nil {
		return fail("POST /runs: " + bare(err))
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		return fail("POST /runs: " + explain(answer))
	}
	if err := decode(answer, &v.run); err != nil {
		return fail("POST /runs: " + bare(err))
	}
	if err := v.follow(); err != nil {
		return fail("the trace: " + bare(err))
	}
	return v, nil
}

// connect is new WebSocket(url) or new EventSource(url): it returns at once.
func (s *student) connect(ctx context.Context, path string) connection {
	if s.script.protocol == "event-stream" {
		return newStream(ctx, s.http, s.address(s.site.Scheme, path))
	}
	return newSocket(ctx, s.dialer, s.socketAddress(path), s.origin())
}
