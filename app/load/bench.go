package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"sync/atomic"
	"time"
)

// sizes are how much of everything a benchmark does.
type sizes struct {
	few, many int           // connections of a crowd
	calls     int           // broadcasts to each crowd
	settle    time.Duration // before memory is looked at
	turns     int           // how often everyone who answers requests has a turn
	turn      time.Duration
	walkers   int           // students who walk
	think     time.Duration // how long they look at a row, give or take half: far less than anybody reads
	arrive    time.Duration // within which they begin, since no thousand presses Next at one moment
	starts    int           // of the program
}

var (
	// whole takes two minutes, or three on a slow machine.
	whole = sizes{few: 1000, many: 9000, calls: 60, settle: 3 * time.Second, turns: 25, turn: 400 * time.Millisecond, walkers: 1000, think: 2 * time.Second, arrive: 5 * time.Second, starts: 7}
	// short says nothing of speed: it shows that everything still works.
	short = sizes{few: 50, many: 300, calls: 3, settle: 200 * time.Millisecond, turns: 2, turn: 50 * time.Millisecond, walkers: 30, think: 200 * time.Millisecond, arrive: 500 * time.Millisecond, starts: 1}
)

// benchParts are what is measured, in this order.
var benchParts = []struct {
	name    string
	measure func(*bench, context.Context) error
}{
	{"pages", (*bench).page}, {"students", (*bench).students}, {"rooms", (*bench).rooms},
	{"echo", (*bench).echo}, {"walk", (*bench).walk}, {"start", (*bench).start},
}

func partNames() []string {
	var names []string
	for _, part := range benchParts {
		names = append(names, part.name)
	}
	return names
}

// bench measures the program beside what it is compared with.
type bench struct {
	sizes
	only   string // the part that is measured; "": all
	binary string // of the program
	dir    string // for files
	table  table
	at     atomic.Pointer[string] // what is measured now, for the progress line
}

// runBench measures everything, or the part only, and prints the table. Its result
// is that of run.
func runBench(ctx context.Context, of sizes, only string, stdout, stderr io.Writer) int {
	b := &bench{sizes: of, only: only}
	b.now("building the program")
	done := showProgress(stderr, func() string { return *b.at.Load() })
	err := b.measure(ctx)
	done()
	if ctx.Err() != nil {
		fmt.Fprintln(stderr, "stopped before the end")
		return exitInterrupted
	}
	if err != nil {
		b.table.bad = append(b.table.bad, err.Error())
	}
	b.table.print(stdout)
	if !b.table.good() {
		return exitFailed
	}
	return exitOK
}

func (b *bench) now(what string, args ...any) {
	what = fmt.Sprintf(what, args...)
	b.at.Store(&what)
}

// measure fills the table. The first that fails ends it: what comes after would be
// measured beside what is left of that.
func (b *bench) measure(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "wirewalk-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if b.binary, err = buildProgram(ctx, b.dir); err != nil {
		return err
	}
	b.many = b.bounded(b.many)
	b.few = min(b.few, b.many)
	if b.sizes == short {
		b.table.note("This is the short form: it shows that everything works, and its numbers say nothing.")
	}
	for _, part := range benchParts {
		if b.only != "" && b.only != part.name {
			continue
		}
		if err := part.measure(b, ctx); err != nil {
			return err
		}
	}
	b.table.note("%s, %s/%s, %d processors for the program, what stands beside it and all clients. Each is a process of its own;",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	b.table.note("both are asked in turns by the same code. Memory is what a process has more than before its first connection, by")
	b.table.note("connection, %s after the last one; no garbage collector is tuned.", b.settle)
	return nil
}

// fresh starts a program that has done nothing yet, but for its first page.
func (b *bench) fresh(ctx context.Context) (*program, error) {
	p, err := startBinary(ctx, b.binary)
	if err != nil {
		return nil, err
	}
	var c connections
	visitor := newBrowser(p.site, &c)
	defer visitor.leave()
	if err := visitor.get(ctx, benchPage, 200); err != nil {
		p.kill()
		return nil, errors.New("the first page: " + err.Error())
	}
	return p, nil
}

// failed is err with what the program said last.
func failed(p *program, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w\n%s", err, p.lastWords())
}

// bounded is how many connections of each side can be open at one time, at most n,
// and notes why where it is fewer: this process has both sides.
func (b *bench) bounded(n int) int {
	const others = 200 // files of this process, and of the program
	if most := (descriptors() - others) / 2; n > most {
		b.table.note("This system allows a process %d open files (ulimit -Hn), so that there were %d connections in place of %d.", descriptors(), most, n)
		return max(most, 1)
	}
	return n
}

// settled waits a while, and returns what each process then has more than before,
// for each of n connections, in KB.
func (b *bench) settled(ctx context.Context, n int, pids [2]int, before [2]int64) (kb [2]float64, err error) {
	select {
	case <-time.After(b.settle):
	case <-ctx.Done():
		return kb, ctx.Err()
	}
	for side, pid := range pids {
		now, err := memoryOf(pid)
		if err != nil {
			return kb, err
		}
		kb[side] = float64(now-before[side]) / float64(n) / 1000
	}
	return kb, nil
}

// sideBySide is a crowd at the program and one at what it is compared with.
type sideBySide struct {
	name, yardstick string
	ours, theirs    *crowd
	pids            [2]int
	before          [2]int64
	kb              goal
}

// newSideBySide returns when both have been idle for a while.
func (b *bench) newSideBySide(ctx context.Context, name, yardstick string, kb goal, ours, theirs int) (*sideBySide, error) {
	select {
	case <-time.After(b.settle):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s := &sideBySide{name: name, yardstick: yardstick, kb: kb, ours: newCrowd(), theirs: newCrowd(), pids: [2]int{ours, theirs}}
	for side, pid := range s.pids {
		var err error
		if s.before[side], err = memoryOf(pid); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *sideBySide) close() {
	s.ours.close()
	s.theirs.close()
}

// compare measures memory, then calls each crowd in turns; call returns how long
// each of its members took.
func (b *bench) compare(ctx context.Context, s *sideBySide, ours, theirs func(nth int) ([]time.Duration, error)) error {
	n := len(s.ours.members)
	b.now("%s: memory of %d connections", s.name, n)
	kb, err := b.settled(ctx, n, s.pids, s.before)
	if err != nil {
		return err
	}
	var took [2][]time.Duration
	for nth := range b.calls {
		b.now("%s: broadcast %d of %d to %d", s.name, nth+1, b.calls, n)
		for turn := range 2 {
			side := (nth + turn) % 2
			call := ours
			if side == 1 {
				call = theirs
			}
			of, err := call(nth)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			took[side] = append(took[side], of...)
		}
	}
	for side := range took {
		slices.Sort(took[side])
	}
	of := fmt.Sprintf("%s, %d connections: ", s.name, n)
	b.table.within(of+"KB of memory each", "%.1f", kb[0], kb[1], s.yardstick, s.kb)
	for _, p := range []float64{50, 99} {
		g := goal{}
		if p == 99 {
			g = atMost(1, "ratio ≤ 1")
		}
		b.table.beside(fmt.Sprintf("%sp%.0f of a broadcast, ms", of, p), "%.1f", ms(percentile(took[0], p)), ms(percentile(took[1], p)), s.yardstick, g)
	}
	return nil
}
