package stream_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/stream"
)

// eachOutbox tests an outbox whose stream was detached, and one whose was not.
func eachOutbox(t *testing.T, test func(t *testing.T, f *followed, leave context.CancelFunc)) {
	for name, detached := range map[string]bool{"detached": true, "attached": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, leave := followOutbox(t, stream.NewHub(), detached)
				f.reads(t, "event: early")
				f.reads(t, "data: kept")
				test(t, f, leave)
			})
		})
	}
}

// followOutbox returns when the page has read the head and the state, after which
// comes what was published before the stream began; leave ends the context of Follow.
func followOutbox(t *testing.T, hub *stream.Hub, detached bool) (f *followed, leave context.CancelFunc) {
	t.Helper()
	f = &followed{hub: hub, ended: make(chan struct{})}
	ctx, leave := context.WithCancel(t.Context())
	f.conn = overPipe(t, func(w http.ResponseWriter, r *http.Request) {
		o, err := f.hub.Outbox()
		if err != nil {
			t.Error(err)
			return
		}
		f.hub.Publish(stream.Encode("", "early", []byte("kept")))
		out, err := stream.Start(w)
		if err != nil {
			t.Error(err)
			return
		}
		out.Event("", "state", []byte("whole"))
		if !detached {
			defer close(f.ended)
			context.AfterFunc(r.Context(), leave)
			o.Follow(ctx, out)
			return
		}
		if err := out.Detach(r); err != nil {
			t.Error(err)
			return
		}
		go func() {
			defer close(f.ended)
			o.Follow(ctx, out)
		}()
	})
	f.begins(t)
	return f, leave
}

func TestOutboxSendsInOrder(t *testing.T) {
	eachOutbox(t, func(t *testing.T, f *followed, leave context.CancelFunc) {
		for n := range 100 {
			f.hub.Publish(stream.Encode("", "", fmt.Append(nil, n)))
			if n%3 == 0 {
				f.hub.Publish(stream.StillHere)
				f.reads(t, fmt.Sprint("data: ", n))
				f.reads(t, ": still here")
			} else {
				f.reads(t, fmt.Sprint("data: ", n))
			}
		}
		leave()
		f.end(t)
	})
}

// A silent outbox has no goroutine of its own.
func TestOutboxWaitsForNothing(t *testing.T) {
	eachOutbox(t, func(t *testing.T, f *followed, leave context.CancelFunc) {
		synctest.Wait()
		before := runtime.NumGoroutine()
		f.hub.Publish(stream.Encode("", "", []byte("a word")))
		synctest.Wait() // the pipe takes nothing that is not read
		if now := runtime.NumGoroutine(); now != before+1 {
			t.Errorf("%d goroutines are there while something is sent, and were %d before", now, before)
		}
		f.reads(t, "data: a word")
		synctest.Wait()
		if now := runtime.NumGoroutine(); now > before {
			t.Errorf("%d goroutines stay, and were %d before", now, before)
		}
		leave()
		f.end(t)
	})
}

func TestOutboxSendsWhatWaitsBeforeItsHubCloses(t *testing.T) {
	eachOutbox(t, func(t *testing.T, f *followed, _ context.CancelFunc) {
		for n := range 3 {
			f.hub.Publish(stream.Encode("", "", fmt.Append(nil, n)))
		}
		f.hub.Close()
		f.hub.Publish(stream.Encode("", "", []byte("too late")))
		for n := range 3 {
			f.reads(t, fmt.Sprint("data: ", n))
		}
		f.end(t)
	})
}

// Who is to hear nothing more does not get what still waits.
func TestOutboxThatLeavesSendsNothingMore(t *testing.T) {
	eachOutbox(t, func(t *testing.T, f *followed, leave context.CancelFunc) {
		f.hub.Publish(stream.Encode("", "", []byte("on its way")))
		synctest.Wait()
		f.hub.Publish(stream.Encode("", "", []byte("waits")))
		leave()
		synctest.Wait()
		f.reads(t, "data: on its way")
		f.end(t)
	})
}

// A page that does not read is given up after WriteWait, and nobody waits for it.
func TestOutboxGivesUpWhoDoesNotRead(t *testing.T) {
	eachOutbox(t, func(t *testing.T, f *followed, _ context.CancelFunc) {
		time.Sleep(stream.WriteWait)
		for n := range 3 { // each of which moves the end of its time, or does not
			f.hub.Publish(stream.Encode("", "", fmt.Append(nil, n)))
			f.reads(t, fmt.Sprint("data: ", n))
			time.Sleep(time.Second)
		}
		began := time.Now()
		f.hub.Publish(stream.Encode("", "", []byte("unread")))
		if time.Since(began) != 0 {
			t.Error("publishing waited")
		}
		<-f.ended
		if took := time.Since(began); took > stream.WriteWait || took < stream.WriteWait-2*time.Second {
			t.Errorf("it was given up after %v", took)
		}
	})
}

func TestOutboxThatFallsBehindIsDropped(t *testing.T) {
	eachOutbox(t, func(t *testing.T, f *followed, _ context.CancelFunc) {
		dropped := 0
		for n := 0; n < 1000 && dropped == 0; n++ {
			dropped = f.hub.Publish(stream.Encode("", "", fmt.Append(nil, n)))
		}
		if dropped != 1 {
			t.Fatal("the queue has no bound")
		}
		<-f.ended
	})
}

func TestOutboxEndsWithItsPage(t *testing.T) {
	eachOutbox(t, func(t *testing.T, f *followed, _ context.CancelFunc) {
		began := time.Now()
		_ = f.conn.Close()
		<-f.ended
		if took := time.Since(began); took != 0 {
			t.Errorf("it was noticed after %v", took)
		}
		if dropped := f.hub.Publish(stream.StillHere); dropped != 0 {
			t.Error("it was still there")
		}
	})
}

// broken panics when an event is written.
type broken struct{ http.ResponseWriter }

func (broken) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("data:")) {
		panic("broken")
	}
	return len(b), nil
}

func (broken) Flush()                           {}
func (broken) SetWriteDeadline(time.Time) error { return nil }

// A fault in sending is that of whoever follows, and ends no other stream.
func TestOutboxThatPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := stream.NewHub()
		o, err := h.Outbox()
		if err != nil {
			t.Fatal(err)
		}
		out, err := stream.Start(broken{httptest.NewRecorder()})
		if err != nil {
			t.Fatal(err)
		}
		h.Publish(stream.Encode("", "", []byte("one")))
		defer func() {
			if v := recover(); v != "broken" {
				t.Errorf("Follow panics with %v", v)
			}
			if dropped := h.Publish(stream.StillHere); dropped != 0 {
				t.Error("it is still there")
			}
		}()
		o.Follow(t.Context(), out)
		t.Error("Follow came back")
	})
}

// Where the hub was closed before, a stream has its beginning and ends whole.
func TestOutboxOfAClosedHub(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := stream.NewHub()
		h.Close()
		f, _ := followOutbox(t, h, true)
		f.end(t)
		if _, err := io.ReadAll(f.conn); err != nil {
			t.Errorf("the connection ended with %v", err)
		}
	})
}
