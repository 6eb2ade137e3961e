package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// yardstick is a bareHub in a process of its own, and those who read it: as many
// as there are students, with the same code.
type yardstick struct {
	*process
	stop    context.CancelFunc
	readers sync.WaitGroup
	conns   connections
	sender  browser
	all     *meetings
	sent    int

	mu  sync.Mutex
	err error // why the first reader that is out does not read any more
}

// startYardstick starts the hub and lets so many read it.
func startYardstick(ctx context.Context, readers int) (*yardstick, error) {
	hub, err := startProcess("hub", "")
	if err != nil {
		return nil, err
	}
	y := &yardstick{process: hub, all: newMeetings(readers)}
	ctx, y.stop = context.WithCancel(ctx)
	y.sender = newBrowser(y.site, &y.conns)
	reading := make(chan error, readers)
	for n := range readers {
		y.readers.Go(func() { y.read(ctx, n, reading) })
	}
	for range readers {
		if err = errors.Join(err, <-reading); err != nil {
			y.end()
			return nil, fmt.Errorf("the bare hub: %s", bare(err))
		}
	}
	return y, nil
}

// read reads the hub's events as a student's page does: each is a class event.
func (y *yardstick) read(ctx context.Context, n int, reading chan<- error) {
	b := newBrowser(y.site, &y.conns)
	defer b.leave()
	answer, err := getStream(ctx, b.http, y.site.String(), "")
	reading <- err
	if err != nil {
		return
	}
	defer answer.Body.Close()
	got := 0
	for e, err := range events(answer.Body) {
		at := time.Now()
		if err == nil {
			_, err = readState(e.data)
		}
		if err != nil {
			y.fail(ctx, n, err)
			return
		}
		got++
		nth := moment{Step: got}
		y.all.come(n, mark{onPage, nth}, at)
		if e.name == hubAsks[1:] {
			y.readers.Go(func() { y.answer(ctx, &b, n, nth) })
		}
	}
	y.fail(ctx, n, errors.New("a stream ended"))
}

// answer posts, as a page does when it has read an event.
func (y *yardstick) answer(ctx context.Context, b *browser, n int, nth moment) {
	answer, err := b.post(ctx, hubTold, nil)
	if _, err = wanted(answer, err, http.StatusNoContent); err != nil {
		y.fail(ctx, n, err)
		return
	}
	y.all.come(n, mark{walked, nth}, time.Now())
}

// fail notes why a reader is out, and lets nobody wait for it.
func (y *yardstick) fail(ctx context.Context, n int, err error) {
	if ctx.Err() != nil {
		return
	}
	y.mu.Lock()
	if y.err == nil {
		y.err = err
	}
	y.mu.Unlock()
	y.all.quit(n)
}

// broadcast posts data to hubTells or hubAsks, and returns how long after that
// each reader had it. It waits until all have answered, where they do.
func (y *yardstick) broadcast(ctx context.Context, path, data string) ([]time.Duration, error) {
	y.sent++
	at := moment{Step: y.sent}
	read, answered := y.all.call(mark{onPage, at}), y.all.call(mark{walked, at})
	began := time.Now()
	answer, err := y.sender.send(ctx, http.MethodPost, path, strings.NewReader(data), "application/json")
	if _, err := wanted(answer, err, http.StatusNoContent); err != nil {
		return nil, err
	}
	missing := read.wait(ctx, patience)
	if path == hubAsks {
		missing += answered.wait(ctx, patience)
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	if missing > 0 || y.err != nil {
		return nil, errors.Join(fmt.Errorf("%d of its readers did not get an event, or an answer", missing), y.err)
	}
	return since(read.came, began), nil
}

// end ends the hub and its readers.
func (y *yardstick) end() {
	y.stop()
	y.process.end()
	y.readers.Wait()
	y.sender.leave()
}
