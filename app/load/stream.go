package main

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
)

// stream is an EventSource as a page has it, except that it never asks again.
type stream struct {
	opened chan struct{} // closed when the head of the response is here
	heard  chan string   // data of events
	ended  chan struct{} // closed when nothing comes any more; err says why
	err    error         // nil: it ended in order
	stop   context.CancelFunc
}

// newStream starts the request in the background.
func newStream(ctx context.Context, client *http.Client, address string) *stream {
	ctx, stop := context.WithCancel(ctx)
	s := &stream{opened: make(chan struct{}), heard: make(chan string, 16), ended: make(chan struct{}), stop: stop}
	go func() {
		defer close(s.ended)
		defer stop()
		s.err = s.read(ctx, client, address)
	}()
	return s
}

func (s *stream) read(ctx context.Context, client *http.Client, address string) error {
	answer, err := getStream(ctx, client, address)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	close(s.opened)
	for e, err := range events(answer.Body) {
		if err != nil {
			return err
		}
		select {
		case s.heard <- e.data:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// getStream asks for an event stream as an EventSource does (HTML §9.2.3).
func getStream(ctx context.Context, client *http.Client, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Cache-Control", "no-store")
	req.Header.Set("User-Agent", userAgent)
	answer, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if answer.StatusCode != http.StatusOK || kind != "text/event-stream" {
		defer answer.Body.Close()
		return nil, fmt.Errorf("it was answered with %s, type %q", explain(answer), kind)
	}
	return answer, nil
}

func (s *stream) do(row) error { return nil }

func (s *stream) check(ctx context.Context, r row) error {
	switch {
	case r.seen == "error":
		return s.endedInOrder(ctx)
	case r.state == connecting:
		select {
		case <-s.opened:
			return errors.New("the stream is open already")
		case <-s.ended:
			return s.early()
		default:
			return nil
		}
	case r.hears == "":
		select {
		case <-s.opened:
			return nil
		case <-s.ended:
		case <-ctx.Done():
			return errors.New("the stream did not open")
		}
		select {
		case <-s.opened: // before it ended, which is another row's matter
			return nil
		default:
			return s.early()
		}
	}
	select {
	case data := <-s.heard:
		if data != r.hears {
			return fmt.Errorf("the event %q arrived instead of %q", data, r.hears)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the event %q did not arrive", r.hears)
	}
}

func (s *stream) early() error {
	if s.err == nil {
		return errors.New("the stream ended too early")
	}
	return fmt.Errorf("the stream ended too early: %s", bare(s.err))
}

func (s *stream) endedInOrder(ctx context.Context) error {
	select {
	case <-s.ended:
		if s.err != nil {
			return s.early()
		}
		return nil
	case <-ctx.Done():
		return errors.New("the stream did not end")
	}
}

// goodbye is the end of the response, in order or not: an EventSource comes
// back either way.
func (s *stream) goodbye(ctx context.Context) error {
	select {
	case <-s.ended:
		return nil
	case <-ctx.Done():
		return errors.New("the stream did not end")
	}
}

func (s *stream) close() {
	s.stop()
	<-s.ended
}
