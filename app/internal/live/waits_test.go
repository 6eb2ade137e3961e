package live_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
)

// inABubble serves a run of s at that pace on one connection, whose time is the
// test's own; lines are what its client reads, with the time of each.
func inABubble(t *testing.T, s *lessons.Script, pace live.Pace) (runs *live.Runs, run *live.Run, conn net.Conn, lines chan timed) {
	t.Helper()
	runs = live.NewRuns(time.Now)
	run, err := runs.New("a visitor", "test", s, pace)
	if err != nil {
		t.Fatal(err)
	}
	l := newPipes()
	srv := &http.Server{ConnContext: live.ConnContext, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		serve := runs.ServeEvents
		if s.Protocol == lessons.WebSocket {
			serve = runs.ServeWebSocket
		}
		if err := serve(run, w, r); err != nil {
			t.Error(err)
		}
	})}
	go srv.Serve(live.Listen(l))
	conn, theirs := net.Pipe()
	l.conns <- theirs
	t.Cleanup(func() {
		_ = conn.Close()
		_ = srv.Close()
		_ = runs.Shutdown(t.Context())
	})
	lines = make(chan timed, 1000)
	began := time.Now()
	go func() {
		defer close(lines)
		in := bufio.NewReader(conn)
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			lines <- timed{strings.TrimRight(line, "\r\n"), time.Since(began)}
		}
	}()
	head := "GET / HTTP/1.1\r\nHost: x\r\n"
	if s.Protocol == lessons.WebSocket {
		head += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + theKey + "\r\nSec-WebSocket-Version: 13\r\n"
	}
	go io.WriteString(conn, head+"\r\n")
	return runs, run, conn, lines
}

type timed struct {
	line string
	at   time.Duration
}

// after returns when the line came that begins so.
func after(t *testing.T, lines chan timed, prefix string) time.Duration {
	t.Helper()
	for l := range lines {
		if strings.HasPrefix(l.line, prefix) {
			return l.at
		}
	}
	t.Fatalf("no line begins with %q", prefix)
	return 0
}

func TestAServersWaitLastsAtFullPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		every := words("one two three", "three ")
		every.Every = 120
		_, run, _, lines := inABubble(t, stream(
			connect(), pause(500), open(": open\n\n"), pause(4000), event("data: now\n\n", "now"), every, pause(300), ends(),
		), live.FullPace)
		for _, want := range []timed{
			{"HTTP/1.1 200", 500 * time.Millisecond},
			{"data: now", 4500 * time.Millisecond},
			{"data: one", 4500 * time.Millisecond},
			{"data: two", 4620 * time.Millisecond},
			{"data: three", 4740 * time.Millisecond},
			{"0", 5040 * time.Millisecond},
		} {
			if got := after(t, lines, want.line); got != want.at {
				t.Errorf("%q came after %v, want %v", want.line, got, want.at)
			}
		}
		synctest.Wait()
		if o := run.Over(); o == nil || o.Reason != live.Finished {
			t.Errorf("over: %+v", o)
		}
		for _, s := range run.Recording().Steps {
			if s.Step == 4 && s.Done != 4500*time.Millisecond {
				t.Errorf("the wait was done after %v", s.Done)
			}
		}
	})
}

func TestAServersWaitAsTheLastRow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, run, _, lines := inABubble(t, socket(connect(), upgrade(), pause(1000)), live.FullPace)
		after(t, lines, "HTTP/1.1 101")
		time.Sleep(999 * time.Millisecond)
		synctest.Wait()
		if o := run.Over(); o != nil {
			t.Errorf("over before the wait is: %+v", o)
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if o := run.Over(); o == nil || o.Reason != live.Finished {
			t.Errorf("over: %+v", o)
		}
	})
}

func TestAtStepPaceTheGateIsTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, run, _, lines := inABubble(t, stream(connect(), open(": open\n\n"), pause(4000), event("data: now\n\n", "now")), live.StepPace)
		walk(t, run, 1, 4)
		if got := after(t, lines, "data: now"); got != 0 {
			t.Errorf("it came after %v", got)
		}
	})
}

