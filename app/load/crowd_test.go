package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// fill brings so many into a room of a server.
func fill(t *testing.T, c *crowd, to int, host string, open func(ctx context.Context, host string) (*member, error)) {
	t.Helper()
	t.Cleanup(c.close)
	if err := c.grow(t.Context(), to, func(ctx context.Context, _ int) (*member, error) { return open(ctx, host) }); err != nil {
		t.Fatal(err)
	}
}

// serve starts a server, and returns its host.
func serve(t *testing.T, of http.Handler) string {
	srv := httptest.NewServer(of)
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String()
}

func aStream(ctx context.Context, host string) (*member, error) {
	return openStream(ctx, host, "/?room", "")
}
func aSocket(ctx context.Context, host string) (*member, error) {
	return openSocket(ctx, host, "/?room")
}

// What the crowd hears is what was sent after it was awaited, and by all of them.
func TestCrowdHears(t *testing.T) {
	hub := newBareHub()
	listening, talking := newCrowd(), newCrowd()
	chat, err := startProcess("chat", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(chat.end)
	host := serve(t, hub)
	fill(t, listening, 20, host, aStream)
	fill(t, talking, 20, chat.site.Host, aSocket)
	if err := listening.grow(t.Context(), 30, func(ctx context.Context, _ int) (*member, error) { return aStream(ctx, host) }); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		token := fmt.Sprintf("nth %d;", n)
		took, text, err := listening.hear(t.Context(), token, func() error {
			hub.publish("room", fmt.Appendf(nil, "data: nothing\n\ndata: %s\n\n", token))
			return nil
		})
		if err != nil || len(took) != 30 || string(text) != "data: "+token+"\n" {
			t.Fatalf("got %d times, %q, %v, want 30", len(took), text, err)
		}
		took, text, err = talking.hear(t.Context(), token, func() error {
			_, err := talking.members[0].conn.Write(maskedFrame(opText, []byte(token)))
			return err
		})
		if err != nil || len(took) != 20 || string(text) != token {
			t.Fatalf("got %d times, %q, %v, want 20", len(took), text, err)
		}
	}
}

// Who is lost is not waited for.
func TestCrowdThatLosesSomebody(t *testing.T) {
	c := newCrowd()
	fill(t, c, 3, serve(t, newBareHub()), aStream)
	_, _, err := c.hear(t.Context(), "anything", func() error { return c.members[1].conn.Close() })
	if err == nil || !strings.Contains(err.Error(), "a connection ended") {
		t.Errorf("got %v, want that a connection ended", err)
	}
}

func TestCrowdThatIsRefused(t *testing.T) {
	c := newCrowd()
	defer c.close()
	host := serve(t, http.NotFoundHandler())
	for what, open := range map[string]func(context.Context, string) (*member, error){"200": aStream, "101": aSocket} {
		err := c.grow(t.Context(), 5, func(ctx context.Context, _ int) (*member, error) { return open(ctx, host) })
		if err == nil || !strings.Contains(err.Error(), "404") || len(c.members) != 0 {
			t.Errorf("wanting %s: got %d members and %v, want none and the 404", what, len(c.members), err)
		}
	}
}

func TestEachOf(t *testing.T) {
	wrong := errors.New("wrong")
	began := 0
	err := eachOf(t.Context(), 100, 1, func(_ context.Context, i int) error {
		began++
		if i == 3 {
			return wrong
		}
		return nil
	})
	if !errors.Is(err, wrong) || began != 4 {
		t.Errorf("got %v after %d, want the error of the fourth", err, began)
	}
}
