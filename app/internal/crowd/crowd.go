// Package crowd makes many WebSocket clients return to one small server at once,
// with real connections on loopback, and counts what that does to it.
package crowd

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// Every bound of a crowd, with its reason.
const (
	// Size is how many clients a crowd has: enough that a small server feels them,
	// and 400 descriptors.
	Size = 200

	// Down is how long the server is away after the cut.
	Down = 2 * time.Second

	// Handshake is how long the server works at one, so that it takes 100 a second.
	Handshake = 10 * time.Millisecond

	// Backlog is how many handshakes wait at the server; more are refused with 503.
	Backlog = 30

	// Bin is how long one count of attempts lasts.
	Bin = 100 * time.Millisecond

	// Pause is what a client waits at least before it tries again: that long each
	// time, or on average, or at first. Longest is where doubling it ends.
	Pause   = time.Second
	Longest = 4 * time.Second

	// Most is how long a crowd may take in all. The slowest way takes half of it.
	Most = 25 * time.Second

	// Patience bounds each attempt, which takes a third of a second at worst.
	Patience = 5 * time.Second
)

// Wait is how long a client waits before it tries again.
type Wait string

// The ways to wait.
const (
	Fixed       Wait = "fixed"       // Pause, each time
	Jitter      Wait = "jitter"      // between half of Pause and one and a half
	Exponential Wait = "exponential" // between nothing and Pause doubled for each failure, at most Longest
)

// Known reports whether w is one of the ways.
func (w Wait) Known() bool { return w == Fixed || w == Jitter || w == Exponential }

// After is how long to wait after so many failures in a row, from 0. Chance is
// from 0 up to 1.
func (w Wait) After(failures int, chance float64) time.Duration {
	part := func(of time.Duration) time.Duration { return time.Duration(chance * float64(of)) }
	switch w {
	case Jitter:
		return Pause/2 + part(Pause)
	case Exponential:
		return part(min(Pause<<min(failures, 10), Longest))
	}
	return Pause
}

// Count is what happened in one Bin after the cut.
type Count struct {
	Bin      int `json:"bin"`      // from 0
	Attempts int `json:"attempts"` // connections that were tried
	Refused  int `json:"refused"`  // of all that failed: reset while the server was away, or answered 503
	Back     int `json:"back"`     // clients that are connected at its end
}

// Result is what came of it.
type Result struct {
	Peak     int   `json:"peak"` // the most attempts in one Bin
	Attempts int   `json:"attempts"`
	Refused  int   `json:"refused"`
	Back     int   `json:"back"`
	TookMS   int64 `json:"tookMs"` // from the cut until the last was back
}

// Run lets a crowd connect, cuts all of it at one moment, and has each client wait
// as w says until all are back. Tell is called with each Bin's count as it ends. It
// returns when every connection and every goroutine is gone: with ctx's error
// where it was stopped, or after Most, or with what kept the server from opening.
func Run(ctx context.Context, w Wait, tell func(Count)) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, Most)
	defer cancel()
	srv, err := open()
	if err != nil {
		return Result{}, err
	}
	var clients sync.WaitGroup
	defer func() { // in this order: no client waits for the server's answer
		cancel()
		srv.close()
		clients.Wait()
	}()
	seen := newTally(Size)
	for range Size {
		clients.Go(func() { seen.client(ctx, srv.url, w) })
	}
	select {
	case <-seen.all:
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	cut := time.Now()
	again := seen.begin(cut)
	srv.cut()
	back := time.AfterFunc(Down, srv.comeBack)
	defer back.Stop()
	return seen.watch(ctx, cut, again, tell)
}

// chance is from 0 up to 1.
func chance() float64 { return rand.Float64() }
