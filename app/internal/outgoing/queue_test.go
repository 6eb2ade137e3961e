package outgoing_test

import (
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"

	"wirewalk/app/internal/outgoing"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// sent is what a queue handed over, and how often it was over.
type sent struct {
	mu    sync.Mutex
	all   [][]int
	overs int
	holds chan struct{} // each call waits for one of these; nil: none does
	more  bool          // what each call reports
}

func (s *sent) send(waiting []int) bool {
	if s.holds != nil {
		<-s.holds
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, waiting)
	return s.more
}

func (s *sent) over() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overs++
}

// is compares what has been handed over when nobody does anything more.
func (s *sent) is(t *testing.T, overs int, want ...[]int) {
	t.Helper()
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.EqualFunc(s.all, want, slices.Equal[[]int]) || s.overs != overs {
		t.Errorf("it handed over %v and was over %d times, want %v and %d", s.all, s.overs, want, overs)
	}
}

func put(t *testing.T, q *outgoing.Queue[int], of ...int) {
	t.Helper()
	for _, n := range of {
		if !q.Put(n) {
			t.Errorf("%d was not taken", n)
		}
	}
}

// What waits is handed over together, in order, and between two of them nobody works.
func TestQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := outgoing.NewQueue[int](3)
		put(t, q, 1, 2, 3)
		if q.Put(4) {
			t.Error("more than its bound waits")
		}
		s := &sent{more: true}
		before := runtime.NumGoroutine()
		q.Open(s.send, s.over)
		s.is(t, 0, []int{1, 2, 3})
		if now := runtime.NumGoroutine(); now != before {
			t.Errorf("%d goroutines, were %d before", now, before)
		}
		put(t, q, 5)
		s.is(t, 0, []int{1, 2, 3}, []int{5})
		q.Shut()
		q.Shut()
		s.is(t, 1, []int{1, 2, 3}, []int{5})
		if q.Put(6) {
			t.Error("it is shut, and takes more")
		}
	})
}

// While one call sends, others wait up to the bound. Shut lets them go, Drop does not.
func TestQueueThatEnds(t *testing.T) {
	for name, of := range map[string]struct {
		end  func(*outgoing.Queue[int])
		want [][]int
	}{
		"shut":               {(*outgoing.Queue[int]).Shut, [][]int{{1}, {2, 3}}},
		"dropped":            {(*outgoing.Queue[int]).Drop, [][]int{{1}}},
		"shut, then dropped": {func(q *outgoing.Queue[int]) { q.Shut(); q.Drop() }, [][]int{{1}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q, s := outgoing.NewQueue[int](2), &sent{more: true, holds: make(chan struct{})}
				q.Open(s.send, s.over)
				put(t, q, 1)
				synctest.Wait()
				put(t, q, 2, 3)
				if q.Put(4) {
					t.Error("more than its bound waits")
				}
				of.end(q)
				s.is(t, 0)
				close(s.holds)
				s.is(t, 1, of.want...)
			})
		})
	}
}

func TestQueueWhoseSenderFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, s := outgoing.NewQueue[int](2), &sent{}
		q.Open(s.send, s.over)
		put(t, q, 1)
		s.is(t, 1, []int{1})
		if q.Put(2) {
			t.Error("it takes what nobody will send")
		}
	})
}

// What is shut before it was opened is over as soon as it is.
func TestQueueThatWasShutBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, s := outgoing.NewQueue[int](2), &sent{more: true}
		put(t, q, 1)
		q.Shut()
		q.Open(s.send, s.over)
		s.is(t, 1, []int{1})
	})
}
