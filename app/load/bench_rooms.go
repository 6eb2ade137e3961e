package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// roomSize is how many readers a room of the board takes.
const roomSize = 16

// rooms compares rooms over WebSocket with the chat example's: in each room one
// says something, all at one moment, and everyone there hears it.
func (b *bench) rooms(ctx context.Context) error {
	b.now("rooms: starting")
	own, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	defer own.kill()
	other, err := startProcess("chat", "")
	if err != nil {
		return err
	}
	defer other.end()
	s, err := b.newSideBySide(ctx, "WebSocket rooms", "chat hub", atMost(12, "≤ 12 KB"), own.cmd.Process.Pid, other.cmd.Process.Pid)
	if err != nil {
		return err
	}
	defer s.close()
	for _, n := range []int{b.few, b.many} {
		b.now("rooms: opening %d WebSockets", n)
		if err := s.ours.grow(ctx, n, func(ctx context.Context, n int) (*member, error) {
			return openSocket(ctx, own.site.Host, "/live/board?room="+room(n/roomSize))
		}); err != nil {
			return failed(own, fmt.Errorf("a room: %w", err))
		}
		if err := s.theirs.grow(ctx, n, func(ctx context.Context, n int) (*member, error) {
			return openSocket(ctx, other.site.Host, "/?"+room(n/roomSize))
		}); err != nil {
			return fmt.Errorf("the chat hub: %w", err)
		}
		if err := b.compare(ctx, s, func(nth int) ([]time.Duration, error) { return say(ctx, s.ours, nth) },
			func(nth int) ([]time.Duration, error) { return say(ctx, s.theirs, nth) }); err != nil {
			return failed(own, err)
		}
	}
	b.table.note("WebSocket rooms: %d readers to a room, as many as one of /live/board takes; in each room one sends a message, all at once. The", roomSize)
	b.table.note("chat hub is the chat example of gorilla/websocket with rooms.")
	return nil
}

// say lets the first in each room say something.
func say(ctx context.Context, all *crowd, nth int) ([]time.Duration, error) {
	token := fmt.Sprintf("message %d;", nth)
	frame := maskedFrame(opText, []byte(token+strings.Repeat(".", 120-len(token))))
	took, _, err := all.hear(ctx, token, func() error {
		for n := 0; n < len(all.members); n += roomSize {
			_ = all.members[n].conn.SetWriteDeadline(time.Now().Add(patience))
			if _, err := all.members[n].conn.Write(frame); err != nil {
				return err
			}
		}
		return nil
	})
	return took, err
}
