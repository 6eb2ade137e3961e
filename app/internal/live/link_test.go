package live

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// shown is a sink that keeps what it was shown.
type shown struct{ in, out bytes.Buffer }

func (s *shown) read(b []byte) bool    { s.in.Write(b); return true }
func (s *shown) write(b []byte) func() { s.out.Write(b); return nil }
func (s *shown) ended(bool, bool)      {}

// linked is a tapped connection that can be frozen, and its client.
func linked(t *testing.T) (server *tap, client net.Conn, of *shown) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if client, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	conn, err := Listen(l).Accept()
	if err != nil {
		t.Fatal(err)
	}
	server, of = conn.(*tap), &shown{}
	server.sink = of
	server.mayFreeze(of)
	t.Cleanup(func() {
		_ = client.Close()
		_ = server.Close()
	})
	return server, client, of
}

func TestDeadlinesFireOnAFrozenLink(t *testing.T) {
	server, client, of := linked(t)
	server.freeze()
	if _, err := client.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 3)
	for range 2 { // before and after the bytes are there
		began := time.Now()
		_ = server.SetReadDeadline(began.Add(50 * time.Millisecond))
		if n, err := server.Read(b); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) < 50*time.Millisecond {
			t.Errorf("read %d, %v after %v", n, err, time.Since(began))
		}
	}
	// As net/http does, to be done with a Read that is under way.
	_ = server.SetReadDeadline(time.Time{})
	done := make(chan error, 1)
	go func() {
		_, err := server.Read(b)
		done <- err
	}()
	_ = server.SetReadDeadline(time.Unix(1, 0))
	if err := <-done; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a Read that is broken off: %v", err)
	}
	if of.in.Len() > 0 {
		t.Errorf("%q crossed", of.in.String())
	}
	server.thaw()
	_ = server.SetReadDeadline(time.Time{})
	all := make([]byte, 5)
	if _, err := io.ReadFull(server, all); err != nil || string(all) != "hello" || of.in.String() != "hello" {
		t.Errorf("at the thaw came %q, %v; shown was %q", all, err, of.in.String())
	}
}

func TestAFrozenLinkHoldsSoMuch(t *testing.T) {
	server, client, of := linked(t)
	server.freeze()
	full := bytes.Repeat([]byte("x"), MaxHeld)
	if n, err := server.Write(full); n != MaxHeld || err != nil {
		t.Fatalf("wrote %d, %v", n, err)
	}
	_ = server.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := server.Write([]byte("y")); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a Write beyond MaxHeld: %v", err)
	}
	_ = server.SetWriteDeadline(time.Now().Add(10 * time.Second))
	done := make(chan error, 1)
	go func() {
		_, err := server.Write([]byte("z"))
		done <- err
	}()
	if of.out.Len() > 0 {
		t.Errorf("%d bytes crossed", of.out.Len())
	}
	go server.thaw()
	got := make([]byte, MaxHeld+1)
	if _, err := io.ReadFull(client, got); err != nil || !bytes.Equal(got, append(full, 'z')) {
		t.Errorf("at the thaw came %d bytes that end with %q, %v", len(got), got[MaxHeld-1:], err)
	}
	if err := <-done; err != nil {
		t.Errorf("the Write that waited: %v", err)
	}
}

func TestACloseWaitsForTheThaw(t *testing.T) {
	server, client, _ := linked(t)
	server.freeze()
	if _, err := server.Write([]byte("the last word")); err != nil {
		t.Fatal(err)
	}
	reading := make(chan error, 1)
	go func() {
		_, err := server.Read(make([]byte, 1))
		reading <- err
	}()
	if _, err := client.Write([]byte("unread")); err != nil {
		t.Fatal(err)
	}
	_ = server.Close()
	if err := <-reading; !errors.Is(err, net.ErrClosed) {
		t.Errorf("a Read meanwhile: %v", err)
	}
	if _, err := server.Write([]byte("more")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a Write after the Close: %v", err)
	}
	if err := server.SetReadDeadline(time.Time{}); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a deadline after the Close: %v", err)
	}
	_ = client.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := client.Read(make([]byte, 1)); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the client got %d bytes, %v", n, err)
	}
	server.thaw()
	_ = client.SetReadDeadline(time.Now().Add(10 * time.Second))
	if all, err := io.ReadAll(client); string(all) != "the last word" || err != nil {
		t.Errorf("at the thaw the client got %q, %v", all, err)
	}
}
