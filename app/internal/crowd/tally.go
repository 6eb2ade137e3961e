package crowd

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// tally is a crowd's clients, and what they did since the cut.
type tally struct {
	size int

	mu       sync.Mutex
	cut      time.Time // zero: not yet
	bins     []Count   // as far as something happened; Back is not filled
	back     int       // clients that are connected
	all      chan struct{}
	lastBack time.Time
}

func newTally(size int) *tally { return &tally{size: size, all: make(chan struct{})} }

// client is one client: it connects, and whenever it fails or is cut it waits and
// tries again, until ctx ends.
func (t *tally) client(ctx context.Context, url string, w Wait) {
	dialer := websocket.Dialer{ReadBufferSize: 256, WriteBufferSize: 256, HandshakeTimeout: Patience}
	for failures := 0; ; {
		t.tries()
		conn, resp, err := dialer.DialContext(ctx, url, http.Header{})
		if err == nil {
			failures = 0
			t.connected(1)
			stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
			_, _, _ = conn.NextReader() // until it is cut
			stop()
			_ = conn.Close()
			t.connected(-1)
		} else {
			if resp != nil {
				_ = resp.Body.Close()
			}
			failures++
			t.refused()
		}
		pause := time.NewTimer(w.After(failures, chance()))
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return
		}
	}
}

// begin starts the count at the cut; its channel is closed when all are back.
func (t *tally) begin(cut time.Time) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cut, t.back, t.all = cut, 0, make(chan struct{})
	return t.all
}

// bin is the count of now, nil before the cut. t.mu is held.
func (t *tally) bin() *Count {
	if t.cut.IsZero() {
		return nil
	}
	n := int(time.Since(t.cut) / Bin)
	for len(t.bins) <= n {
		t.bins = append(t.bins, Count{Bin: len(t.bins)})
	}
	return &t.bins[n]
}

func (t *tally) tries() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if bin := t.bin(); bin != nil {
		bin.Attempts++
	}
}

func (t *tally) refused() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if bin := t.bin(); bin != nil {
		bin.Refused++
	}
}

func (t *tally) connected(by int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if by < 0 && !t.cut.IsZero() {
		return // begin has counted the cut
	}
	t.back += by
	if t.back == t.size {
		t.lastBack = time.Now()
		close(t.all)
	}
}

// watch tells each count as it ends, until all are back or ctx ends.
func (t *tally) watch(ctx context.Context, cut time.Time, all <-chan struct{}, tell func(Count)) (Result, error) {
	every := time.NewTicker(Bin)
	defer every.Stop()
	told := 0
	for {
		select {
		case <-every.C:
			told = t.tell(told, int(time.Since(cut)/Bin), tell)
		case <-all:
			t.tell(told, int(time.Since(cut)/Bin)+1, tell)
			return t.result(), nil
		case <-ctx.Done():
			return t.result(), ctx.Err()
		}
	}
}

// tell tells the counts from the one on, up to and without the other.
func (t *tally) tell(from, to int, tell func(Count)) int {
	t.mu.Lock()
	t.bin()
	counts := append([]Count(nil), t.bins[min(from, len(t.bins)):min(to, len(t.bins))]...)
	back := t.back
	t.mu.Unlock()
	for _, c := range counts {
		c.Back = back
		tell(c)
	}
	return from + len(counts)
}

func (t *tally) result() Result {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := Result{Back: t.back}
	for _, c := range t.bins {
		r.Peak = max(r.Peak, c.Attempts)
		r.Attempts += c.Attempts
		r.Refused += c.Refused
	}
	if r.Back == t.size {
		r.TookMS = t.lastBack.Sub(t.cut).Milliseconds()
	}
	return r
}
