package main

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"strings"
	"time"
)

// echoes are how many connections echo at one time, and echoTurn how many messages
// each sends in a turn.
const (
	echoes   = 64
	echoTurn = 100
)

// echo compares the echo with the same on the lab's port, where no tap looks on.
func (b *bench) echo(ctx context.Context) error {
	b.now("echo: starting")
	own, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	defer own.kill()
	var conns connections
	visitor := newBrowser(own.site, &conns)
	defer visitor.leave()
	answer, err := visitor.send(ctx, "GET", "/lab-origin", nil, "")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	var lab struct{ Origin string }
	if err := decode(answer, &lab); err != nil {
		return err
	}
	untapped, err := url.Parse(lab.Origin)
	if err != nil {
		return err
	}
	var sides [2][]*member
	defer func() {
		for _, m := range append(sides[0], sides[1]...) {
			_ = m.conn.Close()
		}
	}()
	for side, at := range []struct{ host, path string }{{own.site.Host, "/live/echo"}, {untapped.Host, "/socket"}} {
		for range echoes {
			m, err := openSocket(ctx, at.host, at.path)
			if err != nil {
				return err
			}
			sides[side] = append(sides[side], m)
		}
	}
	var took [2]time.Duration
	turns := 2 * b.turns
	for turn := range 1 + turns {
		b.now("echo: turn %d of %d", turn, turns)
		for n := range sides {
			side := (turn + n) % 2
			d, err := converse(ctx, sides[side])
			if err != nil {
				return err
			}
			if turn > 0 { // the first warms up
				took[side] += d
			}
		}
	}
	messages := float64(turns * echoes * echoTurn)
	b.table.beside("echo, messages a second", "%.0f", messages/took[0].Seconds(), messages/took[1].Seconds(), "without the tap", atLeast(0.9, "ratio ≥ 0.9"))
	return nil
}

// converse lets each send its messages, each after the echo of the one before.
func converse(ctx context.Context, all []*member) (time.Duration, error) {
	message := []byte(strings.Repeat("w", 125)) // the longest that needs no extended length
	frame := maskedFrame(opText, message)
	began := time.Now()
	err := eachOf(ctx, len(all), len(all), func(_ context.Context, i int) error {
		m := all[i]
		_ = m.conn.SetDeadline(began.Add(patience))
		for range echoTurn {
			if _, err := m.conn.Write(frame); err != nil {
				return err
			}
			got, err := m.next()
			if err != nil {
				return err
			}
			if !bytes.Equal(got, message) {
				return errors.New("the echo said something else")
			}
		}
		return nil
	})
	return time.Since(began), err
}
