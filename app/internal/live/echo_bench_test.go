package live_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/app/internal/live"
)

// BenchmarkEcho compares the public echo on a tapped listener with the same
// handler on a plain one, in turns, so that both meet the same machine. Its
// metric ratio is the tapped one's messages per second by the plain one's; it
// should be at least 0.9.
func BenchmarkEcho(b *testing.B) {
	for _, clients := range []int{1, 64} {
		b.Run(fmt.Sprintf("connections=%d", clients), func(b *testing.B) {
			tapped := dialEchoes(b, true, clients)
			plain := dialEchoes(b, false, clients)
			// About as many messages a turn, however many connections.
			each := 256 / clients
			exchange(b, tapped, each)
			exchange(b, plain, each)
			var withTap, without time.Duration
			turn := 0
			b.ResetTimer()
			for b.Loop() {
				turn++
				if turn%2 == 0 {
					withTap += exchange(b, tapped, each)
					without += exchange(b, plain, each)
				} else {
					without += exchange(b, plain, each)
					withTap += exchange(b, tapped, each)
				}
			}
			messages := float64(turn * each * clients)
			b.ReportMetric(messages/withTap.Seconds(), "tapped-messages/s")
			b.ReportMetric(messages/without.Seconds(), "plain-messages/s")
			b.ReportMetric(without.Seconds()/withTap.Seconds(), "ratio")
		})
	}
}

// echoMessage is as long as the longest that needs no extended length.
var echoMessage = bytes.Repeat([]byte("w"), 125)

// dialEchoes starts an echo on a listener of its own, and opens clients to it.
func dialEchoes(b *testing.B, tap bool, clients int) []net.Conn {
	runs := live.NewRuns(time.Now)
	echo := live.NewEcho(runs)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := echo.Serve(w, r, "", 0); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		}
	})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := "ws://" + l.Addr().String()
	if tap {
		l = live.Listen(l)
		server.ConnContext = live.ConnContext
	}
	go func() { _ = server.Serve(l) }()
	conns := make([]net.Conn, clients)
	for i := range conns {
		conn, _, err := websocket.DefaultDialer.DialContext(b.Context(), address, nil)
		if err != nil {
			b.Fatal(err)
		}
		conns[i] = conn.NetConn()
	}
	b.Cleanup(func() {
		for _, c := range conns {
			_ = c.Close()
		}
		_ = server.Close()
		_ = runs.Shutdown(context.Background())
	})
	return conns
}

// exchange sends each messages on every connection at once, each after the
// echo of the one before, and returns how long it took. It reads and writes
// frames itself: what the client costs would hide what the tap does.
func exchange(b *testing.B, conns []net.Conn, each int) time.Duration {
	mask := [4]byte{0x37, 0xfa, 0x21, 0x3d}
	frame := append([]byte{0x81, 0x80 | byte(len(echoMessage))}, mask[:]...)
	for i, c := range echoMessage {
		frame = append(frame, c^mask[i%4])
	}
	answer := append([]byte{0x81, byte(len(echoMessage))}, echoMessage...)
	began := time.Now()
	var all sync.WaitGroup
	for _, c := range conns {
		all.Go(func() {
			got := make([]byte, len(answer))
			for range each {
				if _, err := c.Write(frame); err != nil {
					b.Error(err)
					return
				}
				if _, err := io.ReadFull(c, got); err != nil {
					b.Error(err)
					return
				}
				if !bytes.Equal(got, answer) {
					b.Errorf("got % x, want the message unmasked", got)
					return
				}
			}
		})
	}
	all.Wait()
	return time.Since(began)
}
