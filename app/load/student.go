package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// patience is how long a student waits for one row: longer than the 5 s
	// after which the server itself gives up on a step.
	patience = 15 * time.Second

	// perHost is how many HTTP/1.1 connections a browser has to one host.
	perHost = 6

	userAgent = "wirewalk-load"
)

// student is one browser: cookies and connections of its own.
type student struct {
	site   *url.URL
	script script
	think  time.Duration
	http   *http.Client
	dialer websocket.Dialer
	step   func(n int, took time.Duration) // told of every row that was walked
}

func newStudent(site *url.URL, s script, think time.Duration, c *connections, step func(int, time.Duration)) *student {
	jar, _ := cookiejar.New(nil) // fails on no input
	return &student{
		site: site, script: s, think: think, step: step,
		http: &http.Client{
			Jar:           jar,
			Transport:     &http.Transport{DialContext: c.dial, MaxConnsPerHost: perHost},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		dialer: websocket.Dialer{NetDialContext: c.dial, Jar: jar},
	}
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

// leave closes the student's idle connections.
func (s *student) leave() { s.http.CloseIdleConnections() }

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

// post sends body as JSON, or nothing where it is nil, as a page's fetch does.
func (s *student) post(ctx context.Context, path string, body any) (*http.Response, error) {
	var content io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address(s.site.Scheme, path), content)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Origin", s.origin())
	req.Header.Set("User-Agent", userAgent)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return s.http.Do(req)
}

func (s *student) origin() string { return s.site.String() }

func (s *student) address(scheme, path string) string {
	return (&url.URL{Scheme: scheme, Host: s.site.Host, Path: path}).String()
}

// connect is new WebSocket(url) or new EventSource(url): it returns at once.
func (s *student) connect(ctx context.Context, path string) connection {
	if s.script.protocol == "event-stream" {
		return newStream(ctx, s.http, s.address(s.site.Scheme, path))
	}
	scheme := "ws"
	if s.site.Scheme == "https" {
		scheme = "wss"
	}
	return newSocket(ctx, s.dialer, s.address(scheme, path), s.origin())
}

// maxAnswer bounds an answer that is read whole.
const maxAnswer = 64 << 10

// decode reads a JSON answer to its end, so that its connection can be used again.
func decode(answer *http.Response, into any) error {
	b, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("the answer is not JSON: %w", err)
	}
	return nil
}

// explain is a status and the sentence of its problem+json (RFC 9457), where
// there is one.
func explain(answer *http.Response) string {
	var p struct {
		Detail  string   `json:"detail"`
		Missing []string `json:"missing"`
	}
	b, _ := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	_ = json.Unmarshal(b, &p)
	text := answer.Status
	if p.Detail != "" {
		text += ": " + p.Detail
	}
	if len(p.Missing) > 0 {
		text += fmt.Sprintf(" missing %q", p.Missing)
	}
	return text
}
