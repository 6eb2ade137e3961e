package main

import (
	"testing"
)

func TestYardstick(t *testing.T) {
	y, err := startYardstick(t.Context(), 5)
	if err != nil {
		t.Fatal(err)
	}
	defer y.end()
	for _, path := range []string{hubTells, hubAsks, hubTells} {
		took, err := y.broadcast(t.Context(), path, `{"here":5}`)
		if err != nil || len(took) != 5 {
			t.Fatalf("%s: got %v, %v, want five times", path, took, err)
		}
		for _, d := range took {
			if d <= 0 || d > patience {
				t.Errorf("%s: a reader took %s", path, d)
			}
		}
	}
	if _, err := y.broadcast(t.Context(), hubAsks, "no JSON"); err == nil {
		t.Error("nobody could read it, but it went well")
	}
	if _, err := y.broadcast(t.Context(), hubTells, `{"here":5}`); err == nil {
		t.Error("nobody reads any more, but it went well")
	}
}

// A hub that dies is noticed.
func TestYardstickThatDies(t *testing.T) {
	y, err := startYardstick(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	defer y.end()
	if err := y.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := y.broadcast(t.Context(), hubTells, "{}"); err == nil {
		t.Error("it is dead, but it broadcast")
	}
}
