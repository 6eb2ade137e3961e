package web

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/views/parts"
)

// BenchmarkPage compares a lesson's page from memory, with log, headers and tap
// on, to a bare net/http handler that serves the same bytes. The metric of
// "side-by-side" is the ratio of their requests per second.
func BenchmarkPage(b *testing.B) {
	course := realCourse(b)
	log := bufio.NewWriterSize(io.Discard, 256<<10)
	s, err := New(Options{
		Course: course, Runs: live.NewRuns(time.Now), Now: time.Now, LabPort: 8081,
		Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	if err != nil {
		b.Fatal(err)
	}
	const path = "/lessons/websocket-protocol"
	made, err := s.memory[path][parts.Who{}]()
	if err != nil {
		b.Fatal(err)
	}
	body := made.gzip.body
	length := strconv.Itoa(len(body))
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", length)
		w.Header().Set("Content-Type", htmlType)
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(body)
	})

	plain := serving(b, &http.Server{Handler: bare}, func(l net.Listener) net.Listener { return l })
	ours := serving(b, &http.Server{Handler: s, ConnContext: live.ConnContext}, live.Listen)
	b.Run("bare", func(b *testing.B) { benchmarkSide(b, plain, path) })
	b.Run("wirewalk", func(b *testing.B) { benchmarkSide(b, ours, path) })
	b.Run("side-by-side", func(b *testing.B) { benchmarkBoth(b, plain, ours, path) })
}

// benchmarkSide is as many requests as one server answers.
func benchmarkSide(b *testing.B, addr, path string) {
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		c := visit(b, addr, path)
		for pb.Next() {
			c.get(1)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// turn is how many requests one server gets before it is the other's turn, so
// that whatever else the machine does slows down both.
const turn = 50

// leastOfBare is what log, headers and tap may leave of a bare handler's speed.
const leastOfBare = 0.65

// settled is how long the sides take turns before their ratio is judged: the
// first rounds warm up.
const settled = 500 * time.Millisecond

func benchmarkBoth(b *testing.B, plain, ours, path string) {
	var plainTook, oursTook atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		p, o := visit(b, plain, path), visit(b, ours, path)
		for pb.Next() {
			plainTook.Add(int64(p.get(turn)))
			oursTook.Add(int64(o.get(turn)))
		}
	})
	ratio := float64(plainTook.Load()) / float64(oursTook.Load())
	b.ReportMetric(ratio, "of-bare")
	if ratio < leastOfBare && b.Elapsed() >= settled {
		b.Errorf("a page from memory reaches %.2f of a bare handler, want at least %.2f", ratio, leastOfBare)
	}
}

// serving starts a server and returns its address.
func serving(b *testing.B, server *http.Server, wrap func(net.Listener) net.Listener) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = server.Serve(wrap(l)) }()
	b.Cleanup(func() { _ = server.Close() })
	return l.Addr().String()
}

// visitor asks for one page again and again on one connection.
type visitor struct {
	b       *testing.B
	conn    net.Conn
	in      *bufio.Reader
	request string
}

func visit(b *testing.B, addr, path string) *visitor {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		b.Error(err)
		return nil
	}
	b.Cleanup(func() { _ = c.Close() })
	return &visitor{b, c, bufio.NewReaderSize(c, 64<<10), "GET " + path + " HTTP/1.1\r\nHost: " + addr +
		"\r\nUser-Agent: Mozilla/5.0\r\nAccept: text/html\r\nAccept-Encoding: gzip, deflate\r\nAccept-Language: en\r\n\r\n"}
}

// get asks n times and says how long that took.
func (v *visitor) get(n int) time.Duration {
	began := time.Now()
	for range n {
		if _, err := io.WriteString(v.conn, v.request); err != nil {
			v.b.Error(err)
		}
		if err := skipResponse(v.in); err != nil {
			v.b.Error(err)
		}
	}
	return time.Since(began)
}

// skipResponse reads one response as cheaply as it can be done, so that what is
// measured is the server.
func skipResponse(in *bufio.Reader) error {
	length := 0
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) == 2 {
			break
		}
		if name := "Content-Length: "; len(line) > len(name) && string(line[:len(name)]) == name {
			for _, digit := range strings.TrimSpace(string(line[len(name):])) {
				length = 10*length + int(digit-'0')
			}
		}
	}
	if length == 0 {
		return io.ErrUnexpectedEOF // chunked, or no page
	}
	_, err := in.Discard(length)
	return err
}
