package stream_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"wirewalk/app/internal/stream"
)

func subscribe(t testing.TB, h *stream.Hub) *stream.Subscriber {
	t.Helper()
	s, err := h.Subscribe()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestHubHandsTheSameBytesToAll(t *testing.T) {
	h := stream.NewHub()
	h.Publish(stream.Encode("", "", []byte("before anybody came")))
	one, two := subscribe(t, h), subscribe(t, h)
	e := stream.Encode("7", "pace", []byte("row 3"))
	h.Publish(e)
	for _, s := range []*stream.Subscriber{one, two} {
		if got := <-s.Events(); string(got) != "id: 7\nevent: pace\ndata: row 3\n\n" || &got[0] != &e[0] {
			t.Errorf("got %q, or a copy of it", got)
		}
	}
	one.Leave()
	one.Leave()
	if _, more := <-one.Events(); more {
		t.Error("who has left gets more")
	}
	h.Publish(e)
	if len(two.Events()) != 1 {
		t.Error("who stays gets nothing")
	}
}

func TestHubIsBounded(t *testing.T) {
	h := stream.NewHub()
	last := subscribe(t, h)
	for range stream.MaxSubscribers - 1 {
		last = subscribe(t, h)
	}
	if _, err := h.Subscribe(); !errors.Is(err, stream.ErrHubFull) {
		t.Errorf("one more is taken: %v", err)
	}
	last.Leave()
	subscribe(t, h)
}

// Who does not read loses its place, and holds nobody up.
func TestHubDropsWhoDoesNotKeepUp(t *testing.T) {
	h := stream.NewHub()
	slow, quick := subscribe(t, h), subscribe(t, h)
	published := 0
	for ; len(slow.Events()) == published; published++ {
		if published > 10_000 {
			t.Fatal("the queue has no bound")
		}
		h.Publish(stream.Encode("", "", fmt.Append(nil, published)))
		<-quick.Events()
	}
	published-- // the last found it full
	kept := 0
	for e := range slow.Events() { // ends: it is closed
		if want := fmt.Sprintf("data: %d\n\n", kept); string(e) != want {
			t.Errorf("got %q, want %q", e, want)
		}
		kept++
	}
	if kept != published {
		t.Errorf("after %d events %d are kept", published, kept)
	}
	slow.Leave()
	h.Publish(stream.Encode("", "", []byte("on")))
	if len(quick.Events()) != 1 {
		t.Error("who keeps up was dropped too")
	}
}

// Coming, going and publishing at once, under the race detector.
func TestHubInUse(t *testing.T) {
	h := stream.NewHub()
	stays := subscribe(t, h)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for range 200 {
				s, err := h.Subscribe()
				if err != nil {
					t.Error(err)
					return
				}
				h.Publish(stream.Encode("", "", []byte("here")))
				if _, more := <-s.Events(); !more {
					t.Error("dropped before its first event")
				}
				s.Leave()
			}
		})
	}
	all.Go(func() {
		for range 20 * 200 {
			<-stays.Events()
		}
	})
	all.Wait()
}
