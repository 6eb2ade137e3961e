package live

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// sockets are both ends of a WebSocket.
func sockets(t *testing.T) (server, client *websocket.Conn) {
	t.Helper()
	opened := make(chan *websocket.Conn, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
		}
		opened <- conn
	}))
	t.Cleanup(srv.Close)
	client, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(srv.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	server = <-opened
	t.Cleanup(func() {
		_ = server.Close()
		_ = client.Close()
	})
	return server, client
}

// What was put before the connection was there is sent with what comes later, in
// order; and when all of it is out, nothing waits for more.
func TestOutboxSendsInOrder(t *testing.T) {
	server, client := sockets(t)
	o := newOutbox(NewRuns(time.Now), boardQueue)
	put := func(n int) {
		t.Helper()
		if !o.put(fmt.Append(nil, n)) {
			t.Fatalf("there was no room for message %d", n)
		}
	}
	for n := range boardQueue {
		put(n)
	}
	if o.put(nil) {
		t.Error("more than its bound is waiting")
	}
	o.open(server)
	for n := range 3 * boardQueue {
		if n >= boardQueue {
			put(n)
		}
		if _, got, err := client.ReadMessage(); err != nil || string(got) != fmt.Sprint(n) {
			t.Fatalf("message %d is %q, %v", n, got, err)
		}
	}
	o.leave()
	o.wait()
	if o.put(nil) {
		t.Error("it has been left, and still takes messages")
	}
}

// Whoever does not read is noticed by what waits, and let go without waiting for it.
func TestOutboxOfWhoDoesNotRead(t *testing.T) {
	server, client := sockets(t)
	o := newOutbox(NewRuns(time.Now), boardQueue)
	o.open(server)
	longerThanBuffers := make([]byte, 8<<20)
	for n := 0; o.put(longerThanBuffers); n++ {
		if n > 2*boardQueue {
			t.Fatal("what waits has no bound")
		}
	}
	o.drop()
	o.leave()
	o.wait() // or this hangs
	for {
		if _, _, err := client.ReadMessage(); err != nil {
			break // or that does
		}
	}
}

// What cannot be written any more is not waited with.
func TestOutboxOfWhoHasLeft(t *testing.T) {
	server, _ := sockets(t)
	o := newOutbox(NewRuns(time.Now), boardQueue)
	o.open(server)
	_ = server.NetConn().Close()
	for n := 0; o.put([]byte("Are you there?")); n++ {
		if n > 5000 {
			t.Fatal("messages are taken that nobody will get")
		}
		time.Sleep(time.Millisecond)
	}
	o.wait()
}
