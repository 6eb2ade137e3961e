package live_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

// Who floods a socket on which nobody reads is put out.
func TestAFloodThatNobodyReads(t *testing.T) {
	b := newBench(t)
	socket, other := b.plugSocket("eve"), b.plugSocket("ada")
	go func() {
		for socket.WriteMessage(websocket.TextMessage, []byte("flood")) == nil {
		}
	}()
	for {
		if _, _, err := socket.ReadMessage(); err != nil {
			// The Close, unless what was still being sent made the end a reset.
			if !websocket.IsCloseError(err, websocket.ClosePolicyViolation) && !strings.Contains(err.Error(), "reset") && !strings.Contains(err.Error(), "pipe") {
				t.Errorf("it ends with %v", err)
			}
			break
		}
	}
	waitForLamps(t, b.plugs, "eve is out", func(s live.PlugState) bool {
		return count(s, func(p live.PlugPerson) bool { return p.Socket.Lamp == live.LampOpen }) == 1
	})
	for range live.TalkBurst / 2 {
		if err := other.WriteMessage(websocket.TextMessage, []byte("a word")); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if _, _, err := other.ReadMessage(); err != nil {
			t.Errorf("who says a little ends with %v", err)
		}
	}
}

// What is no pad is answered no faster than what is one.
func TestTheBandAnswersAFloodOfNoPads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, conn := inBubble(t)
		go func() {
			for conn.WriteMessage(websocket.TextMessage, []byte("no pad")) == nil {
			}
		}()
		began, errors := time.Now(), 0
		for time.Since(began) < 10*time.Second {
			if _, m := hear(t, conn); m.Error != "" {
				errors++
			}
		}
		if most := 18 * live.MaxChord; errors < live.MaxChord || errors > most {
			t.Errorf("%d answers in ten seconds, at most %d are allowed", errors, most)
		}
	})
}
