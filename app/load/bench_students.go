package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// classSize is how many people a class takes.
const classSize = 500

// students compares the stream of a class with the bare hub's: everyone signs in or
// joins as a browser does, and a broadcast is an instructor's step in each class,
// all at one moment.
func (b *bench) students(ctx context.Context) error {
	b.now("class streams: starting")
	own, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	defer own.kill()
	hub, err := startProcess("hub", "")
	if err != nil {
		return err
	}
	defer hub.end()
	var conns connections
	s, err := b.newSideBySide(ctx, "class stream", "bare hub", atMost(30, "≤ 30 KB"), own.cmd.Process.Pid, hub.cmd.Process.Pid)
	if err != nil {
		return err
	}
	defer s.close()
	c := &benchClasses{site: own.site, token: own.token, hub: hub.site, conns: &conns}
	defer c.leave()
	for _, n := range []int{b.few, b.many} {
		if err := c.grow(ctx, b, s, n); err != nil {
			return failed(own, err)
		}
		if err := b.compare(ctx, s, func(int) ([]time.Duration, error) { return c.step(ctx, s.ours) },
			func(nth int) ([]time.Duration, error) { return c.same(ctx, s.theirs, nth) }); err != nil {
			return failed(own, err)
		}
	}
	b.table.note("Class stream: students join over POST /join, %d to a class; a broadcast is one step of the instructor in each class, all at once,", classSize)
	b.table.note("committed to disk first. The bare hub has as many readers in as many rooms, and sends the same bytes.")
	return nil
}

// benchClasses are as many classes as it takes, each with an instructor of its own.
type benchClasses struct {
	site, hub *url.URL
	token     string
	conns     *connections

	instructors []*instructor
	senders     []browser // to the hub, one for each class
	cookies     []string  // of each student
	steps       int       // how many were taken
	said        []byte    // the class event that came last
}

// grow lets more students join and open their streams, and as many read the hub.
func (c *benchClasses) grow(ctx context.Context, b *bench, s *sideBySide, to int) error {
	if err := c.fill(ctx, b.now, s.ours, to); err != nil {
		return err
	}
	for len(c.senders) < len(c.instructors) {
		c.senders = append(c.senders, newBrowser(c.hub, c.conns))
	}
	return s.theirs.grow(ctx, to, func(ctx context.Context, n int) (*member, error) {
		return openStream(ctx, c.hub.Host, "/?"+room(n/classSize), "")
	})
}

// fill lets more students join, in as many classes as that takes, and open their
// streams, which are pages' members. Now is told how far it is.
func (c *benchClasses) fill(ctx context.Context, now func(string, ...any), pages *crowd, to int) error {
	for len(c.instructors)*classSize < to {
		in := newInstructor(c.site, c.conns)
		c.instructors = append(c.instructors, in)
		if err := in.signIn(ctx, c.token); err != nil {
			return err
		}
		if err := in.begin(ctx, "websocket-protocol"); err != nil {
			return err
		}
		if err := in.act(ctx, "/pace", url.Values{"do": {"together"}, "lesson": {"websocket-protocol"}}); err != nil {
			return err
		}
	}
	before := len(c.cookies)
	c.cookies = append(c.cookies, make([]string, to-before)...)
	door := newBrowser(c.site, c.conns)
	door.http.Jar = nil // it brings in everybody
	door.http.Transport = &http.Transport{DialContext: c.conns.dial, MaxIdleConnsPerHost: opening}
	defer door.leave()
	var mu sync.Mutex
	joined := before
	err := eachOf(ctx, to-before, opening, func(ctx context.Context, i int) (err error) {
		n := before + i
		c.cookies[n], err = c.join(ctx, &door, n)
		mu.Lock()
		defer mu.Unlock()
		joined++
		now("class streams: %d of %d have joined", joined, to)
		return err
	})
	if err != nil {
		return err
	}
	now("class streams: opening %d", to)
	if err := pages.grow(ctx, to, func(ctx context.Context, n int) (*member, error) {
		return openStream(ctx, c.site.Host, "/class/stream", "Cookie: "+c.cookies[n]+"\r\n")
	}); err != nil {
		return fmt.Errorf("a class stream: %w", err)
	}
	return nil
}

func room(n int) string { return fmt.Sprintf("room-%04d", n) }

// join brings in the nth student, and returns their cookies.
func (c *benchClasses) join(ctx context.Context, door *browser, n int) (string, error) {
	form := url.Values{"name": {fmt.Sprintf("Student %d", n+1)}}
	req, err := door.request(ctx, http.MethodPost, "/join/"+c.instructors[n/classSize].code, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
	if err != nil {
		return "", err
	}
	answer, err := door.http.Do(req)
	if _, err := wanted(answer, err, http.StatusSeeOther); err != nil {
		return "", fmt.Errorf("POST /join: %w", err)
	}
	var cookies []string
	for _, cookie := range answer.Cookies() {
		cookies = append(cookies, cookie.Name+"="+cookie.Value)
	}
	return strings.Join(cookies, "; "), nil
}

// step takes every class to another row, and returns how long the pages took to
// hear of it.
func (c *benchClasses) step(ctx context.Context, pages *crowd) ([]time.Duration, error) {
	c.steps++
	step := fmt.Sprint(1 + c.steps%2)
	took, said, err := pages.hear(ctx, `"step":`+step+`,`, func() error {
		return eachOf(ctx, len(c.instructors), len(c.instructors), func(ctx context.Context, i int) error {
			return c.instructors[i].act(ctx, "/pace", url.Values{"do": {"goto"}, "step": {step}})
		})
	})
	if err == nil {
		c.said = bytes.TrimSpace(bytes.TrimPrefix(said, []byte("data: ")))
	}
	return took, err
}

// same lets the hub send what the classes were told last, with a mark of its own.
func (c *benchClasses) same(ctx context.Context, readers *crowd, nth int) ([]time.Duration, error) {
	token := fmt.Sprintf(`"nth":%d,`, nth)
	said := append([]byte("{"+token), bytes.TrimPrefix(c.said, []byte("{"))...)
	took, _, err := readers.hear(ctx, token, func() error {
		return eachOf(ctx, len(c.senders), len(c.senders), func(ctx context.Context, i int) error {
			answer, err := c.senders[i].send(ctx, http.MethodPost, hubTells+"?"+room(i), bytes.NewReader(said), "application/json")
			_, err = wanted(answer, err, http.StatusNoContent)
			return err
		})
	})
	return took, err
}

func (c *benchClasses) leave() {
	for _, in := range c.instructors {
		in.leave()
	}
	for i := range c.senders {
		c.senders[i].leave()
	}
}
