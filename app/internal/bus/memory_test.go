package bus_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"wirewalk/app/internal/bus"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func publish(t *testing.T, m *bus.Memory, notes ...bus.Note) {
	t.Helper()
	for _, n := range notes {
		if err := m.Publish(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
}

// listener hears a class, one note for each turn it is given.
type listener struct {
	turn  chan struct{}
	heard []bus.Note // to be read when everything is blocked
}

func newListener() *listener { return &listener{turn: make(chan struct{})} }

func (l *listener) hear(n bus.Note) {
	l.heard = append(l.heard, n)
	<-l.turn
}

// next lets the listener go on with what waits, if anything does.
func (l *listener) next() {
	l.turn <- struct{}{}
	synctest.Wait()
}

var (
	pace   = bus.Note{Class: "CDFG3479", Kind: "pace"}
	anna   = bus.Note{Class: "CDFG3479", Kind: "person", ID: "anna"}
	bert   = bus.Note{Class: "CDFG3479", Kind: "person", ID: "bert"}
	other  = bus.Note{Class: "XXXX3479", Kind: "pace"}
	anyone = bus.Note{Class: "CDFG3479", Kind: bus.Everything}
)

func TestNotesWaitOnceInTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, l := bus.NewMemory(), newListener()
		defer m.Subscribe(pace.Class, l.hear)()
		publish(t, m, pace)
		synctest.Wait() // it is being heard
		publish(t, m, other, anna, pace, bert, anna, pace, bert)
		for range 4 {
			l.next()
		}
		if want := []bus.Note{pace, anna, pace, bert}; !slices.Equal(l.heard, want) {
			t.Errorf("heard %v, want %v", l.heard, want)
		}
		publish(t, m, anna)
		synctest.Wait()
		l.next()
		if len(l.heard) != 5 || l.heard[4] != anna {
			t.Errorf("later it heard %v", l.heard)
		}
	})
}

// Who falls behind is told to read everything, once, and then hears on.
func TestTooManyNotesAreEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, slow, quick := bus.NewMemory(), newListener(), newListener()
		close(quick.turn)
		defer m.Subscribe(pace.Class, slow.hear)()
		defer m.Subscribe(pace.Class, quick.hear)()
		publish(t, m, pace)
		synctest.Wait()
		const many = 1000
		for n := range many {
			publish(t, m, bus.Note{Class: pace.Class, Kind: "person", ID: fmt.Sprint(n)})
			synctest.Wait()
		}
		slow.next()
		publish(t, m, anna)
		slow.next()
		slow.next()
		if want := []bus.Note{pace, anyone, anna}; !slices.Equal(slow.heard, want) {
			t.Errorf("the slow one heard %v, want %v", slow.heard, want)
		}
		if len(quick.heard) != many+2 || slices.Contains(quick.heard, anyone) {
			t.Errorf("the quick one heard %d notes", len(quick.heard))
		}
	})
}

func TestEverythingTakesTheOthersPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, l := bus.NewMemory(), newListener()
		defer m.Subscribe(pace.Class, l.hear)()
		publish(t, m, pace)
		synctest.Wait()
		publish(t, m, anna, anyone, bert)
		l.next()
		l.next()
		if want := []bus.Note{pace, anyone}; !slices.Equal(l.heard, want) {
			t.Errorf("heard %v, want %v", l.heard, want)
		}
	})
}

func TestNothingIsHeardAfterLeaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, l := bus.NewMemory(), newListener()
		leave := m.Subscribe(pace.Class, l.hear)
		publish(t, m, pace)
		synctest.Wait()
		publish(t, m, anna)
		leave()
		leave()
		publish(t, m, bert)
		l.next()
		if want := []bus.Note{pace}; !slices.Equal(l.heard, want) {
			t.Errorf("heard %v, want %v", l.heard, want)
		}
	})
}

func TestLeavingFromWithin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := bus.NewMemory()
		heard := 0
		var leave func()
		leave = m.Subscribe(pace.Class, func(bus.Note) {
			heard++
			leave()
		})
		publish(t, m, pace, anna)
		synctest.Wait()
		if heard != 1 {
			t.Errorf("heard %d notes, want 1", heard)
		}
	})
}

// Whatever is published by whom, and however slow it is heard: who reads the
// store at each note knows in the end what is in it.
func TestWhoHearsKnowsTheStoreInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := bus.NewMemory()
		var mu sync.Mutex // of the store and of what is known of it
		store := map[string]int{}
		const listeners = 5
		known := make([]map[string]int, listeners)
		gaps := 0
		for i := range known {
			known[i] = map[string]int{}
			defer m.Subscribe(pace.Class, func(n bus.Note) {
				time.Sleep(time.Duration(i) * time.Millisecond) // longer than all that is published takes
				mu.Lock()
				defer mu.Unlock()
				if n.Kind == bus.Everything {
					known[i] = maps.Clone(store)
					gaps++
					return
				}
				known[i][n.ID] = store[n.ID]
			})()
		}
		var all sync.WaitGroup
		for who := range 10 {
			all.Go(func() {
				for n := range 500 {
					id := fmt.Sprint(who%3, "-", n)
					mu.Lock()
					store[id]++
					mu.Unlock()
					publish(t, m, bus.Note{Class: pace.Class, Kind: "person", ID: id})
				}
			})
		}
		all.Wait()
		time.Sleep(time.Minute)
		synctest.Wait()
		for i := range known {
			if !maps.Equal(known[i], store) {
				t.Errorf("listener %d knows %d of %d, or not as they are", i, len(known[i]), len(store))
			}
		}
		if gaps == 0 {
			t.Error("nobody fell behind")
		}
	})
}
