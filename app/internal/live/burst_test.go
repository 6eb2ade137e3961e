package live_test

import (
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

func (b *bench) burst(n int, address string) (*websocket.Conn, *http.Response, error) {
	b.t.Helper()
	conn, resp, err := websocket.DefaultDialer.Dial("ws://"+b.addr+"/burst?n="+strconv.Itoa(n)+"&address="+address, http.Header{"Origin": {"https://elsewhere.test"}})
	if err == nil {
		b.t.Cleanup(func() { conn.Close() })
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	}
	return conn, resp, err
}

// Each number comes in a message of its own, in order, and then a Close.
func TestABurstCountsAndCloses(t *testing.T) {
	b := newBench(t)
	for _, n := range []int{1, 1000, live.MaxBurst} {
		conn, _, err := b.burst(n, "")
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i <= n; i++ {
			kind, message, err := conn.ReadMessage()
			if err != nil || kind != websocket.TextMessage || string(message) != strconv.Itoa(i) {
				t.Fatalf("message %d of %d: kind %d, %q, %v", i, n, kind, message, err)
			}
		}
		if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
			t.Errorf("after %d messages: %v, want a Close with 1000", n, err)
		}
	}
}

func TestBurstsAreBounded(t *testing.T) {
	b := newBench(t)
	for i := range live.MaxBursts {
		if _, resp, err := b.burst(1, strconv.Itoa(i)); err != nil { // nobody answers its Close, so it stays open for a while
			t.Fatalf("burst %d: %v, %+v", i+1, err, resp)
		}
	}
	if _, resp, err := b.burst(1, "another"); err == nil {
		t.Errorf("burst %d was accepted", live.MaxBursts+1)
	} else if resp == nil || resp.StatusCode != http.StatusConflict {
		t.Errorf("burst %d: %v, %+v", live.MaxBursts+1, err, resp)
	}
}

// Whoever takes nothing is left after WriteWait.
func TestABurstThatNobodyTakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, conn := dialInBubble(t, func(runs *live.Runs) func(http.ResponseWriter, *http.Request) error {
			burst := live.NewBurst(runs)
			return func(w http.ResponseWriter, r *http.Request) error { return burst.Serve(w, r, "", 100) }
		})
		time.Sleep(live.WriteWait + time.Second)
		var err error
		n := 0
		for ; err == nil; n++ {
			_, _, err = conn.ReadMessage()
		}
		if n > 1 || websocket.IsCloseError(err, websocket.CloseNormalClosure) {
			t.Errorf("after WriteWait it still got %d messages, then %v", n-1, err)
		}
	})
}

// Whoever does not answer the Close is left after a moment, whatever else they say:
// what a burst takes is lent to few.
func TestABurstWhoseCloseIsNotAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, conn := dialInBubble(t, func(runs *live.Runs) func(http.ResponseWriter, *http.Request) error {
			burst := live.NewBurst(runs)
			return func(w http.ResponseWriter, r *http.Request) error { return burst.Serve(w, r, "", 1) }
		})
		conn.SetCloseHandler(func(int, string) error { return nil })
		var err error
		for err == nil {
			_, _, err = conn.ReadMessage()
		}
		if !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
			t.Fatal(err)
		}
		began := time.Now()
		for err = nil; err == nil && time.Since(began) < time.Minute; time.Sleep(time.Second / 2) {
			err = conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("after %v it was still there", took)
		}
	})
}
