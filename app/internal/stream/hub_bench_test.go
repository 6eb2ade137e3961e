package stream_test

import (
	"bufio"
	"net"
	"net/http"
	"sync"
	"testing"

	"wirewalk/app/internal/stream"
)

// subscribed is how many read at once: two lecture halls.
const subscribed = 1000

// BenchmarkHub is one event on its way to a thousand subscribers of which each
// has a goroutine, until the last has it.
func BenchmarkHub(b *testing.B) {
	h := stream.NewHub()
	var got, left sync.WaitGroup
	b.Cleanup(left.Wait)
	for range subscribed {
		s := subscribe(b, h)
		left.Go(func() {
			for range s.Events() {
				got.Done()
			}
		})
		b.Cleanup(s.Leave)
	}
	data := make([]byte, 1<<10)
	b.ReportAllocs()
	for b.Loop() {
		got.Add(subscribed)
		h.Publish(stream.Encode("", "pace", data))
		got.Wait()
	}
}

// BenchmarkHubOverTCP is the same over a thousand connections, until each page
// has read the event; the pages take their share of the time.
func BenchmarkHubOverTCP(b *testing.B) {
	h := stream.NewHub()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	var there sync.WaitGroup
	there.Add(subscribed)
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o, err := h.Outbox()
		if err != nil {
			b.Error(err)
			return
		}
		out, err := stream.Start(w)
		if err != nil {
			b.Error(err)
			return
		}
		there.Done()
		o.Follow(r.Context(), out)
	})}
	go func() { _ = srv.Serve(l) }()
	var got, left sync.WaitGroup
	conns := make([]net.Conn, subscribed)
	for i := range conns {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		conns[i] = conn
		if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
			b.Fatal(err)
		}
		left.Go(func() {
			lines := bufio.NewReader(conn)
			for {
				line, err := lines.ReadSlice('\n')
				if err != nil {
					return
				}
				if string(line) == "event: pace\n" {
					got.Done()
				}
			}
		})
	}
	b.Cleanup(func() {
		_ = srv.Close()
		for _, c := range conns {
			_ = c.Close()
		}
		left.Wait()
	})
	there.Wait()
	data := make([]byte, 1<<10)
	b.ReportAllocs()
	for b.Loop() {
		got.Add(subscribed)
		h.Publish(stream.Encode("", "pace", data))
		got.Wait()
	}
}
