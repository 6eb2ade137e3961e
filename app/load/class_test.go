package main

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestMain is also every yardstick: the load generator starts itself for them.
func TestMain(m *testing.M) {
	if slices.Contains(os.Args, "--yardstick") {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
	}
	goleak.VerifyTestMain(m)
}

// What is read before the connection is walked like any other row.
func TestRowsBeforeTheConnection(t *testing.T) {
	s := scripts["websocket-protocol"]
	s.rows = append([]row{{step: 1, act: read}, {step: 2, act: connect, state: connecting}}, s.rows[2:]...)
	c := newClass(startFake(t, "reads first"), s, 1, time.Millisecond)
	if r := c.walk(t.Context()); !r.good() || c.walked.Load() != 10 {
		t.Errorf("got %d rows and the failures %v, want 10 and none", c.walked.Load(), r.failures)
	}
}

func TestWalk(t *testing.T) {
	c := newClass(startFake(t, ""), scripts["websocket-protocol"], 1, time.Millisecond)
	r := c.walk(t.Context())
	if !r.good() || len(r.took) != 10 {
		t.Errorf("got %d rows and the failures %v, want 10 and none", len(r.took), r.failures)
	}
	// The last of them is closed by a goroutine of net/http.
	for late := time.Now().Add(5 * time.Second); c.conns.now.Load() != 0 && time.Now().Before(late); time.Sleep(time.Millisecond) {
	}
	if r.opened < 3 || r.most < 3 || c.conns.now.Load() != 0 {
		t.Errorf("got %d connections, %d at once, %d left, want at least 3, 3 and none", r.opened, r.most, c.conns.now.Load())
	}
}

func TestFaultsAreNoticed(t *testing.T) {
	const anyStep = -1 // which of the rows it is depends on who is faster
	tests := []struct {
		fault string
		step  int
		kind  string
		why   string
	}{
		{"too many", 0, onStart, "429 Too Many Requests: Too many runs."},
		{"conflict at 3", 3, onPost, `409 Conflict: Not yet. missing ["client frame text"]`},
		{"lost at 3", 3, onOver, "lost: The connection ended."},
		{"trace ends at 6", 6, onTrace, "the trace ended"},
		{"opens early", anyStep, onConn, "the socket is open already"},
		{"refuses", 4, onConn, "503 Service Unavailable"},
		{"says something else", 8, onConn, `"Bad, thanks!" arrived instead of "Good, thanks!"`},
		{"no Close", 10, onConn, "ended without a Close"},
		{"wrong code", 10, onConn, "1001 instead of 1000"},
	}
	for _, test := range tests {
		t.Run(test.fault, func(t *testing.T) {
			t.Parallel()
			r := newClass(startFake(t, test.fault), scripts["websocket-protocol"], 1, 20*time.Millisecond).walk(t.Context())
			if r.good() || len(r.failures) != 1 {
				t.Fatalf("got the failures %v, want one", r.failures)
			}
			for f := range r.failures {
				if len(r.took) != max(f.step-1, 0) {
					t.Errorf("got %d rows walked before row %d failed", len(r.took), f.step)
				}
				if (f.step != test.step && test.step != anyStep) || f.kind != test.kind || !strings.Contains(f.why, test.why) {
					t.Errorf("got %q, want row %d, %s: … %s", f.Error(), test.step, test.kind, test.why)
				}
			}
		})
	}
}

func TestStopping(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	c := newClass(startFake(t, ""), scripts["websocket-protocol"], 1, time.Hour)
	time.AfterFunc(50*time.Millisecond, stop)
	began := time.Now()
	r := c.walk(ctx)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("stopping took %s", took)
	}
	if len(r.failures) != 0 {
		t.Errorf("a walk that was stopped has the failures %v, want none", r.failures)
	}
	if c.conns.now.Load() != 0 {
		t.Errorf("%d connections are left", c.conns.now.Load())
	}
}

func TestScriptsAreInOrder(t *testing.T) {
	for id, s := range scripts {
		var steps []int
		for _, r := range s.rows {
			steps = append(steps, r.step)
		}
		if s.id != id || !slices.IsSorted(steps) || steps[0] != 1 || steps[len(steps)-1] != len(steps) {
			t.Errorf("%s: id %q, steps %v", id, s.id, steps)
		}
	}
}

func TestArguments(t *testing.T) {
	tests := []struct {
		args []string
		want string
	}{
		{[]string{"--students", "0"}, "--students"},
		{[]string{"--students", "many"}, "--students"},
		{[]string{"--think", "-1s"}, "--think"},
		{[]string{"--script", "nothing"}, "--script"},
		{[]string{"--url", "http://192.0.2.1"}, "--i-own-this-host"},
		{[]string{"--speed"}, "--speed"},
		{[]string{"--class", "--arrive", "-1s"}, "--arrive"},
		{[]string{"--short"}, "--bench"},
		{[]string{"--bench", "--only", "everything"}, "--only"},
		{[]string{"--bench", "--url", "http://127.0.0.1:8080"}, "--url"},
		{[]string{"--class", "--url", "http://127.0.0.1:8080"}, "--instructor-token"},
		{[]string{"--hold", "-1"}, "--hold"},
		{[]string{"--hold", "2"}, "--hold"},
		{[]string{"--hold", "100", "--for", "0s"}, "--for"},
		{[]string{"--hold", "100", "--url", "http://127.0.0.1:8080"}, "--url"},
		{[]string{"--hold", "100", "--bench"}, "--bench"},
	}
	for _, test := range tests {
		var out, errs strings.Builder
		if status := run(t.Context(), test.args, &out, &errs); status != exitUsage || !strings.Contains(errs.String(), test.want) {
			t.Errorf("%v: got %d and %q, want %d and a line about %s", test.args, status, errs.String(), exitUsage, test.want)
		}
	}
	var out, errs strings.Builder
	if status := run(t.Context(), []string{"--help"}, &out, &errs); status != exitOK || !strings.Contains(out.String(), "--students") {
		t.Errorf("--help: got %d and %q", status, out.String())
	}
}
