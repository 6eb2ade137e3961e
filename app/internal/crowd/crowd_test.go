package crowd

import (
	"context"
	"errors"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Each way with two hundred real connections: all are back, the counts add up, and
// only the fixed pause makes them come at one moment.
func TestCrowdComesBack(t *testing.T) {
	var mu sync.Mutex
	got := map[Wait]Result{}
	t.Run("each", func(t *testing.T) {
		for _, w := range []Wait{Fixed, Jitter, Exponential} {
			t.Run(string(w), func(t *testing.T) {
				t.Parallel()
				r := wholeCrowd(t, w)
				mu.Lock()
				defer mu.Unlock()
				got[w] = r
			})
		}
	})
	if f := got[Fixed].Peak; f < Size/2 || got[Jitter].Peak >= f || got[Exponential].Peak >= f {
		t.Errorf("the peaks are %d, %d, %d", f, got[Jitter].Peak, got[Exponential].Peak)
	}
	if got[Exponential].Refused >= got[Fixed].Refused {
		t.Errorf("exponential backoff is refused %d times, a fixed pause %d", got[Exponential].Refused, got[Fixed].Refused)
	}
}

// wholeCrowd runs a crowd to its end, and holds its counts against what came of it.
func wholeCrowd(t *testing.T, w Wait) Result {
	var counts []Count
	r, err := Run(t.Context(), w, func(c Count) { counts = append(counts, c) })
	if err != nil {
		t.Fatalf("%v after %+v", err, r)
	}
	attempts, refused := 0, 0
	for i, c := range counts {
		if c.Bin != i {
			t.Fatalf("count %d is of bin %d", i, c.Bin)
		}
		attempts, refused = attempts+c.Attempts, refused+c.Refused
	}
	if r.Back != Size || attempts != r.Attempts || refused != r.Refused || r.Attempts-r.Refused != Size || counts[len(counts)-1].Back != Size {
		t.Errorf("%+v; its counts have %d attempts and %d refused", r, attempts, refused)
	}
	least := Down + (Size-Backlog)*Handshake
	if took := time.Duration(r.TookMS) * time.Millisecond; took < least {
		t.Errorf("all were back after %v, sooner than the server can", took)
	}
	t.Logf("%+v", r)
	return r
}

// Whoever stops it leaves neither a goroutine nor a descriptor behind.
func TestCrowdIsStopped(t *testing.T) {
	before := descriptors(t)
	for _, after := range []time.Duration{0, 50 * time.Millisecond, time.Second} {
		ctx, cancel := context.WithCancel(t.Context())
		stop := time.AfterFunc(after, cancel)
		_, err := Run(ctx, Fixed, func(Count) {})
		stop.Stop()
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("stopped after %v: %v", after, err)
		}
	}
	goleak.VerifyNone(t)
	if now := descriptors(t); now > before {
		t.Errorf("%d descriptors are open, %d were", now, before)
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func TestWait(t *testing.T) {
	for _, c := range []struct {
		w        Wait
		failures int
		chance   float64
		want     time.Duration
	}{
		{Fixed, 0, 0, time.Second}, {Fixed, 9, 0.9, time.Second},
		{Jitter, 0, 0, 500 * time.Millisecond}, {Jitter, 5, 0.5, time.Second},
		{Exponential, 0, 0, 0}, {Exponential, 0, 0.5, 500 * time.Millisecond}, {Exponential, 2, 0.5, 2 * time.Second},
		{Exponential, 3, 0.5, 2 * time.Second}, {Exponential, 60, 0.5, 2 * time.Second},
	} {
		if got := c.w.After(c.failures, c.chance); got != c.want {
			t.Errorf("%s after %d failures, chance %v: %v, want %v", c.w, c.failures, c.chance, got, c.want)
		}
	}
	if Wait("often").Known() || !Jitter.Known() {
		t.Error("what is known is wrong")
	}
}
