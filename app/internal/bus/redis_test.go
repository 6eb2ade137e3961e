package bus_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"wirewalk/app/internal/bus"
	"wirewalk/app/internal/netcut"
)

// class is a code of the test's own: others may be using the same Redis.
func class() string { return "TEST" + rand.Text() }

func redisAddress(t *testing.T) string {
	t.Helper()
	address := os.Getenv("WIREWALK_TEST_REDIS")
	if address == "" {
		t.Skip("WIREWALK_TEST_REDIS is not set: redis://127.0.0.1:6379/15, say, a Redis that tests may use")
	}
	return address
}

// instance is one on that Redis, until the test ends.
func instance(t *testing.T, address string) *bus.Redis {
	t.Helper()
	r, err := bus.OpenRedis(t.Context(), address, rand.Text(), bus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func overRedis(t *testing.T, address string) aBus {
	t.Helper()
	r := instance(t, address)
	return publisher{r, func(n bus.Note) error { return r.Publish(context.Background(), n) }}
}

// behind is a network of its own in front of Redis, and Redis' address there.
func behind(t *testing.T) (network *netcut.Proxy, address string) {
	t.Helper()
	of, err := url.Parse(redisAddress(t))
	if err != nil {
		t.Fatal(err)
	}
	if network, err = netcut.Start(of.Host); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(network.Close)
	of.Host = network.Addr()
	return network, of.String()
}

// A network that ends connections, and one that falls silent.
var troubles = map[string]func(*netcut.Proxy){"cut": (*netcut.Proxy).Cut, "half-open": (*netcut.Proxy).Silence}

// What happened elsewhere during a cut is heard as Everything after it, and what
// happened here is owed to the others; here it is heard at once all the while.
func TestRedisAfterACut(t *testing.T) {
	for name, begin := range troubles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network, address := behind(t)
			cut, well := instance(t, address), instance(t, redisAddress(t))
			code, theirs := class(), class()
			var here, there, quiet ear
			defer cut.Subscribe(code, here.hear)()
			defer well.Subscribe(code, there.hear)()
			defer cut.Subscribe(theirs, quiet.hear)()

			begin(network)
			own := bus.Note{Class: code, Kind: "pace"}
			for late := time.Now().Add(3 * time.Second); time.Now().Before(late); time.Sleep(100 * time.Millisecond) {
				began := time.Now()
				_ = cut.Publish(t.Context(), own) // owed, or not known to be lost
				_ = well.Publish(t.Context(), bus.Note{Class: theirs, Kind: "pace"})
				if took := time.Since(began); took > 50*time.Millisecond {
					t.Errorf("to publish took %v while Redis was out of reach", took)
				}
			}
			if !here.has(own)() {
				t.Error("its own notes were not heard here")
			}
			if there.has(own)() {
				t.Error("the network was not cut")
			}
			healed := time.Now()
			network.Heal()
			eventually(t, "what it owes", there.has(bus.Note{Class: code, Kind: bus.Everything}))
			eventually(t, "what it missed", quiet.has(bus.Note{Class: theirs, Kind: bus.Everything}))
			if took := time.Since(healed); took > 3*time.Second {
				t.Errorf("it took %v to be back", took)
			}
			after := bus.Note{Class: code, Kind: "after"}
			eventually(t, "no debts", func() bool { return cut.Publish(t.Context(), after) == nil })
			eventually(t, "a note as before", there.has(after))
		})
	}
}

// said is a log of which each line is told.
type said chan string

func (s said) Write(b []byte) (int, error) {
	s <- string(b)
	return len(b), nil
}

