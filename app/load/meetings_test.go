package main

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestMeetings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, row := newMeetings(3), mark{walked, moment{Step: 1}}
		began := time.Now()
		m.come(0, row, began) // nobody has called yet
		g := m.call(row)
		m.come(0, row, began.Add(time.Second))
		m.come(0, row, began.Add(time.Minute)) // the first time counts
		m.come(1, mark{onPage, moment{Step: 1}}, began)
		m.come(2, row, began.Add(2*time.Second))
		if missing := g.wait(t.Context(), time.Minute); missing != 1 || time.Since(began) != time.Minute {
			t.Errorf("got %d missing after %s, want 1 after a minute", missing, time.Since(began))
		}
		took := slices.Sorted(slices.Values(since(g.came, began)))
		if !slices.Equal(took, []time.Duration{time.Second, 2 * time.Second}) || m.left() != 2 {
			t.Errorf("they took %v, %d are left", took, m.left())
		}
		m.come(1, row, began)
		if len(g.came) != 2 {
			t.Error("who was given up on came all the same")
		}

		next := m.call(mark{what: back})
		m.come(2, mark{what: back}, time.Now())
		time.AfterFunc(time.Second, func() { m.quit(0) })
		if missing := next.wait(t.Context(), time.Minute); missing != 0 || m.left() != 1 {
			t.Errorf("with one who quits %d are missing, %d left, want 0 and 1", missing, m.left())
		}
		m.quit(2)
		if missing := m.call(row).wait(t.Context(), time.Minute); missing != 0 {
			t.Errorf("of nobody %d are missing", missing)
		}
	})
}

func TestReadState(t *testing.T) {
	tests := []struct {
		data string
		want classState
	}{
		{`{"title":"Networks","started":false,"ended":false,"here":3,"pacing":null,"asking":null,"plug":null}`, classState{here: 3}},
		{`{"here":40,"pacing":{"lesson":"frames","title":"Frames","step":3,"steps":9,"predicts":4},"asking":{"n":2,"round":1,"state":"open","answered":31}}`,
			classState{moment: moment{Together: true, Step: 3, Predicts: 4}, here: 40, asking: 2, round: 1, answered: 31}},
		{`{"ended":true}`, classState{moment: moment{Ended: true}}},
	}
	for _, test := range tests {
		if got, err := readState(test.data); err != nil || got != test.want {
			t.Errorf("%s: got %+v, %v, want %+v", test.data, got, err, test.want)
		}
	}
	if _, err := readState("{"); err == nil {
		t.Error("what is no JSON was read")
	}
}
