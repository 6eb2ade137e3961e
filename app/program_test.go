package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirewalk/lessons"
)

// shipped are the lessons of every program that is started as a value: nobody may
// change what a Course hands out. A process of its own reads them by itself.
var shipped = sync.OnceValues(func() (*lessons.Course, error) { return readLessons("") })

// started is the program as a value, on free ports and with a folder of its own,
// until the test ends.
func started(t *testing.T) *program {
	t.Helper()
	return startedWith(t, plain(t.TempDir()))
}

// prepared is a program that was not started, with the shipped lessons.
func prepared(t *testing.T, s settings) *program {
	t.Helper()
	c, err := s.check()
	if err != nil {
		t.Fatal(err)
	}
	course, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return newProgram(c, course, slog.New(slog.DiscardHandler), time.Now)
}

func startedWith(t *testing.T, s settings) *program {
	t.Helper()
	p := prepared(t, s)
	ctx, stop := context.WithCancel(context.Background())
	if err := p.Start(ctx); err != nil {
		stop()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := p.Wait(); err != nil {
			t.Errorf("it ended badly: %v", err)
		}
	})
	return p
}

func TestProgramIsAValue(t *testing.T) {
	t.Parallel()
	p := started(t)
	for path, want := range map[string]int{"/": 200, "/lessons": 200, "/healthz": 200, "/readyz": 200, "/nothing": 404} {
		if got := status(t, p.URL()+path); got != want {
			t.Errorf("%s answers %d, want %d", path, got, want)
		}
	}
}

func TestLabOriginIsBare(t *testing.T) {
	t.Parallel()
	p := started(t)
	lab := "http://" + p.labAddr.String()
	if got := status(t, lab+"/healthz"); got != 200 {
		t.Errorf("/healthz answers %d", got)
	}
	resp, err := http.Get(lab + "/lessons")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != 404 || !strings.Contains(string(body), "main address") || len(resp.Cookies()) != 0 {
		t.Errorf("answers %d, cookies %v: %s", resp.StatusCode, resp.Cookies(), body)
	}
}

// Two hundred are connected, in every way there is: the process still ends in time.
func TestSIGTERM(t *testing.T) {
	t.Parallel()
	cmd := command(t, nil, "--addr", "127.0.0.1:0", "--lab-addr", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	host := hostOf(t, bufio.NewReader(out))
	go func() { ended <- cmd.Wait() }()
	defer func() { _ = cmd.Process.Kill() }()

	silent, err := net.Dial("tcp", host) // as browsers do in advance
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	kept, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	fmt.Fprintf(kept, "GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n", host)
	if _, err := http.ReadResponse(bufio.NewReader(kept), nil); err != nil {
		t.Fatal(err)
	}
	var sockets []*websocket.Conn
	for range 200 {
		c, _, err := websocket.DefaultDialer.Dial("ws://"+host+"/live/echo", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		sockets = append(sockets, c)
	}

	began := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	// The page of a balancer sees it coming, while everything is still answered.
	failedFirst := false
	for time.Since(began) < drainPause && !failedFirst {
		failedFirst = status(t, "http://"+host+"/readyz") == http.StatusServiceUnavailable
	}
	if !failedFirst {
		t.Error("/readyz did not fail before the listener closed")
	}
	for _, c := range sockets {
		_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
		_, _, err := c.ReadMessage()
		if !websocket.IsCloseError(err, websocket.CloseGoingAway) {
			t.Errorf("a socket ended with %v, want a Close with 1001", err)
		}
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("exits with %v\n%s", err, log.String())
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("took %v to end", took)
		}
		if !strings.Contains(log.String(), "path=/healthz") {
			t.Errorf("the log's last second was lost:\n%s", log.String())
		}
	case <-time.After(10 * time.Second):
		t.Error("still there 10 s after SIGTERM")
	}
}

func hostOf(t *testing.T, out *bufio.Reader) string {
	t.Helper()
	at := regexp.MustCompile(`http://(127\.0\.0\.1:\d+)`)
	for {
		line, err := out.ReadString('\n')
		if err != nil {
			t.Fatal("it ended without saying where it serves")
		}
		if m := at.FindStringSubmatch(line); m != nil {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return m[1]
		}
	}
}

func status(t *testing.T, url string) int {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}
