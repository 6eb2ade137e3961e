package live_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"wirewalk/app/internal/live"
)

// plugged is a set of plugs whose time is the test's own; it ends with the test.
func plugged(t *testing.T) (*live.Runs, *live.Plugs) {
	t.Helper()
	runs := live.NewRuns(time.Now)
	t.Cleanup(func() { _ = runs.Shutdown(context.Background()) })
	return runs, live.NewPlugs(runs)
}

// joins opens an event stream as a browser would that had message last; 0: none.
func joins(p *live.Plugs, name, person string, last int) (*live.PlugReader, error) {
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	if last != 0 {
		req.Header.Set("Last-Event-ID", strconv.Itoa(last))
	}
	return p.Join(req, name, person, nil)
}

func joined(t *testing.T, p *live.Plugs, name, person string, last int) *live.PlugReader {
	t.Helper()
	r, err := joins(p, name, person, last)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// reads are the numbers of the next messages.
func reads(t *testing.T, r *live.PlugReader) (numbers []int) {
	t.Helper()
	messages, err := r.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		numbers = append(numbers, m.Number)
	}
	return numbers
}

// lamps is how a plug stands, as text: a person, the lamps of socket and stream,
// and what the stream was given when it came back.
func lamps(p *live.Plugs, name string) string {
	state, _ := p.Watch(name)
	text := ""
	for _, who := range state.People {
		text += fmt.Sprint(who.Person, " ", who.Socket.Lamp, " ", who.Stream.Lamp)
		if who.After > 0 {
			text += fmt.Sprint(" ", who.Missed, " after ", who.After)
		}
		text += "; "
	}
	return text
}

func wantLamps(t *testing.T, p *live.Plugs, name, want string) {
	t.Helper()
	if got := lamps(p, name); got != want {
		t.Errorf("the lamps are %q, want %q", got, want)
	}
}

func wantNumbers(t *testing.T, r *live.PlugReader, want ...int) {
	t.Helper()
	if got := reads(t, r); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("it got %v, want %v", got, want)
	}
}

func TestAPlugSendsAMessageASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		early := joined(t, p, "a/1", "ada", 0)
		messages, err := early.Next(t.Context())
		if err != nil || len(messages) != 1 || string(messages[0].Data) != `{"number":1,"time":"2000-01-01T00:00:00.000Z"}` {
			t.Errorf("it begins with %v, %v", messages, err)
		}
		began := time.Now()
		for n := 2; n <= 5; n++ {
			wantNumbers(t, early, n)
		}
		if took := time.Since(began); took != 4*live.PlugEvery {
			t.Errorf("four messages took %v", took)
		}
		late := joined(t, p, "a/1", "bob", 0)
		wantNumbers(t, late, 5)
		wantNumbers(t, joined(t, p, "b/1", "ada", 0), 1)
		wantLamps(t, p, "a/1", "ada never open; bob never open; ")
	})
}

