package live_test

import (
	"runtime"
	"testing"
	"testing/synctest"
)

// wantNothingHeld uses something a few times, after once to warm up, and fails where
// goroutines are left, or more than so many bytes. It is for a bubble.
func wantNothingHeld(t *testing.T, most uint64, use func(round int)) {
	t.Helper()
	held := func() (goroutines int, bytes uint64) {
		synctest.Wait()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return runtime.NumGoroutine(), m.HeapAlloc
	}
	use(0)
	goroutines, before := held()
	for i := range heldRounds {
		use(i + 1)
	}
	more, after := held()
	if more > goroutines {
		t.Errorf("%d goroutines after all, %d before", more, goroutines)
	}
	if after > before+most {
		t.Errorf("%d bytes are held after all, %d before", after, before)
	}
}

// heldRounds is how often something is used by wantNothingHeld.
const heldRounds = 10
