package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"sync/atomic"
	"time"
)

const (
	// sayEvery is how often everybody in a class and in a room hears something.
	sayEvery = 5 * time.Second
	// leastHold connections are some of each kind: see hold.
	leastHold = 20
	// backWait is how long the program may take to be as it was, once everybody has
	// left.
	backWait = 30 * time.Second
	// strays is by how many goroutines more than before that is: of the runtime's own.
	strays = 10
	// touched is by how many bytes more of heap: what each visitor may do at once is
	// kept for a while. Ten thousand connections that leaked would be twice that.
	touched = 16 << 20
)

// holding is many connections, held for a while.
type holding struct {
	own    *program
	began  time.Time
	at     atomic.Pointer[string] // what happens now, for the progress line
	most   int64                  // bytes of memory, at any time
	took   [2][]time.Duration     // until a page of a class, and a reader in a room, heard something
	before gauges
	after  gauges
}

// runHold holds n connections for so long, and prints what that took. Its result is
// that of run.
func runHold(ctx context.Context, n int, long time.Duration, stdout, stderr io.Writer) int {
	h := &holding{}
	h.now("building the program")
	done := showProgress(stderr, func() string { return *h.at.Load() })
	err := h.run(ctx, n, long)
	done()
	if ctx.Err() != nil {
		fmt.Fprintln(stderr, "stopped before the end")
		return exitInterrupted
	}
	if err != nil {
		fmt.Fprintln(stdout, "failed:", err)
		return exitFailed
	}
	h.print(stdout, n, long)
	return exitOK
}

func (h *holding) now(what string, args ...any) {
	what = fmt.Sprintf(what, args...)
	h.at.Store(&what)
}

func (h *holding) run(ctx context.Context, n int, long time.Duration) error {
	const others = 200 // files of each process
	if most := descriptors() - others; n > most {
		return fmt.Errorf("this system allows a process %d open files, so at most %d connections; raise ulimit -Hn", descriptors(), most)
	}
	dir, err := os.MkdirTemp("", "wirewalk-hold-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := buildProgram(ctx, dir)
	if err != nil {
		return err
	}
	if h.own, err = startBinary(ctx, binary); err != nil {
		return err
	}
	defer h.own.kill()
	// What a first crowd leaves is no leak: tables that have grown, a lesson, statements
	// of the store. What a second one leaves would be.
	if err := h.hold(ctx, n, 0); err != nil {
		return failed(h.own, err)
	}
	if h.before, err = h.settled(ctx); err != nil {
		return failed(h.own, err)
	}
	if err := h.hold(ctx, n, long); err != nil {
		return failed(h.own, err)
	}
	return failed(h.own, h.comeBack(ctx))
}

// hold opens the connections and closes them: of twenty nine are pages of classes,
// nine are in rooms, and two hear the clock.
func (h *holding) hold(ctx context.Context, n int, long time.Duration) error {
	var conns connections
	pages, rooms, clocks := newCrowd(), newCrowd(), newCrowd()
	all := []*crowd{pages, rooms, clocks}
	defer func() {
		for _, c := range all {
			c.close()
		}
	}()
	classes := &benchClasses{site: h.own.site, token: h.own.token, conns: &conns}
	defer classes.leave()
	inClasses, inRooms := n*9/20, n*9/20
	if err := classes.fill(ctx, h.now, pages, inClasses); err != nil {
		return err
	}
	h.now("opening %d WebSockets", inRooms)
	if err := rooms.grow(ctx, inRooms, func(ctx context.Context, n int) (*member, error) {
		return openSocket(ctx, h.own.site.Host, "/live/board?room="+room(n/roomSize))
	}); err != nil {
		return fmt.Errorf("a room: %w", err)
	}
	h.now("opening %d clocks", n-inClasses-inRooms)
	if err := clocks.grow(ctx, n-inClasses-inRooms, func(ctx context.Context, _ int) (*member, error) {
		return openStream(ctx, h.own.site.Host, "/live/clock", "")
	}); err != nil {
		return fmt.Errorf("a clock: %w", err)
	}
	h.began = time.Now()
	tick := time.NewTicker(sayEvery)
	defer tick.Stop()
	for nth := 0; time.Since(h.began) < long; nth++ {
		memory, err := memoryOf(h.own.cmd.Process.Pid)
		if err != nil {
			return err
		}
		h.most = max(h.most, memory)
		h.now("%d connections held, %d things said, %.0f MB", n, 2*nth, float64(memory)/1e6)
		stepped, err := classes.step(ctx, pages)
		if err != nil {
			return fmt.Errorf("class streams after %s: %w", time.Since(h.began).Round(time.Second), err)
		}
		said, err := say(ctx, rooms, nth)
		if err != nil {
			return fmt.Errorf("rooms after %s: %w", time.Since(h.began).Round(time.Second), err)
		}
		h.took[0], h.took[1] = append(h.took[0], stepped...), append(h.took[1], said...)
		select {
		case <-clocks.broken:
			return fmt.Errorf("clocks after %s: %w", time.Since(h.began).Round(time.Second), clocks.err)
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// comeBack fails where the program has more than it had before.
func (h *holding) comeBack(ctx context.Context) (err error) {
	h.now("everybody has left")
	if h.after, err = h.settled(ctx); err != nil {
		return err
	}
	if h.after.connections > 0 || h.after.goroutines > h.before.goroutines+strays || h.after.heap > h.before.heap+touched {
		return fmt.Errorf("after everybody left there are %d connections, %d goroutines and %.1f MB of heap, before them none, %d and %.1f",
			h.after.connections, h.after.goroutines, float64(h.after.heap)/1e6, h.before.goroutines, float64(h.before.heap)/1e6)
	}
	return nil
}

// settled is what the program has when nobody is connected any more and its garbage
// collector has looked four times since, after which nothing is in use that is only kept
// for others. It is asked for until then, which leaves enough to be collected.
func (h *holding) settled(ctx context.Context) (g gauges, err error) {
	for late, looks := time.Now().Add(backWait), 0; looks < 4; {
		looked := g.looked
		if g, err = readGauges(ctx, h.own.site); err != nil || time.Now().After(late) {
			return g, err
		}
		switch {
		case g.connections > 0 || looked == 0:
			looks = 0
		case g.looked != looked:
			looks++
		}
	}
	return g, nil
}

func (h *holding) print(w io.Writer, n int, long time.Duration) {
	fmt.Fprintf(w, "%d connections held for %s: none was lost, at most %.0f MB of memory\n", n, long, float64(h.most)/1e6)
	for i, of := range []string{"a step of the instructor to every page of a class", "a message to every reader of a room"} {
		slices.Sort(h.took[i])
		fmt.Fprintf(w, "%s, all classes or rooms at once: p50 %.1f ms, p99 %.1f ms, %d received\n",
			of, ms(percentile(h.took[i], 50)), ms(percentile(h.took[i], 99)), len(h.took[i]))
	}
	fmt.Fprintf(w, "before and after: %d and %d goroutines, %.1f and %.1f MB of live heap\n",
		h.before.goroutines, h.after.goroutines, float64(h.before.heap)/1e6, float64(h.after.heap)/1e6)
}
