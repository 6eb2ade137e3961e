package main

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"time"
)

// defaultRetry is how long Chromium waits before it asks again, unless a retry
// field says otherwise.
const defaultRetry = 3 * time.Second

// sight is what JavaScript gets: "open", "error" (data: the readyState then), or
// an event by its type with its data.
type sight struct{ kind, data string }

// seen is a sight, and of an error what it does not tell JavaScript.
type seen struct {
	sight
	why error
}

var (
	lostForNow  = sight{"error", "0"} // it will ask again
	lostForGood = sight{"error", "2"}
)

// stream is an EventSource as a page has it (WHATWG HTML §9.2): it asks again
// by itself, with the last event ID.
type stream struct {
	seen  chan seen     // in order
	ended chan struct{} // closed when it will not ask again
	cut   chan struct{} // closed when the first response has ended
	stop  context.CancelFunc

	lastID string // written by ask alone
	retry  time.Duration
}

// newStream starts the first request in the background.
func newStream(ctx context.Context, client *http.Client, address string) *stream {
	ctx, stop := context.WithCancel(ctx)
	s := &stream{
		seen: make(chan seen, 16), ended: make(chan struct{}), cut: make(chan struct{}),
		stop: stop, retry: defaultRetry,
	}
	go func() {
		defer close(s.ended)
		defer stop()
		s.live(ctx, client, address)
	}()
	return s
}

// live asks again and again, until it may not or is closed.
func (s *stream) live(ctx context.Context, client *http.Client, address string) {
	for first := true; ; first = false {
		again, err := s.ask(ctx, client, address)
		if first {
			close(s.cut)
		}
		if ctx.Err() != nil {
			return
		}
		if !again {
			s.tell(ctx, seen{lostForGood, err})
			return
		}
		if !s.tell(ctx, seen{lostForNow, err}) {
			return
		}
		select {
		case <-time.After(s.retry):
		case <-ctx.Done():
			return
		}
	}
}

// ask makes one request and tells what comes of it. Again says whether the
// standard lets it ask once more.
func (s *stream) ask(ctx context.Context, client *http.Client, address string) (again bool, err error) {
	answer, err := getStream(ctx, client, address, s.lastID)
	var refused *refusal
	if err != nil {
		return !errors.As(err, &refused), err
	}
	defer answer.Body.Close()
	if !s.tell(ctx, seen{sight: sight{kind: "open"}}) {
		return false, ctx.Err()
	}
	for e, err := range eventsAfter(answer.Body, s.lastID, func(d time.Duration) { s.retry = d }) {
		if err != nil {
			return true, err
		}
		s.lastID = e.id
		if !s.tell(ctx, seen{sight: sight{e.name, e.data}}) {
			return false, ctx.Err()
		}
	}
	return true, nil
}

func (s *stream) tell(ctx context.Context, what seen) bool {
	select {
	case s.seen <- what:
		return true
	case <-ctx.Done():
		return false
	}
}

// refusal is an answer that an EventSource does not come back after.
type refusal struct{ text string }

func (r *refusal) Error() string { return r.text }

// getStream asks for an event stream as an EventSource does (HTML §9.2.3). It
// returns a *refusal where the answer is none.
func getStream(ctx context.Context, client *http.Client, address, lastID string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Cache-Control", "no-store")
	req.Header.Set("User-Agent", userAgent)
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	answer, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if answer.StatusCode != http.StatusOK || kind != "text/event-stream" {
		defer answer.Body.Close()
		return nil, &refusal{fmt.Sprintf("it was answered with %s, type %q", explain(answer), kind)}
	}
	return answer, nil
}

func (s *stream) do(r row) error {
	if r.act == leave {
		s.close()
	}
	return nil
}

// check wants what the row lets JavaScript see, in its order. What comes beyond
// that is met by the next row.
func (s *stream) check(ctx context.Context, r row) error {
	for _, want := range r.sees {
		select {
		case got := <-s.seen:
			if got.kind != want.kind || want.data != "" && got.data != want.data {
				return differs(got, want)
			}
		case <-ctx.Done():
			return fmt.Errorf("%s %q did not come", want.kind, want.data)
		}
	}
	return nil
}

func differs(got seen, want sight) error {
	text := fmt.Sprintf("%s %q came instead of %s %q", got.kind, got.data, want.kind, want.data)
	if got.why != nil {
		text += ": " + bare(got.why)
	}
	return errors.New(text)
}

// goodbye is the end of the response, in order or not: an EventSource would
// come back either way.
func (s *stream) goodbye(ctx context.Context) error {
	select {
	case <-s.cut:
		return nil
	case <-ctx.Done():
		return errors.New("the stream did not end")
	}
}

func (s *stream) close() {
	s.stop()
	<-s.ended
}
