package main

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
)

// connections counts the TCP connections of all students.
type connections struct {
	opened, now, most atomic.Int64
}

// dial opens a connection and counts it until it is closed.
func (c *connections) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c.opened.Add(1)
	now := c.now.Add(1)
	for most := c.most.Load(); now > most && !c.most.CompareAndSwap(most, now); most = c.most.Load() {
	}
	return &counted{Conn: conn, gone: sync.OnceFunc(func() { c.now.Add(-1) })}, nil
}

type counted struct {
	net.Conn
	gone func()
}

func (c *counted) Close() error {
	c.gone()
	return c.Conn.Close()
}
