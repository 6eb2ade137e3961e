package live_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

func TestMain(m *testing.M) {
	// The highlighter's regular expressions keep a clock of their own for a while.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

// theKey is the example of RFC 6455 §1.3.
const theKey = "dGhlIHNhbXBsZSBub25jZQ=="

// bench is a server whose connections are tapped, and its runs.
type bench struct {
	t       *testing.T
	runs    *live.Runs
	board   *live.Board
	plugs   *live.Plugs
	parcels *live.Parcels
	addr    string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return newBenchOn(t, l)
}

func newBenchOn(t *testing.T, l net.Listener) *bench {
	t.Helper()
	b := &bench{t: t, runs: live.NewRuns(time.Now)}
	echo, band, burst := live.NewEcho(b.runs), live.NewBand(b.runs), live.NewBurst(b.runs)
	mux := http.NewServeMux()
	refused := func(w http.ResponseWriter, err error) {
		if err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
		}
	}
	mux.HandleFunc("GET /runs/{id}/ws", func(w http.ResponseWriter, r *http.Request) {
		run, err := b.runs.Get(r.PathValue("id"))
		if err == nil {
			err = b.runs.ServeWebSocket(run, w, r)
		}
		refused(w, err)
	})
	mux.HandleFunc("GET /runs/{id}/events", func(w http.ResponseWriter, r *http.Request) {
		run, err := b.runs.Get(r.PathValue("id"))
		if err == nil {
			err = b.runs.ServeEvents(run, w, r)
		}
		refused(w, err)
	})
	mux.HandleFunc("POST /runs/{id}/messages", func(w http.ResponseWriter, r *http.Request) {
		run, err := b.runs.Get(r.PathValue("id"))
		if err == nil {
			err = b.runs.ServePost(run, w, r)
		}
		refused(w, err)
	})
	mux.HandleFunc("GET /echo", func(w http.ResponseWriter, r *http.Request) { refused(w, echo.Serve(w, r, "", 0)) })
	mux.HandleFunc("GET /crash", func(w http.ResponseWriter, r *http.Request) { refused(w, echo.Serve(w, r, "", time.Second/10)) })
	b.board = live.NewBoard(b.runs)
	mux.HandleFunc("GET /board/{room}", func(w http.ResponseWriter, r *http.Request) {
		refused(w, b.board.Serve(w, r, r.PathValue("room")))
	})
	b.plugs = live.NewPlugs(b.runs)
	mux.HandleFunc("GET /plugs/{name}/{person}/socket", func(w http.ResponseWriter, r *http.Request) {
		refused(w, b.plugs.ServeSocket(w, r, r.PathValue("name"), r.PathValue("person"), nil))
	})
	mux.HandleFunc("GET /plugs/{name}/{person}/stream", func(w http.ResponseWriter, r *http.Request) {
		refused(w, plugStream(b.plugs, w, r, r.PathValue("name"), r.PathValue("person")))
	})
	b.parcels = live.NewParcels(b.runs)
	parcel := func(serve func(*live.Parcel, http.ResponseWriter, *http.Request) error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			err := live.ErrUnknownRun
			if p := b.parcels.Get(r.PathValue("visitor"), r.PathValue("id")); p != nil {
				err = serve(p, w, r)
			}
			refused(w, err)
		}
	}
	mux.HandleFunc("GET /parcels/{visitor}/{id}/ws", parcel(b.parcels.ServeWebSocket))
	mux.HandleFunc("GET /parcels/{visitor}/{id}/events", parcel(b.parcels.ServeEvents))
	mux.HandleFunc("GET /band", func(w http.ResponseWriter, r *http.Request) { refused(w, band.Serve(w, r, "")) })
	mux.HandleFunc("GET /burst", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		refused(w, burst.Serve(w, r, r.FormValue("address"), n))
	})
	srv := &httptest.Server{Listener: live.Listen(l), Config: &http.Server{
		Handler: mux, ConnContext: live.ConnContext, ErrorLog: log.New(complaints{t}, "", 0),
	}}
	srv.Start()
	b.addr = srv.Listener.Addr().String()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := b.runs.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		srv.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return b
}

// complaints fails a test for every line that net/http logs.
type complaints struct{ t *testing.T }

func (c complaints) Write(b []byte) (int, error) {
	c.t.Errorf("net/http says: %s", b)
	return len(b), nil
}

