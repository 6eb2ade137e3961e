package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"sync"
	"sync/atomic"
	"time"
)

// instructor leads a class, with the cockpit and the screen of the room open.
type instructor struct {
	browser
	code         string // of the class
	desk, screen *link
	fresh, bytes atomic.Int64 // what kept both pages fresh

	mu    sync.Mutex
	data  string // of the last class event
	state classState
	err   error         // why a page of theirs hears nothing any more
	wake  chan struct{} // of capacity 1
}

func newInstructor(site *url.URL, c *connections) *instructor {
	return &instructor{browser: newBrowser(site, c), wake: make(chan struct{}, 1)}
}

func (in *instructor) signIn(ctx context.Context, token string) error {
	if _, err := in.submit(ctx, "/teach/sign-in", url.Values{"code": {token}}, false, http.StatusSeeOther); err != nil {
		return &failure{0, onLead, "signing in: " + err.Error()}
	}
	return nil
}

// begin makes a class of one lesson.
func (in *instructor) begin(ctx context.Context, lesson string) error {
	to, err := in.submit(ctx, "/teach", url.Values{"title": {"A class of app/load"}, "lesson": {lesson}}, false, http.StatusSeeOther)
	if err != nil {
		return &failure{0, onLead, "making a class: " + err.Error()}
	}
	in.code = path.Base(to)
	return nil
}

func (in *instructor) path(of string) string { return "/teach/classes/" + in.code + of }

// watch opens the cockpit and the screen, and keeps both until leave.
func (in *instructor) watch(ctx context.Context) error {
	for _, page := range []string{"", "/screen"} {
		if err := in.get(ctx, in.path(page), http.StatusOK); err != nil {
			return &failure{0, onLead, "the page " + page + ": " + err.Error()}
		}
	}
	in.desk = &link{ctx: ctx, browser: &in.browser, path: in.path("/stream"), hears: in.hear, fails: in.lose}
	in.screen = &link{ctx: ctx, browser: &in.browser, path: in.path("/stream?screen"), hears: in.note, fails: in.lose}
	in.desk.listen()
	in.screen.listen()
	return nil
}

// leave closes the pages.
func (in *instructor) leave() {
	for _, k := range []*link{in.desk, in.screen} {
		if k != nil {
			k.hush()
		}
	}
	in.browser.leave()
}

// hear takes an event of the cockpit's stream.
func (in *instructor) hear(e event, at time.Time) {
	in.note(e, at)
	if e.name != "class" {
		return
	}
	state, err := readState(e.data)
	if err != nil {
		in.lose("the class event is not JSON: " + err.Error())
		return
	}
	in.mu.Lock()
	in.data, in.state = e.data, state
	in.mu.Unlock()
	in.poke()
}

func (in *instructor) note(e event, _ time.Time) {
	if e.name == "fresh" {
		in.fresh.Add(1)
		in.bytes.Add(int64(len(e.data)))
	}
}

func (in *instructor) lose(why string) {
	in.mu.Lock()
	in.err = errors.New("a page of the instructor's hears nothing any more: " + why)
	in.mu.Unlock()
	in.poke()
}

func (in *instructor) poke() {
	select {
	case in.wake <- struct{}{}:
	default:
	}
}

// heard is the class as the cockpit shows it, and the event that said so.
func (in *instructor) heard() (classState, string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.state, in.data
}

// until waits so long until the cockpit shows what holds, and returns what it
// showed last.
func (in *instructor) until(ctx context.Context, within time.Duration, holds func(classState) bool) (classState, error) {
	late := time.NewTimer(within)
	defer late.Stop()
	for {
		in.mu.Lock()
		state, err := in.state, in.err
		in.mu.Unlock()
		if err != nil || holds(state) {
			return state, err
		}
		select {
		case <-in.wake:
		case <-late.C:
			return state, errors.New("the cockpit did not show it")
		case <-ctx.Done():
			return state, ctx.Err()
		}
	}
}

// act posts one of the cockpit's forms.
func (in *instructor) act(ctx context.Context, of string, form url.Values) error {
	_, err := in.submit(ctx, in.path(of), form, true, http.StatusNoContent)
	return err
}

// remove deletes the class.
func (in *instructor) remove(ctx context.Context) error {
	_, err := in.submit(ctx, in.path("/delete"), url.Values{"sure": {"yes"}}, false, http.StatusSeeOther)
	return err
}
