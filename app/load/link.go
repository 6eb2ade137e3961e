package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

// link is what a page in a class hears of it: by a stream of its own, or by the
// trace of a run while there is one, and never by both (static/js/link.js).
type link struct {
	ctx     context.Context // ends when the page is left
	browser *browser
	path    string
	hears   func(event, time.Time) // of either; one call at a time
	fails   func(why string)

	hearing sync.Mutex
	mu      sync.Mutex
	own     *ownStream // nil while a trace carries the class
}

// ownStream is the stream of a class to one page.
type ownStream struct {
	stop   context.CancelFunc
	spoken chan struct{} // closed with its first event of the class
	ended  chan struct{}
}

// listen opens the page's own stream, in the background.
func (k *link) listen() {
	ctx, stop := context.WithCancel(k.ctx)
	s := &ownStream{stop: stop, spoken: make(chan struct{}), ended: make(chan struct{})}
	k.mu.Lock()
	k.own = s
	k.mu.Unlock()
	go func() {
		defer close(s.ended)
		defer stop()
		if err := k.read(ctx, s.spoken); err != nil && ctx.Err() == nil {
			k.fails(err.Error())
		}
	}()
}

// read hands on what comes until ctx ends, or the class is gone.
func (k *link) read(ctx context.Context, spoken chan<- struct{}) error {
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	late := time.AfterFunc(patience, giveUp)
	answer, err := getStream(ctx, k.browser.http, k.browser.address(k.browser.site.Scheme, k.path), "")
	if err != nil {
		return errors.New(bare(err))
	}
	defer answer.Body.Close()
	late.Stop()
	first := true
	for e, err := range events(answer.Body) {
		at := time.Now()
		if err != nil {
			return errors.New("it broke off: " + bare(err))
		}
		k.hear(e, at)
		if e.name == "gone" {
			return nil
		}
		if e.name == "class" && first {
			first = false
			close(spoken)
		}
	}
	return errors.New("it ended")
}

// hear takes an event of the class, whatever carried it here.
func (k *link) hear(e event, at time.Time) {
	k.hearing.Lock()
	defer k.hearing.Unlock()
	k.hears(e, at)
}

// hush closes the page's own stream, where it has one.
func (k *link) hush() {
	k.mu.Lock()
	s := k.own
	k.own = nil
	k.mu.Unlock()
	if s != nil {
		s.stop()
		<-s.ended
	}
}

// carriesClass reports whether an event is of a class: a trace carries them too.
func carriesClass(e event) bool { return e.name == "class" || e.name == "gone" }
