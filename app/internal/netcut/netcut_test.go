package netcut_test

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"wirewalk/app/internal/netcut"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// What tests rely on: a silence holds bytes back and ends nothing, a cut ends what is
// open and what is tried, and nothing is left of a proxy that is closed.
func TestProxy(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		for {
			conn, err := server.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = io.Copy(conn, conn)
			}()
		}
	}()
	p, err := netcut.Start(server.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	dial := func() net.Conn {
		t.Helper()
		conn, err := net.Dial("tcp", p.Addr())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	reads := func(conn net.Conn, within time.Duration) (string, error) {
		got := make([]byte, 2)
		_ = conn.SetReadDeadline(time.Now().Add(within))
		_, err := io.ReadFull(conn, got)
		return string(got), err
	}
	says := func(conn net.Conn, text string) {
		t.Helper()
		if _, err := conn.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}

	conn := dial()
	says(conn, "hi")
	if got, err := reads(conn, 10*time.Second); got != "hi" || err != nil {
		t.Fatalf("it relays %q, %v", got, err)
	}
	p.Silence()
	says(conn, "ho")
	if got, err := reads(conn, 100*time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("while it is silent come %q, %v", got, err)
	}
	p.Heal()
	if got, err := reads(conn, 10*time.Second); got != "ho" || err != nil {
		t.Errorf("after the silence come %q, %v", got, err)
	}
	p.Cut()
	if got, err := reads(conn, 10*time.Second); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("after the cut: %q, %v", got, err)
	}
	if got, err := reads(dial(), 10*time.Second); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("who connects after the cut: %q, %v", got, err)
	}
	p.Heal()
	conn = dial()
	says(conn, "hi")
	if got, err := reads(conn, 10*time.Second); got != "hi" || err != nil {
		t.Errorf("after it healed: %q, %v", got, err)
	}
}