// After the cut each stream that comes back gets what it missed, and nothing
// twice.
func TestAStreamComesBackWithWhatItMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		people := []string{"ada", "bob", "cyd", "dee"}
		streams := map[string]*live.PlugReader{}
		for _, who := range people {
			streams[who] = joined(t, p, "a/1", who, 0)
			wantNumbers(t, streams[who], 1)
		}
		for _, who := range people {
			wantNumbers(t, streams[who], 2)
		}
		p.Pull("a/1")
		for _, who := range people {
			if _, err := streams[who].Next(t.Context()); !errors.Is(err, live.ErrPlugCut) {
				t.Errorf("%s: the cut is %v", who, err)
			}
			streams[who].Leave() // as every handler does when it returns
		}
		wantLamps(t, p, "a/1", "ada never cut; bob never cut; cyd never cut; dee never cut; ")
		if state, _ := p.Watch("a/1"); !state.Pulled.Equal(time.Now()) {
			t.Errorf("it was pulled at %v", state.Pulled)
		}

		time.Sleep(500 * time.Millisecond)
		ada := joined(t, p, "a/1", "ada", 2)
		if ada.Resume == nil || *ada.Resume != (live.Resume{After: 2}) {
			t.Errorf("who missed nothing resumes with %+v", ada.Resume)
		}
		wantNumbers(t, ada, 3)
		time.Sleep(2500 * time.Millisecond)
		bob := joined(t, p, "a/1", "bob", 2)
		if bob.Resume == nil || *bob.Resume != (live.Resume{After: 2, From: 3, To: 5}) {
			t.Errorf("who missed three resumes with %+v", bob.Resume)
		}
		wantNumbers(t, bob, 3, 4, 5)
		wantNumbers(t, bob, 6)
		cyd := joined(t, p, "a/1", "cyd", 0) // a page that was loaded again
		if cyd.Resume != nil {
			t.Errorf("who brings no id resumes with %+v", cyd.Resume)
		}
		wantNumbers(t, cyd, 6)
		wantLamps(t, p, "a/1", "ada never back 0 after 500ms; bob never back 3 after 3.5s; cyd never back 0 after 4s; dee never cut; ")

		bob.Leave()
		wantLamps(t, p, "a/1", "ada never back 0 after 500ms; bob never left 3 after 3.5s; cyd never back 0 after 4s; dee never cut; ")
		wantNumbers(t, joined(t, p, "a/1", "bob", 6), 7)
		wantLamps(t, p, "a/1", "ada never back 0 after 500ms; bob never back 3 after 3.5s; cyd never back 0 after 4s; dee never cut; ")
	})
}

func TestAnIdThatNoneHadIsNoBeginning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		wantNumbers(t, joined(t, p, "a/1", "ada", 0), 1)
		time.Sleep(3500 * time.Millisecond)
		for _, id := range []string{"5", "0", "-1", "04", "+4", "x", "99999999999999999999"} {
			req := httptest.NewRequest(http.MethodGet, "/", nil)
			req.Header.Set("Last-Event-ID", id)
			r, err := p.Join(req, "a/1", "bob", nil)
			if err != nil || r.Resume != nil {
				t.Fatalf("%s: %+v, %v", id, r.Resume, err)
			}
			wantNumbers(t, r, 4)
		}
	})
}

// What is too old is not kept; the rest comes all the same.
func TestAPlugKeepsTheLastMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		joined(t, p, "a/1", "ada", 0)
		time.Sleep((live.KeepPlugMessages+9)*live.PlugEvery + live.PlugEvery/2)
		r := joined(t, p, "a/1", "bob", 1)
		const last = live.KeepPlugMessages + 10
		if *r.Resume != (live.Resume{After: 1, From: 11, To: last}) {
			t.Errorf("it resumes with %+v", r.Resume)
		}
		if got := reads(t, r); len(got) != live.KeepPlugMessages || got[0] != 11 || got[len(got)-1] != last {
			t.Errorf("it got %d messages, from %d to %d", len(got), got[0], got[len(got)-1])
		}
		wantNumbers(t, r, last+1)
	})
}

func TestANewerStreamTakesThePlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		old := joined(t, p, "a/1", "ada", 0)
		newer := joined(t, p, "a/1", "ada", 0)
		if _, err := old.Next(t.Context()); !errors.Is(err, live.ErrPlugTaken) {
			t.Errorf("the older one is told %v", err)
		}
		old.Leave()
		wantNumbers(t, newer, 1)
		wantLamps(t, p, "a/1", "ada never open; ")
		newer.Leave()
		newer.Leave()
		wantLamps(t, p, "a/1", "ada never left; ")
		p.Pull("a/1")
		wantLamps(t, p, "a/1", "ada never left; ")
		if _, err := newer.Next(t.Context()); err == nil || errors.Is(err, live.ErrPlugCut) {
			t.Errorf("who has left is told %v", err)
		}
	})
}

func TestAPlugIsPutAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		r := joined(t, p, "a/1", "ada", 0)
		wantNumbers(t, r, 1)
		p.PutAway("a/1")
		p.PutAway("a/1")
		p.Pull("a/1")
		p.PutAway("unknown")
		p.Pull("unknown")
		if _, err := r.Next(t.Context()); !errors.Is(err, live.ErrPlugOver) {
			t.Errorf("whoever is there is told %v", err)
		}
		r.Leave()
		wantLamps(t, p, "a/1", "")
		time.Sleep(live.PlugRest - time.Second)
		if _, err := joins(p, "a/1", "ada", 1); !errors.Is(err, live.ErrPlugOver) {
			t.Errorf("who comes back is told %v", err)
		}
		time.Sleep(2 * time.Second)
		wantNumbers(t, joined(t, p, "a/1", "ada", 0), 1)
	})
}