// A connection that died without a word is noticed within three seconds, though
// nobody publishes anything.
func TestRedisNoticesSilence(t *testing.T) {
	t.Parallel()
	network, address := behind(t)
	log := make(said, 100)
	r, err := bus.OpenRedis(t.Context(), address, rand.Text(), bus.Options{Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var e ear
	code := class()
	defer r.Subscribe(code, e.hear)()
	network.Silence()
	select {
	case line := <-log:
		if !strings.Contains(line, "cannot be heard") {
			t.Errorf("it says %q", line)
		}
	case <-time.After(3 * time.Second):
		t.Error("nothing was noticed")
	}
	if e.has(bus.Note{Class: code, Kind: bus.Everything})() {
		t.Error("everything was said before it could be read again")
	}
	network.Heal()
	eventually(t, "everything", e.has(bus.Note{Class: code, Kind: bus.Everything}))
}

// What an instance alone knows, the others are told: at once, after a cut, when it
// changes and when it goes.
func TestRedisShares(t *testing.T) {
	t.Parallel()
	network, address := behind(t)
	code := class()
	one := instance(t, redisAddress(t))
	one.Share(code, []byte(`{"here":1}`))
	two := instance(t, address)
	var e ear
	defer two.Subscribe(code, e.hear)()
	shows := func(want ...string) func() bool {
		return func() bool {
			var got []string
			for _, share := range two.Others(code) {
				got = append(got, string(share))
			}
			return slices.Equal(got, want)
		}
	}
	eventually(t, "what was shared before", shows(`{"here":1}`))
	if len(one.Others(code)) != 0 {
		t.Error("an instance is another to itself")
	}
	network.Cut()
	one.Share(code, []byte(`{"here":2}`))
	time.Sleep(500 * time.Millisecond)
	if !shows(`{"here":1}`)() {
		t.Error("a cut took away what was shared, or was none")
	}
	network.Heal()
	eventually(t, "what changed in the cut", shows(`{"here":2}`))
	eventually(t, "a word about it", e.has(bus.Note{Class: code, Kind: bus.Others}))
	one.Share(code, nil)
	eventually(t, "nothing shared", shows())
	one.Share(code, []byte(`{"here":3}`))
	eventually(t, "what is shared again", shows(`{"here":3}`))
	if err := one.Close(); err != nil {
		t.Error(err)
	}
	eventually(t, "who has gone", shows())
}

// An instance that vanishes without a word is believed for a while, and no longer.
func TestRedisSharesOfWhoVanished(t *testing.T) {
	t.Parallel()
	network, address := behind(t)
	gone, stays := instance(t, address), instance(t, redisAddress(t))
	code := class()
	gone.Share(code, []byte(`{}`))
	eventually(t, "what it shares", func() bool { return len(stays.Others(code)) == 1 })
	network.Silence()
	began := time.Now()
	for len(stays.Others(code)) != 0 && time.Since(began) < 20*time.Second {
		time.Sleep(100 * time.Millisecond)
	}
	if took := time.Since(began); took < 5*time.Second || took > 15*time.Second {
		t.Errorf("it is forgotten after %v", took)
	}
}

// A message of its own comes back, and its time with it; a cut is known while it
// lasts.
func TestRedisIsMeasured(t *testing.T) {
	t.Parallel()
	network, address := behind(t)
	took := make(chan time.Duration, 100)
	r, err := bus.OpenRedis(t.Context(), address, rand.Text(), bus.Options{Took: func(d time.Duration) { took <- d }})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if !r.Hears() {
		t.Error("it is open and does not hear")
	}
	_ = r.Publish(t.Context(), bus.Note{Class: class(), Kind: "pace"})
	select {
	case d := <-took:
		if d <= 0 || d > 5*time.Second {
			t.Errorf("it took %v", d)
		}
	case <-time.After(5 * time.Second):
		t.Error("it did not come back")
	}
	network.Cut()
	eventually(t, "a cut", func() bool { return !r.Hears() })
	network.Heal()
	eventually(t, "the others", r.Hears)
}

// Somebody looks whether a Redis will do, and nobody hears of it.
func TestLook(t *testing.T) {
	t.Parallel()
	network, address := behind(t)
	if took, err := bus.Look(t.Context(), address); err != nil || took <= 0 {
		t.Errorf("%v, %v", took, err)
	}
	network.Cut()
	if took, err := bus.Look(t.Context(), address); err == nil {
		t.Errorf("without a network it took %v", took)
	}
}

func TestRedisCannotOpen(t *testing.T) {
	t.Parallel()
	network, address := behind(t)
	network.Silence()
	for name, of := range map[string]string{
		"nobody listens": "redis://:hunter2@127.0.0.1:1",
		"a silent one":   strings.Replace(address, "redis://", "redis://:hunter2@", 1),
	} {
		began := time.Now()
		r, err := bus.OpenRedis(t.Context(), of, "one", bus.Options{})
		if err == nil || r != nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, %v", name, r, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: it took %v to say so", name, took)
		}
	}
}
