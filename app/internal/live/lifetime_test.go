package live_test

import (
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons/wire"
)

// pipes is a listener without a network, so that its time is a test's own.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// walked is a run at row 4, in a bubble: what its browser gets after that is
// read into got, which is complete when the connection has ended.
func walked(t *testing.T) (run *live.Run, conn net.Conn, got chan string) {
	t.Helper()
	runs := live.NewRuns(time.Now)
	run, err := runs.New("a visitor", "test", tenRows(), live.StepPace)
	if err != nil {
		t.Fatal(err)
	}
	l := newPipes()
	srv := &http.Server{ConnContext: live.ConnContext, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := runs.ServeWebSocket(run, w, r); err != nil {
			t.Error(err)
		}
	})}
	go srv.Serve(live.Listen(l))
	t.Cleanup(func() {
		_ = srv.Close()
		_ = runs.Shutdown(t.Context())
	})
	conn, theirs := net.Pipe()
	l.conns <- theirs
	got = make(chan string, 1)
	go func() {
		b, _ := io.ReadAll(conn)
		got <- string(b)
	}()
	go io.WriteString(conn, "GET /runs/"+run.ID+"/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Key: "+theKey+"\r\nSec-WebSocket-Version: 13\r\n\r\n")
	for n := 1; n <= 4; n++ {
		step(t, run, n)
	}
	return run, conn, got
}

func TestAnIdleConnectionIsClosedWithASentence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		run, _, got := walked(t)
		time.Sleep(live.IdleLifetime - time.Second)
		if o := run.Over(); o != nil {
			t.Fatalf("over too early: %+v", o)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if o := run.Over(); o == nil || o.Reason != live.Expired || o.Step != 4 {
			t.Errorf("over: %+v", o)
		}
		if all := <-got; all[len(all)-4:] != "\x88\x02\x03\xe9" {
			t.Errorf("the last bytes are % x, want a Close with 1001", all[len(all)-4:])
		}
	})
}

func TestABusyConnectionEndsAfterItsTotalLifetime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		run, conn, got := walked(t)
		ping := wire.AppendFrame(nil, wire.Frame{FIN: true, Opcode: wire.OpPing, Masked: true})
		for run.Over() == nil {
			time.Sleep(live.IdleLifetime / 2)
			_, _ = conn.Write(ping)
			synctest.Wait()
		}
		if o := run.Over(); o.Reason != live.Expired {
			t.Errorf("over: %+v", o)
		}
		if took := time.Since(began); took < live.TotalLifetime || took > live.TotalLifetime+live.IdleLifetime {
			t.Errorf("it lasted %v", took)
		}
		<-got
	})
}
