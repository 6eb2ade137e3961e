package live_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

func join(t *testing.T, b *live.Board, room string) *live.Reader {
	t.Helper()
	r, err := b.Join(room)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestBoardReachesAllReadersOfARoom(t *testing.T) {
	b := live.NewBoard(live.NewRuns(time.Now))
	if err := b.Publish("soup", []byte("too early")); !errors.Is(err, live.ErrNoReaders) {
		t.Errorf("a room that is not there: %v", err)
	}
	one, two, other := join(t, b, "soup"), join(t, b, "soup"), join(t, b, "cake")
	if err := b.Publish("soup", []byte("hot")); err != nil {
		t.Fatal(err)
	}
	for _, r := range []*live.Reader{one, two} {
		if got := string(<-r.Messages()); got != "hot" {
			t.Errorf("got %q", got)
		}
	}
	select {
	case got := <-other.Messages():
		t.Errorf("another room got %q", got)
	default:
	}
	one.Leave()
	one.Leave()
	if _, more := <-one.Messages(); more {
		t.Error("a reader that left reads on")
	}
	if err := b.Publish("soup", nil); err != nil {
		t.Errorf("with one reader left: %v", err)
	}
	two.Leave()
	if err := b.Publish("soup", nil); !errors.Is(err, live.ErrNoReaders) {
		t.Errorf("the room stays without readers: %v", err)
	}
}

func TestBoardIsBounded(t *testing.T) {
	b := live.NewBoard(live.NewRuns(time.Now))
	for range live.MaxRoomReaders {
		join(t, b, "full")
	}
	if _, err := b.Join("full"); !errors.Is(err, live.ErrBoardFull) {
		t.Errorf("one reader too many: %v", err)
	}
	for i := range live.MaxBoardRooms - 1 {
		join(t, b, fmt.Sprint("room-", i))
	}
	if _, err := b.Join("another"); !errors.Is(err, live.ErrBoardFull) {
		t.Errorf("one room too many: %v", err)
	}
	left := join(t, b, "room-0")
	left.Leave()
	for i := range live.MaxBoardReaders - live.MaxRoomReaders - (live.MaxBoardRooms - 1) {
		join(t, b, fmt.Sprint("room-", i%(live.MaxBoardRooms-1)))
	}
	if _, err := b.Join("room-1"); !errors.Is(err, live.ErrBoardFull) {
		t.Errorf("one reader of all too many: %v", err)
	}
}

// Whoever does not read loses its place, and holds nobody up.
func TestBoardDropsWhoDoesNotKeepUp(t *testing.T) {
	now := time.Now()
	b := live.NewBoard(live.NewRuns(func() time.Time { now = now.Add(time.Second); return now }))
	slow, quick := join(t, b, "room"), join(t, b, "room")
	n := 0
	for ; n < 1000; n++ {
		if err := b.Publish("room", []byte("x")); err != nil {
			t.Fatal(err)
		}
		<-quick.Messages()
		if len(slow.Messages()) < n+1 {
			break // it was dropped
		}
	}
	kept := 0
	for range slow.Messages() {
		kept++
	}
	if n == 1000 || kept != n {
		t.Errorf("after %d messages %d are kept", n, kept)
	}
}

func TestBoardIsNotTooFast(t *testing.T) {
	now := time.Now()
	b := live.NewBoard(live.NewRuns(func() time.Time { return now }))
	r := join(t, b, "room")
	for n := range 1000 {
		err := b.Publish("room", []byte("x"))
		if errors.Is(err, live.ErrTooFast) {
			if n < 10 {
				t.Errorf("too fast after %d", n)
			}
			now = now.Add(time.Second)
			if err := b.Publish("room", []byte("x")); err != nil {
				t.Errorf("a second later: %v", err)
			}
			return
		}
		<-r.Messages()
	}
	t.Error("a thousand messages at once are taken")
}

func TestBoardOverWebSocket(t *testing.T) {
	b := newBench(t)
	one, two := b.socket("/board/soup"), b.socket("/board/soup")
	listens := func(c *websocket.Conn, want string) {
		t.Helper()
		if _, got, err := c.ReadMessage(); err != nil || string(got) != want {
			t.Errorf("got %q, %v", got, err)
		}
	}
	for _, text := range []string{"hot", strings.Repeat("x", live.MaxBoardMessage)} {
		if err := one.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
		listens(one, text)
		listens(two, text)
	}
	if err := b.board.Publish("soup", []byte("from elsewhere")); err != nil {
		t.Fatal(err)
	}
	listens(one, "from elsewhere")
	listens(two, "from elsewhere")
	if err := one.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4000, "enough"), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := one.ReadMessage(); !websocket.IsCloseError(err, 4000) {
		t.Errorf("closed with %v", err)
	}
	if err := b.runs.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := two.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Errorf("at shutdown: %v", err)
	}
}

func TestBoardRefusesOverWebSocket(t *testing.T) {
	b := newBench(t)
	for name, tc := range map[string]struct {
		send func(*websocket.Conn) error
		code int
	}{
		"too long": {func(c *websocket.Conn) error {
			return c.WriteMessage(websocket.TextMessage, make([]byte, live.MaxBoardMessage+1))
		}, websocket.CloseMessageTooBig},
		"binary":    {func(c *websocket.Conn) error { return c.WriteMessage(websocket.BinaryMessage, []byte("x")) }, websocket.CloseUnsupportedData},
		"not UTF-8": {func(c *websocket.Conn) error { return c.WriteMessage(websocket.TextMessage, []byte("\xff")) }, websocket.CloseInvalidFramePayloadData},
		"too fast": {func(c *websocket.Conn) error {
			for range 200 {
				if err := c.WriteMessage(websocket.TextMessage, []byte("x")); err != nil {
					return nil // it has been refused already
				}
			}
			return nil
		}, websocket.ClosePolicyViolation},
	} {
		t.Run(name, func(t *testing.T) {
			conn := b.socket("/board/" + strings.ReplaceAll(name, " ", "-"))
			if err := tc.send(conn); err != nil {
				t.Fatal(err)
			}
			for {
				if _, _, err := conn.ReadMessage(); err != nil {
					if !websocket.IsCloseError(err, tc.code) {
						t.Errorf("ended with %v, want %d", err, tc.code)
					}
					return
				}
			}
		})
	}
}