func (b *bench) run(script *lessons.Script, pace live.Pace) *live.Run {
	b.t.Helper()
	run, err := b.runs.New("a visitor", "test", script, pace)
	if err != nil {
		b.t.Fatal(err)
	}
	return run
}

// browser is a client that speaks bytes, so that a test sees what a browser
// would and sends what none would.
type browser struct {
	t *testing.T
	net.Conn
	in  *bufio.Reader
	dec *wire.Decoder
}

func (b *bench) dial() *browser {
	b.t.Helper()
	c, err := net.Dial("tcp", b.addr)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { c.Close() })
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	return &browser{b.t, c, bufio.NewReader(c), wire.NewDecoder(wire.Server, wire.Options{})}
}

func (c *browser) write(s string) {
	c.t.Helper()
	if _, err := io.WriteString(c.Conn, s); err != nil {
		c.t.Fatal(err)
	}
}

func (c *browser) handshake(run *live.Run) {
	c.t.Helper()
	c.write("GET /runs/" + run.ID + "/ws HTTP/1.1\r\nHost: classroom.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Key: " + theKey + "\r\nSec-WebSocket-Version: 13\r\nCookie: visitor=secret\r\n\r\n")
}

func (c *browser) frame(opcode wire.Opcode, payload string) {
	c.t.Helper()
	c.write(string(wire.AppendFrame(nil, wire.Frame{
		FIN: true, Opcode: opcode, Masked: true, MaskingKey: [4]byte{0x37, 0xfa, 0x21, 0x3d}, Payload: []byte(payload),
	})))
}

// next returns exactly n bytes of what the server sent.
func (c *browser) next(n int) string {
	c.t.Helper()
	b := make([]byte, n)
	if _, err := io.ReadFull(c.in, b); err != nil {
		c.t.Fatalf("reading %d bytes: %v", n, err)
	}
	return string(b)
}

// until returns what the server sent, up to and with end.
func (c *browser) until(end string) string {
	c.t.Helper()
	var s strings.Builder
	for !strings.HasSuffix(s.String(), end) {
		b, err := c.in.ReadByte()
		if err != nil {
			c.t.Fatalf("after %q: %v", s.String(), err)
		}
		s.WriteByte(b)
	}
	return s.String()
}

// silent makes sure that nothing arrives for a moment.
func (c *browser) silent() {
	c.t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	b, err := c.in.ReadByte()
	if err == nil {
		c.t.Fatalf("byte %#x arrived before its step", b)
	}
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
}

// gone makes sure that the server ended the connection.
func (c *browser) gone() {
	c.t.Helper()
	if b, err := c.in.ReadByte(); err == nil {
		c.t.Fatalf("byte %#x where the connection should have ended", b)
	}
}

func step(t *testing.T, run *live.Run, n int) {
	t.Helper()
	if _, err := run.Step(t.Context(), n); err != nil {
		var undone *live.NotDoneError
		if errors.As(err, &undone) {
			t.Fatalf("step %d: missing %v; over: %+v", n, undone.Missing, run.Over())
		}
		t.Fatalf("step %d: %v; over: %+v", n, err, run.Over())
	}
}

// walk does the steps from first to last.
func walk(t *testing.T, run *live.Run, first, last int) {
	t.Helper()
	for n := first; n <= last; n++ {
		step(t, run, n)
	}
}

// over waits until the run is, and returns how.
func over(t *testing.T, run *live.Run) live.Over {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		_, _, changed := run.Trace(0)
		if o := run.Over(); o != nil {
			return *o
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatal("the run is not over")
		}
	}
}

// walked is a run of the WebSocket lesson whose row n has just happened, and its
// browser, which has read nothing yet.
func (b *bench) walked(n int) (*live.Run, *browser) {
	b.t.Helper()
	run, c := b.run(tenRows(), live.StepPace), b.dial()
	c.handshake(run)
	for k := 1; k <= n; k++ {
		switch k {
		case 5:
			c.frame(wire.OpText, "Hello")
		case 7:
			c.frame(wire.OpText, "How are you?")
		case 9:
			c.frame(wire.OpClose, "\x03\xe8")
		}
		step(b.t, run, k)
	}
	return run, c
}

// crossed lists the events of a step, as "client frame" and the like.
func crossed(run *live.Run, n int) []string {
	var of []string
	for _, e := range run.Recording().Events {
		if e.Step == n {
			of = append(of, string(e.From)+" "+string(e.Kind))
		}
	}
	return of
}
