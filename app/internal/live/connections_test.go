package live_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

// A connection counts from when it is accepted until it is closed, whoever closes
// it, and as a WebSocket from its upgrade on, under TLS too.
func TestConnectionsAreCounted(t *testing.T) {
	t.Run("plain", func(t *testing.T) {
		countConnections(t, func(l net.Listener) net.Listener { return l }, net.Dial)
	})
	t.Run("TLS", func(t *testing.T) {
		keys := httptest.NewTLSServer(nil)
		defer keys.Close()
		server := &tls.Config{Certificates: keys.TLS.Certificates}
		client := keys.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
		client.ServerName = "example.com"
		countConnections(t, func(l net.Listener) net.Listener { return tls.NewListener(l, server) },
			func(network, addr string) (net.Conn, error) { return tls.Dial(network, addr, client) })
	})
}

func countConnections(t *testing.T, over func(net.Listener) net.Listener, dial func(network, addr string) (net.Conn, error)) {
	b := newBench(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var counts live.Connections
	echo := live.NewEcho(b.runs)
	srv := &http.Server{ConnContext: live.ConnContext, ConnState: counts.Note, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if live.WantsWebSocket(r) {
			_ = echo.Serve(w, r, "", 0)
			return
		}
		if r.URL.Path == "/stream" {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			live.LetGo(r)
			go func() {
				defer conn.Close()
				_, _ = io.WriteString(conn, "!")
				_, _ = io.Copy(io.Discard, conn)
			}()
			return
		}
		_, _ = io.WriteString(w, "Hi")
	})}
	go srv.Serve(live.Listen(over(counts.Of(l))))
	t.Cleanup(func() { srv.Close() })
	stands := func(want string) {
		t.Helper()
		for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
			got := fmt.Sprint(counts.Open(), " open, ", counts.Sockets(), " sockets")
			if got == want {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s, want %s", got, want)
			}
		}
	}
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(_ context.Context, network, addr string) (net.Conn, error) { return dial(network, addr) },
	}}
	got, err := client.Get("http://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, got.Body)
	got.Body.Close()
	stands("1 open, 0 sockets")
	dialer := websocket.Dialer{NetDial: dial}
	conn, _, err := dialer.Dial("ws://"+l.Addr().String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	stands("2 open, 1 sockets")
	client.CloseIdleConnections()
	stands("1 open, 1 sockets")
	conn.Close()
	stands("0 open, 0 sockets")
	other, err := dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(other, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(other, make([]byte, 1)); err != nil { // it has been let go
		t.Fatal(err)
	}
	stands("1 open, 0 sockets")
	other.Close()
	stands("0 open, 0 sockets")
}

// Who does not take what is written is told of once.
func TestSlowConnectionsAreTold(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var slow atomic.Int32
	counts := live.Connections{Slow: func() { slow.Add(1) }}
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	conn, err := counts.Of(l).Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for range 2 {
		_ = conn.SetWriteDeadline(time.Now().Add(10 * time.Millisecond))
		for err = nil; err == nil; {
			_, err = conn.Write(make([]byte, 1<<20))
		}
	}
	if slow.Load() != 1 {
		t.Errorf("told %d times", slow.Load())
	}
}