// A lamp, a new plug and the end wake whoever watches; messages do not.
func TestAPlugIsWatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		var r *live.PlugReader
		for _, c := range []struct {
			what string
			do   func()
			want string
		}{
			{"a plug is made", func() { r = joined(t, p, "a/1", "ada", 0) }, "ada never open; "},
			{"another person", func() { joined(t, p, "a/1", "bob", 0) }, "ada never open; bob never open; "},
			{"one leaves", func() { r.Leave() }, "ada never left; bob never open; "},
			{"the cut", func() { p.Pull("a/1") }, "ada never left; bob never cut; "},
			{"one is back", func() { joined(t, p, "a/1", "bob", 7) }, "ada never left; bob never back 3 after 2.3s; "},
			{"the end", func() { p.PutAway("a/1") }, ""},
		} {
			_, changed := p.Watch("a/1")
			time.Sleep(2300 * time.Millisecond)
			select {
			case <-changed:
				t.Errorf("before %s it says that something changed", c.what)
			default:
			}
			c.do()
			select {
			case <-changed:
			default:
				t.Errorf("%s is not told", c.what)
			}
			wantLamps(t, p, "a/1", c.want)
		}
	})
}

func TestPlugsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		for i := range live.MaxPlugPeople {
			joined(t, p, "full", fmt.Sprint(i), 0)
		}
		if _, err := joins(p, "full", "one more", 0); !errors.Is(err, live.ErrPlugsFull) {
			t.Errorf("one person too many: %v", err)
		}
		joined(t, p, "full", "7", 0)
		for i := range live.MaxPlugs - 1 {
			joined(t, p, fmt.Sprint("plug-", i), "ada", 0)
		}
		if _, err := joins(p, "one more", "ada", 0); !errors.Is(err, live.ErrPlugsFull) {
			t.Errorf("one plug too many: %v", err)
		}
		p.PutAway("full")
		time.Sleep(live.PlugRest + time.Second)
		joined(t, p, "one more", "ada", 0)
	})
}

func TestAPlugEndsWhereNobodyIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		joined(t, p, "a/1", "ada", 0).Leave()
		time.Sleep(live.PlugIdle - 2*time.Second)
		joined(t, p, "a/1", "ada", 0).Leave() // too short to be seen by the clock
		r := joined(t, p, "a/1", "ada", 0)
		time.Sleep(2 * live.PlugIdle)
		r.Leave()
		wantLamps(t, p, "a/1", "ada never left; ")
		time.Sleep(live.PlugIdle - 2*time.Second)
		wantLamps(t, p, "a/1", "ada never left; ")
		time.Sleep(4 * time.Second)
		wantLamps(t, p, "a/1", "")
		if _, err := joins(p, "a/1", "ada", 0); !errors.Is(err, live.ErrPlugOver) {
			t.Errorf("who comes back is told %v", err)
		}
	})
}

func TestAPlugHasALifetime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		r := joined(t, p, "a/1", "ada", 0)
		began := time.Now()
		for {
			if _, err := r.Next(t.Context()); err != nil {
				if !errors.Is(err, live.ErrPlugOver) {
					t.Errorf("it ends with %v", err)
				}
				break
			}
		}
		if took := time.Since(began); took != live.PlugLifetime {
			t.Errorf("it lasted %v", took)
		}
	})
}

func TestPlugsEndWithTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs, p := plugged(t)
		r := joined(t, p, "a/1", "ada", 0)
		wantNumbers(t, r, 1)
		if err := runs.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Next(t.Context()); !errors.Is(err, live.ErrPlugOver) {
			t.Errorf("whoever is there is told %v", err)
		}
		if _, err := joins(p, "b/1", "ada", 0); !errors.Is(err, live.ErrPlugsFull) {
			t.Errorf("who comes then is told %v", err)
		}
	})
}

func TestAReaderEndsWithItsRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		r := joined(t, p, "a/1", "ada", 0)
		wantNumbers(t, r, 1)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if _, err := r.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it ends with %v", err)
		}
	})
}

// Nothing stays of plugs that were put away: neither goroutine nor memory.
func TestNothingStaysOfAPlug(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		use := func(round int) {
			name := fmt.Sprint("round-", round)
			for i := range live.MaxPlugPeople {
				joined(t, p, name, fmt.Sprint("person-", i), 0)
			}
			time.Sleep(live.KeepPlugMessages * live.PlugEvery)
			p.Pull(name)
			p.PutAway(name)
			time.Sleep(live.PlugRest + time.Second)
		}
		// One plug of that size takes some 150 KiB.
		wantNothingHeld(t, heldRounds*10<<10, use)
	})
}

// A plug of several processes has the same messages in each: what comes back to
// another one gets what it missed, and has been cut.
func TestAPlugOfSeveralProcesses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, here := plugged(t)
		_, there := plugged(t)
		began := time.Now()
		if err := here.Open("a/1", began, time.Time{}); err != nil {
			t.Fatal(err)
		}
		ada := joined(t, here, "a/1", "ada", 0)
		wantNumbers(t, ada, 1)
		time.Sleep(2500 * time.Millisecond)
		wantNumbers(t, ada, 2, 3)
		if err := there.Open("a/1", began, time.Time{}); err != nil {
			t.Fatal(err)
		}
		bob := joined(t, there, "a/1", "bob", 0)
		messages, err := bob.Next(t.Context())
		if err != nil || len(messages) != 1 || string(messages[0].Data) != `{"number":3,"time":"2000-01-01T00:00:02.000Z"}` {
			t.Errorf("there it begins with %v, %v", messages, err)
		}
		wantNumbers(t, ada, 4)
		wantNumbers(t, bob, 4)

		here.Pull("a/1")
		there.Pull("a/1")
		time.Sleep(2200 * time.Millisecond)
		back := joined(t, there, "a/1", "ada", 4)
		if back.Resume == nil || *back.Resume != (live.Resume{After: 4, From: 5, To: 6}) {
			t.Errorf("there it resumes with %+v", back.Resume)
		}
		wantNumbers(t, back, 5, 6)
		all := func() string {
			one, _ := here.Watch("a/1")
			two, _ := there.Watch("a/1")
			text := ""
			for _, p := range live.JoinPlugs(one, two).People {
				text += fmt.Sprint(p.Person, " ", p.Socket.Lamp, " ", p.Stream.Lamp, " ", p.Missed, "; ")
			}
			return text
		}
		if got := all(); got != "ada never back 2; bob never cut 0; " {
			t.Errorf("together the lamps are %q", got)
		}
		back.Leave()
		if got := all(); got != "ada never left 2; bob never cut 0; " {
			t.Errorf("when it has left again they are %q", got)
		}
	})
}

// A class that keeps a plug in for ever has no day's messages made up at once.
func TestAPlugOfLongAgoIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		if err := p.Open("a/1", time.Now().Add(-live.PlugLifetime), time.Time{}); !errors.Is(err, live.ErrPlugOver) {
			t.Errorf("it is opened: %v", err)
		}
		if err := p.Open("a/1", time.Now().Add(time.Second-live.PlugLifetime), time.Time{}); err != nil {
			t.Errorf("a second before, it is not: %v", err)
		}
	})
}

// A process that was started after the cut knows who had been there before it.
func TestAPlugAfterItsProcessStartedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := plugged(t)
		began := time.Now()
		time.Sleep(10 * time.Second)
		if err := p.Open("a/1", began, began.Add(5*time.Second)); err != nil {
			t.Fatal(err)
		}
		joined(t, p, "a/1", "ada", 5)
		joined(t, p, "a/1", "bob", 8) // who had come after it
		joined(t, p, "a/1", "cyd", 0)
		wantLamps(t, p, "a/1", "ada never back 6 after 5s; bob never open; cyd never open; ")
	})
}
