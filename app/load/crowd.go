package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// crowd is thousands of connections on which the same is awaited. Each has a
// goroutine that reads, and nothing else that would cost this machine what the
// server could use.
type crowd struct {
	members []*member
	reading sync.WaitGroup
	awaited atomic.Pointer[awaiting] // nil: nothing
	closed  atomic.Bool
	broken  chan struct{} // closed when the first connection has ended; err says why
	breaks  sync.Once
	err     error
}

// member is one of them. Next returns what comes next, a line or a message, until
// the next call.
type member struct {
	conn net.Conn
	next func() ([]byte, error)
}

// awaiting is something that every member is to receive.
type awaiting struct {
	token []byte // it contains this
	began time.Time
	came  []time.Duration // since began, by member; 0: not yet. Each writes its own
	text  atomic.Pointer[[]byte]
	left  atomic.Int64
	all   chan struct{} // closed when all have it
}

// opening is how many connections are opened at one time: fewer than a listener
// keeps waiting.
const opening = 64

func newCrowd() *crowd { return &crowd{broken: make(chan struct{})} }

// grow opens connections until there are so many; open opens the nth. Nobody else
// may use the crowd meanwhile.
func (c *crowd) grow(ctx context.Context, to int, open func(ctx context.Context, n int) (*member, error)) error {
	before := len(c.members)
	c.members = append(c.members, make([]*member, to-before)...)
	err := eachOf(ctx, to-before, opening, func(ctx context.Context, i int) error {
		m, err := open(ctx, before+i)
		c.members[before+i] = m
		return err
	})
	c.members = slices.DeleteFunc(c.members, func(m *member) bool { return m == nil })
	for n, m := range c.members[before:] {
		c.reading.Go(func() { c.read(before+n, m) })
	}
	return err
}

func (c *crowd) read(n int, m *member) {
	for {
		text, err := m.next()
		if err != nil {
			c.lose(fmt.Errorf("a connection ended: %s", bare(err)))
			return
		}
		if a := c.awaited.Load(); a != nil && bytes.Contains(text, a.token) {
			a.come(n, text)
		}
	}
}

func (a *awaiting) come(n int, text []byte) {
	if n >= len(a.came) || a.came[n] > 0 {
		return
	}
	a.came[n] = time.Since(a.began)
	if a.text.Load() == nil {
		text = bytes.Clone(text)
		a.text.Store(&text)
	}
	if a.left.Add(-1) == 0 {
		close(a.all)
	}
}

func (c *crowd) lose(err error) {
	if !c.closed.Load() {
		c.breaks.Do(func() {
			c.err = err
			close(c.broken)
		})
	}
}

// hear lets send send what contains token, and returns how long after that each
// member had it, and what one of them had.
func (c *crowd) hear(ctx context.Context, token string, send func() error) (took []time.Duration, text []byte, err error) {
	a := &awaiting{token: []byte(token), came: make([]time.Duration, len(c.members)), all: make(chan struct{})}
	a.left.Store(int64(len(c.members)))
	a.began = time.Now()
	c.awaited.Store(a)
	defer c.awaited.Store(nil)
	if err := send(); err != nil {
		return nil, nil, err
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-a.all:
		return a.came, *a.text.Load(), nil
	case <-c.broken:
		return nil, nil, c.err
	case <-late.C:
		return nil, nil, fmt.Errorf("%d of %d did not get it within %s", a.left.Load(), len(c.members), patience)
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
}

// close closes the connections, and returns when nobody reads.
func (c *crowd) close() {
	c.closed.Store(true)
	for _, m := range c.members {
		_ = m.conn.Close()
	}
	c.reading.Wait()
}

// eachOf calls do for 0 to n-1, at most so many at a time, and returns the first
// error, after which it begins no more.
func eachOf(ctx context.Context, n, atOnce int, do func(ctx context.Context, i int) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(n, atOnce) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && ctx.Err() == nil; i = next.Add(1) - 1 {
				if err := do(ctx, int(i)); err != nil {
					stop(err)
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}
