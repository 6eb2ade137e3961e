package live_test

import (
	"testing"

	"wirewalk/app/internal/live"
)

// One address gets half of what is lent, and what it gives back can be taken again.
func TestNobodyTakesAll(t *testing.T) {
	l := live.NewLent(6)
	take := func(address string, want bool) (give func()) {
		t.Helper()
		give, lent := l.Take(address)
		if lent != want {
			t.Fatalf("%s: lent %t, want %t", address, lent, want)
		}
		return give
	}
	give := take("one", true)
	take("one", true)
	take("one", true)
	take("one", false)
	take("two", true)
	take("three", true)
	last := take("four", true)
	take("five", false)
	give()
	take("one", true)
	take("five", false)
	last()
	take("one", false)
	take("five", true)
}