func TestWhoLeavesDuringAServersWaitIsLost(t *testing.T) {
	for name, s := range map[string]func() *lessons.Script{
		"a stream":                 func() *lessons.Script { return stream(connect(), open(": open\n\n"), pause(9000), ends()) },
		"between two words":        func() *lessons.Script { w := words("a b", "b "); w.Every = 9000; return stream(connect(), open(""), w) },
		"a stream, before its end": func() *lessons.Script { return stream(connect(), open(": \n\n"), pause(9000), leaves(lessons.Close)) },
		"a socket":                 func() *lessons.Script { return socket(connect(), upgrade(), pause(9000), drop()) },
		"a socket's request":       func() *lessons.Script { return socket(connect(), pause(9000), upgrade()) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, run, conn, _ := inABubble(t, s(), live.FullPace)
				time.Sleep(time.Second)
				_ = conn.Close()
				time.Sleep(5 * time.Second)
				synctest.Wait()
				if o := run.Over(); o == nil || o.Reason != live.Lost {
					t.Errorf("over: %+v", o)
				}
			})
		})
	}
}

func TestShutdownWaitsForNobody(t *testing.T) {
	cases := map[string]struct {
		script func() *lessons.Script
		pace   live.Pace
	}{
		"asleep":             {func() *lessons.Script { return stream(connect(), open(": \n\n"), pause(60_000), ends()) }, live.FullPace},
		"asleep in a socket": {func() *lessons.Script { return socket(connect(), upgrade(), pause(60_000), drop()) }, live.FullPace},
		"before the next word": {func() *lessons.Script {
			w := words("a b", "b ")
			w.Every = 60_000
			return stream(connect(), open(""), w)
		}, live.FullPace},
		"before a reconnect": {func() *lessons.Script { return stream(connect(), open(": \n\n"), drop(), reconnect("1")) }, live.FullPace},
		"half of a head": {func() *lessons.Script {
			return stream(connect(), servers(lessons.Accept, "", status(200)), servers(lessons.FinishAccept, "", server("head-end")))
		}, live.StepPace},
		"before an answer":      {func() *lessons.Script { return socket(connect(), servers(lessons.Hold, ""), answer(404)) }, live.StepPace},
		"the script is done":    {func() *lessons.Script { return stream(connect(), open(": \n\n")) }, live.FullPace},
		"a silent script, done": {func() *lessons.Script { return socket(connect()) }, live.FullPace},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				runs, run, _, lines := inABubble(t, tc.script(), tc.pace)
				if tc.pace == live.StepPace {
					walk(t, run, 1, 2)
				}
				synctest.Wait()
				began := time.Now()
				if err := runs.Shutdown(t.Context()); err != nil {
					t.Fatal(err)
				}
				for range lines { // until the connection is closed
					if strings.HasPrefix(name, "the script") {
						break
					}
				}
				if took := time.Since(began); took != 0 {
					t.Errorf("it took %v", took)
				}
				if o := run.Over(); o == nil || o.Reason != live.Closed && o.Reason != live.Finished {
					t.Errorf("over: %+v", o)
				}
			})
		})
	}
}

// A page that forgets to close what its script left open keeps it a moment only.
func TestWhatAScriptLeavesOpenIsClosedAfterAWhile(t *testing.T) {
	for name, s := range map[string]*lessons.Script{
		"a stream": stream(connect(), open(": \n\n")), "a socket": socket(connect(), upgrade()), "a request": socket(connect()),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, run, _, lines := inABubble(t, s, live.FullPace)
				time.Sleep(live.AfterwardsWait - time.Second)
				synctest.Wait()
				if o := run.Over(); o == nil || o.Reason != live.Finished {
					t.Errorf("over: %+v", o)
				}
				ended := false
				for !ended {
					select {
					case l, more := <-lines:
						ended = !more || l.line == "0"
					default:
						time.Sleep(2 * time.Second)
						ended = true
						synctest.Wait()
						if name == "a stream" {
							if l := <-lines; l.line != "0" {
								t.Errorf("%+v", l)
							}
						} else if _, more := <-lines; more {
							t.Error("it is still open")
						}
					}
				}
			})
		})
	}
}

// A head may be held longer than one write may take.
func TestHalfOfAHeadIsHeldForMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, run, _, lines := inABubble(t, stream(
			connect(),
			servers(lessons.Accept, "", status(200)),
			servers(lessons.FinishAccept, ": open\n\n", server("head-end"), server("chunk")),
			event("data: x\n\n", "x"),
		), live.StepPace)
		walk(t, run, 1, 2)
		synctest.Wait()
		for held := false; !held; {
			select {
			case l := <-lines:
				if l.line == "" {
					t.Error("the blank line is out before its row")
				}
			default:
				held = true
			}
		}
		time.Sleep(live.IdleLifetime - time.Second)
		walk(t, run, 3, 4)
		for _, want := range []string{"", "8", ": open", "", "", "9", "data: x"} {
			if l := <-lines; l.line != want || l.at != live.IdleLifetime-time.Second {
				t.Errorf("%+v, want %q", l, want)
			}
		}
	})
}
