package bus_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"wirewalk/app/internal/bus"
)

// aBus is what every bus does.
type aBus interface {
	Publish(t *testing.T, n bus.Note)
	Subscribe(class string, hear func(bus.Note)) (leave func())
}

// publisher makes a bus's own Publish one that must succeed.
type publisher struct {
	of interface {
		Subscribe(class string, hear func(bus.Note)) (leave func())
	}
	publish func(n bus.Note) error
}

func (p publisher) Publish(t *testing.T, n bus.Note) {
	t.Helper()
	if err := p.publish(n); err != nil {
		t.Fatal(err)
	}
}

func (p publisher) Subscribe(class string, hear func(bus.Note)) (leave func()) {
	return p.of.Subscribe(class, hear)
}

// The contract, of each bus: what is published on the one is heard on the other.
func TestContract(t *testing.T) {
	memory := func(t *testing.T) (aBus, aBus) {
		m := bus.NewMemory()
		of := publisher{m, func(n bus.Note) error { return m.Publish(t.Context(), n) }}
		return of, of
	}
	own := func(t *testing.T) (aBus, aBus) {
		of := overRedis(t, redisAddress(t))
		return of, of
	}
	another := func(t *testing.T) (aBus, aBus) {
		return overRedis(t, redisAddress(t)), overRedis(t, redisAddress(t))
	}
	for name, pair := range map[string]func(*testing.T) (aBus, aBus){
		"in memory": memory, "over Redis, its own": own, "over Redis, another's": another,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for what, test := range map[string]func(*testing.T, aBus, aBus){
				"each class hears its own":      contractClass,
				"a note is heard again":         contractAgain,
				"too many are everything":       contractTooMany,
				"nothing after leaving":         contractLeaving,
				"the store is known in the end": contractStore,
			} {
				t.Run(what, func(t *testing.T) {
					says, hears := pair(t)
					test(t, says, hears)
				})
			}
		})
	}
}

// eventually fails where it does not hold soon.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for late := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("%s: not within ten seconds", what)
		}
	}
}

// ear keeps what it hears.
type ear struct {
	mu    sync.Mutex
	notes []bus.Note
}

func (e *ear) hear(n bus.Note) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.notes = append(e.notes, n)
}

func (e *ear) heard() []bus.Note {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.notes)
}

func (e *ear) has(n bus.Note) func() bool {
	return func() bool { return slices.Contains(e.heard(), n) }
}

func contractClass(t *testing.T, says, hears aBus) {
	code, more := class(), class()
	var one, two ear
	defer hears.Subscribe(code, one.hear)()
	defer hears.Subscribe(more, two.hear)()
	last := bus.Note{Class: code, Kind: "last"}
	sent := []bus.Note{{Class: code, Kind: "pace"}, {Class: code, Kind: "person", ID: "anna"}, {Class: code, Kind: "person", ID: "bert"}, last}
	for _, n := range sent {
		says.Publish(t, n)
	}
	says.Publish(t, bus.Note{Class: more, Kind: "pace"})
	eventually(t, "the last note", one.has(last))
	eventually(t, "the other class's note", two.has(bus.Note{Class: more, Kind: "pace"}))
	if got := one.heard(); !slices.Equal(got, sent) {
		t.Errorf("heard %v, want %v", got, sent)
	}
	if got := two.heard(); len(got) != 1 {
		t.Errorf("the other class heard %v", got)
	}
}

func contractAgain(t *testing.T, says, hears aBus) {
	var e ear
	n := bus.Note{Class: class(), Kind: "pace"}
	defer hears.Subscribe(n.Class, e.hear)()
	for many := range 3 {
		says.Publish(t, n)
		eventually(t, "the note", func() bool { return len(e.heard()) == many+1 })
	}
}

// A subscriber that is slow hears Everything in place of very many notes.
func contractTooMany(t *testing.T, says, hears aBus) {
	var e ear
	code := class()
	first, turn := make(chan struct{}), make(chan struct{})
	begin := sync.OnceFunc(func() { close(first) })
	defer hears.Subscribe(code, func(n bus.Note) {
		begin()
		<-turn
		e.hear(n)
	})()
	says.Publish(t, bus.Note{Class: code, Kind: "pace"})
	<-first
	for n := range 1000 {
		says.Publish(t, bus.Note{Class: code, Kind: "person", ID: fmt.Sprint(n)})
		if n%50 == 0 {
			time.Sleep(time.Millisecond)
		}
	}
	time.Sleep(300 * time.Millisecond) // all of them have come
	close(turn)
	eventually(t, "everything", e.has(bus.Note{Class: code, Kind: bus.Everything}))
	if got := e.heard(); len(got) > 500 {
		t.Errorf("it heard %d notes", len(got))
	}
}

func contractLeaving(t *testing.T, says, hears aBus) {
	var e, stays ear
	n := bus.Note{Class: class(), Kind: "pace"}
	leave := hears.Subscribe(n.Class, e.hear)
	defer hears.Subscribe(n.Class, stays.hear)()
	leave()
	leave()
	says.Publish(t, n)
	eventually(t, "who stays", stays.has(n))
	if got := e.heard(); len(got) != 0 {
		t.Errorf("who left heard %v", got)
	}
}

// Whoever reads the store at each note knows in the end what is in it.
func contractStore(t *testing.T, says, hears aBus) {
	var mu sync.Mutex // of the store and of what is known of it
	store, known := map[string]int{}, map[string]int{}
	code := class()
	defer hears.Subscribe(code, func(n bus.Note) {
		time.Sleep(100 * time.Microsecond)
		mu.Lock()
		defer mu.Unlock()
		if n.Kind == bus.Everything {
			known = maps.Clone(store)
			return
		}
		known[n.ID] = store[n.ID]
	})()
	var all sync.WaitGroup
	for who := range 10 {
		all.Go(func() {
			for n := range 200 {
				id := fmt.Sprint(who%3, "-", n)
				mu.Lock()
				store[id]++
				mu.Unlock()
				says.Publish(t, bus.Note{Class: code, Kind: "person", ID: id})
			}
		})
	}
	all.Wait()
	eventually(t, "the store", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return maps.Equal(known, store)
	})
}
