package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"
)

// checksPatience is how long a page gives its network (static/js/checks.js).
const checksPatience = 2 * time.Second

// check tries what a class needs of a network, and tells the server, as a page
// does after it has joined.
func (b *browser) check(ctx context.Context) error {
	soon, cancel := context.WithTimeout(ctx, checksPatience)
	defer cancel()
	stream, socket := make(chan error, 1), make(chan error, 1)
	go func() { stream <- b.hearsClock(soon) }()
	go func() { socket <- b.hearsEcho(soon) }()
	if err := errors.Join(<-stream, <-socket); err != nil {
		return err
	}
	answer, err := b.post(ctx, "/class/checks", map[string]bool{"webSocket": true, "eventStream": true})
	_, err = wanted(answer, err, 204)
	return err
}

func (b *browser) hearsClock(ctx context.Context) error {
	answer, err := getStream(ctx, b.http, b.address(b.site.Scheme, "/live/clock"), "")
	if err != nil {
		return fmt.Errorf("no event stream came through: %s", bare(err))
	}
	defer answer.Body.Close()
	for _, err := range events(answer.Body) {
		if err != nil {
			return fmt.Errorf("no event stream came through: %s", bare(err))
		}
		return nil
	}
	return errors.New("the event stream ended at once")
}

func (b *browser) hearsEcho(ctx context.Context) error {
	const says = "Is anybody there?"
	s := newSocket(ctx, b.dialer, b.socketAddress("/live/echo"), b.origin())
	defer s.close()
	select {
	case <-s.opened:
	case <-s.ended:
		return fmt.Errorf("no WebSocket came through: %s", bare(s.err))
	}
	_ = s.conn.SetWriteDeadline(time.Now().Add(writeWait))
	if err := s.conn.WriteMessage(websocket.TextMessage, []byte(says)); err != nil {
		return fmt.Errorf("no WebSocket came through: %s", bare(err))
	}
	var text string
	select {
	case text = <-s.heard:
	case <-s.ended:
		select {
		case text = <-s.heard: // it ended after that
		default:
			return fmt.Errorf("no WebSocket came through: %s", bare(s.err))
		}
	}
	if text != says {
		return fmt.Errorf("the echo said %q", text)
	}
	return nil
}
